import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.phrases import LONGEST, Wording, may_stand_alone, overlap, parts_of, usual_writing


def test_phrases_are_runs_of_stems_within_punctuation() -> None:
    assert Wording(["No red flags, fever."]).phrases() == {
        "no",
        "red",
        "flag",
        "no red",
        "red flag",
        "no red flag",
        "fever",
    }


@pytest.mark.parametrize(
    ("sentence", "none"),
    [
        ("pain, relief", "pain relief"),
        ("pain (relief)", "pain relief"),
        ("pain; relief", "pain relief"),
        ("pain 8/10 relief", "pain relief"),
        ("pain L5-S1 relief", "pain relief"),
        ("pain", "8"),
    ],
)
def test_punctuation_and_numbers_part_phrases(sentence: str, none: str) -> None:
    assert none not in Wording([sentence]).phrases()


def test_sentences_part_phrases() -> None:
    assert "pain relief" not in Wording(["of pain", "relief of"]).phrases()


@pytest.mark.parametrize(
    ("phrase", "may"),
    [
        ("red flag", True), ("no red flag", True), ("not document", True), ("no", False), ("red flag is", False),
        ("the red flag", False), ("patient", False), ("pain of the knee", True), ("document no", False), ("do", False),
    ],
)  # fmt: skip
def test_what_says_nothing_is_not_at_the_ends(phrase: str, may: bool) -> None:
    assert may_stand_alone(phrase) == may


def test_parts_and_overlaps() -> None:
    assert set(parts_of("a b c")) == {"a", "b", "c", "a b", "b c"}
    assert overlap("a b", "b c")
    assert overlap("b c", "a b")
    assert overlap("b", "a b c")
    assert not overlap("a b", "c d")
    assert not overlap("b x", "a b c")


def test_a_phrase_is_written_as_it_mostly_is() -> None:
    wordings = [Wording(["Red flags."]), Wording(["A red flag and a red flag."]), Wording(["red FLAGS"])]
    assert usual_writing("red flag", wordings[:2]) == "red flag"
    assert usual_writing("red flag", [*wordings, *wordings[::2]]) == "red flags"


@given(st.lists(st.text(alphabet="ab no.,1é–’ \n\u0130", max_size=40), max_size=4))
def test_every_phrase_is_written_somewhere(sentences: list[str]) -> None:
    wording = Wording(sentences)
    for phrase in wording.phrases():
        assert 1 <= len(phrase.split()) <= LONGEST
        assert usual_writing(phrase, [wording])
