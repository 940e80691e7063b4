"""Where sentences end, as reviewers write them and PDFs give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.sentences import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["He saw Dr. Vale.", "Mr. J. Smith agreed with the U.S. Preventive Services, e.g. Norco."],
        ["Pain at L4-5.", "The code is M54.5.", "He takes 2.5 mg.", "(ICD-10 M54.16).", "It is 724.4."],
        ["See No. 5, pg. 64, and Smith et al. (2010) on it.", "Was it tried?", "No.", "The dose is 0.5 mg!", '"Fine."'],
        ["The pain was worse...", "It ended?!", "The worker rested."],
        [
            "The request is for:",
            "1. Norco 10/325 #60",
            "2. Soma 350 mg",
            "3. Therapy at L4-5.",
            "The rest is in dispute.",
        ],
        ["Asked for are:", "1) Norco", "2) soma", "3) Therapy"],
        ["Level 2.", "He took 2 tablets of 5 mg at 3."],
        ["Norco 5mg.", "Physician's note of October 2016.", "In it"],
        ["Items", "• first", "• second"],
        ["a paragraph\ngoes on", "Another"],
        ["no stop at all, and it runs on"],
        ["braces, etc.", "The patient"],
    ],
)
def test_a_text_is_parted_into_sentences(parts: list[str]) -> None:
    fused = {"Norco 5mg.": "", "Physician's note of October 2016.": "", "a paragraph\ngoes on": "\n \n"}
    text = "".join(part + fused.get(part, " ") for part in parts).rstrip()
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_lines_of_a_list_are_sentences() -> None:
    text = "Medications\n- Norco\n  - Soma\n1. Rest\n(2) Ice and\nheat\n\n\n  Plan"
    found = [text[start:end] for start, end in sentences(text)]
    assert found == ["Medications", "- Norco", "- Soma", "1. Rest", "(2) Ice and\nheat", "Plan"]


@given(st.text(st.sampled_from("aZ19.?!)(\n\t \"'•-:;“é"), max_size=60))
def test_nothing_but_white_space_lies_between_sentences(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert position <= start < end
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()
