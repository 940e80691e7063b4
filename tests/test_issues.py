"""Titles, outcomes and sections, over every way that a letter may be spaced."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from corpus.determination import Determination, SourceText
from corpus.parse import parse

HEAD = """CLINICAL CASE SUMMARY

The expert reviewer developed the following clinical case summary based on a review of the
case file, including all medical records:

The injured worker is a 48 year old male who sustained an industrial injury on 03-15-2014. He
lifted a crate and felt a pull in his back, which spread over the following days into the left
leg and has not left him since then. Rest and ice were of little help to him at the time.

IMR ISSUES, DECISIONS AND RATIONALES

The Final Determination was based on decisions for the disputed items/services set forth below:

"""


class Item(NamedTuple):
    """An issue as printed (lines and page breaks and all) and the title and outcome to be found in it."""

    printed: str
    treatment: str | None
    decision: str | None


SECTIONS = """

Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004, Section(s):
Special Studies.

MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.

Decision rationale: The records show no red flag and no finding that would call for the service,
and the trial of exercise that comes before it has not been made. The request for it is not
medically necessary.

"""

ITEMS = [
    Item("MRI of the lumbar spine: Upheld", "MRI of the lumbar spine", "upheld"),
    Item("MRI OF THE LUMBAR SPINE:  Overturned", "MRI OF THE LUMBAR SPINE", "overturned"),
    Item("Associated surgical service: Cold therapy unit: Upheld", "Associated surgical service: Cold therapy unit", "upheld"),
    Item("Glucosamine 60 day supply: 30: Overturned", "Glucosamine 60 day supply: 30", "overturned"),
    Item("Physical therapy three times a week for two weeks for the right hip and the right foot:\nUpheld",
         "Physical therapy three times a week for two weeks for the right hip and the right foot", "upheld"),
    Item("Right shoulder arthroscopy with rotator cuff repair versus debridement, subacromial\ndecompression and possible "
         "biceps tenodesis: Upheld",
         "Right shoulder arthroscopy with rotator cuff repair versus debridement, subacromial decompression and possible "
         "biceps tenodesis", "upheld"),
    Item("Retrospective request for a urine drug screen with a date of service that was given as (DOS\n12/29/16): Overturned",
         "Retrospective request for a urine drug screen with a date of service that was given as (DOS 12/29/16)",
         "overturned"),
    Item("Tramadol 50mg #90 was the original request. Tramadol 50mg #60 was authorized by the Claims\nAdministrator. The "
         "remaining IMR eligible portion of the original request, Tramadol 50mg\n#30 is: Upheld",
         "Tramadol 50mg #90 was the original request. Tramadol 50mg #60 was authorized by the Claims Administrator. The "
         "remaining IMR eligible portion of the original request, Tramadol 50mg #30 is", "upheld"),
    Item("Norco 10/325mg every day as needed for pain, #60: Upheld", "Norco 10/325mg every day as needed for pain, #60",
         "upheld"),
    Item("Post-\noperative physical therapy: Upheld", "Post-operative physical therapy", "upheld"),
]  # fmt: skip


def _double(text: str) -> str:
    return re.sub(r"\n(?!\n)", "\n\n", text.replace("\n\n", "\n\n \n"))


def _ungapped(text: str) -> str:
    return re.sub(r"\n(?:[ \t]*\n)+", "\n", text)


SPACINGS: dict[str, Callable[[str], str]] = {
    "single": lambda text: text,
    "double": _double,
    "without gaps": _ungapped,
    "blank at line ends": lambda text: text.replace("\n", " \n"),
    "indented": lambda text: re.sub(r"(?m)^", "      ", text),
    "double below the summary": lambda text: (
        text.partition("IMR ISSUES")[0] + _double("IMR ISSUES" + text.partition("IMR ISSUES")[2])
    ),
}


def _parse(text: str) -> Determination:
    return parse(SourceText("letter.txt", "letter", text))


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS.keys())
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.treatment)
def test_a_title_is_told_from_the_rationale_above_it(item: Item, spacing: Callable[[str], str]) -> None:
    first = Item("Acupuncture, six visits: Overturned", "Acupuncture, six visits", "overturned")
    letter = _parse(spacing(HEAD + "".join(one.printed + SECTIONS for one in (first, item, first))))
    found = [(issue.treatment and issue.treatment.text, issue.decision) for issue in letter.issues]
    assert found == [(one.treatment, one.decision) for one in (first, item, first)]
    for issue in letter.issues:
        assert issue.rationale is not None
        assert issue.rationale.text.startswith("The records show")
        assert issue.rationale.text.endswith("The request for it is not medically necessary.")
    assert letter.warnings == ("no reviewer's credentials",)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.treatment)
def test_a_page_may_break_anywhere(item: Item) -> None:
    first = Item("Acupuncture, six visits: Overturned", "Acupuncture, six visits", "overturned")
    text = HEAD + first.printed + SECTIONS + item.printed + SECTIONS
    start = text.index("Decision rationale:")
    for line_end in re.finditer(r"\n+", text):
        if line_end.start() < start:
            continue
        letter = _parse(f"{text[: line_end.start()]}\n\f{text[line_end.end() :]}")
        found = [(issue.treatment and issue.treatment.text, issue.decision) for issue in letter.issues]
        assert found == [(one.treatment, one.decision) for one in (first, item)], line_end
        pages = [issue.page for issue in letter.issues]
        assert pages == [1, 2 if text.index(item.printed) >= line_end.end() else 1]


@pytest.mark.parametrize("label", ["Claims Administrator", "MAXIMUS", "Decision"])
def test_a_page_may_break_inside_a_label(label: str) -> None:
    broken = SECTIONS.replace(f"{label} ", f"{label}\n\f", 1)
    letter = _parse(HEAD + "MRI of the knee: Upheld" + broken)
    assert [(issue.treatment and issue.treatment.text) for issue in letter.issues] == ["MRI of the knee"]
    assert letter.issues[0].rationale is not None
    assert letter.issues[0].claims_administrator_guideline is not None
    assert letter.issues[0].reviewer_guideline is not None


def test_a_page_break_above_a_title_is_no_part_of_it() -> None:
    text = HEAD + "MRI of the knee: Upheld" + SECTIONS.rstrip() + "\n\fGym membership: Upheld" + SECTIONS
    assert [issue.treatment and issue.treatment.text for issue in _parse(text).issues] == [
        "MRI of the knee",
        "Gym membership",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Associated surgical service: cold therapy unit, 7 day\nrental",
        "Post-op Tramadol #90 was the original request. Post-op Tramadol #60 was authorized by the Claims\n"
        "Administrator. The remaining IMR eligible portion of the original request, Post-op\nTramadol #30 is",
    ],
)
def test_a_title_is_whole_where_the_lines_begin_to_stand_apart(title: str) -> None:
    rationale = (
        "\nDecision rationale: The surgery is refused, and therefore what goes with it is not\nmedically necessary.\n"
    )
    short = SECTIONS[: SECTIONS.index("\nDecision rationale:")] + rationale
    items = (f"MRI of the knee: Upheld{short}", *(f"\n{one}: Upheld{short}" for one in ("Crutches", title)))
    text = HEAD.replace("at the time.\n", "at the time.\n" + "He went on working in spite of it.\n" * 60)
    text += "".join(items).replace("\n", "\n \n")
    treatments = [issue.treatment and issue.treatment.text for issue in _parse(text).issues]
    assert treatments[-3:] == ["MRI of the knee", "Crutches", title.replace("\n", " ")]


def test_a_rationale_without_its_full_stop_ends_at_the_gap() -> None:
    sections = SECTIONS.replace("not\nmedically necessary.", "refused as it was said\nabove in full")
    letter = _parse(HEAD + "MRI of the knee: Upheld" + sections + "Gym membership: Upheld" + sections)
    assert [issue.treatment and issue.treatment.text for issue in letter.issues] == [
        "MRI of the knee",
        "Gym membership",
    ]


def test_a_label_quoted_in_a_rationale_starts_no_issue() -> None:
    sections = SECTIONS.replace("The request", 'It said "Decision rationale: none" before. The request')
    letter = _parse(HEAD + "MRI of the knee: Upheld" + sections)
    assert len(letter.issues) == 1
    assert letter.issues[0].rationale is not None
    assert letter.issues[0].rationale.text.endswith("not medically necessary.")


def test_fused_lines_are_parted() -> None:
    text = (HEAD + "MRI of the knee: Upheld" + SECTIONS).replace("Upheld\n\nClaims", "UpheldClaims")
    text = text.replace("RATIONALES\n\nThe Final", "RATIONALESThe Final")
    letter = _parse(text)
    assert [(issue.treatment and issue.treatment.text, issue.decision) for issue in letter.issues] == [
        ("MRI of the knee", "upheld")
    ]


def test_what_an_issue_lacks_is_null_and_named() -> None:
    sections = SECTIONS.replace("MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.\n\n", "")
    letter = _parse(HEAD + "MRI of the knee" + sections)
    (issue,) = letter.issues
    assert issue.decision is None
    assert issue.reviewer_guideline is None
    assert letter.warnings[1:] == ("issue 1: no decision", "issue 1: no reviewer's guideline")


@pytest.mark.parametrize(
    "heading", ["IMR ISSUES, DECISIONS & RATIONALES", "IMR ISSUE(S), DECISION(S) AND RATIONALE(S)"]
)
def test_a_heading_may_be_worded_otherwise(heading: str) -> None:
    text = HEAD.replace("IMR ISSUES, DECISIONS AND RATIONALES", heading) + "MRI of the knee: Upheld" + SECTIONS
    assert [issue.treatment and issue.treatment.text for issue in _parse(text).issues] == ["MRI of the knee"]


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS.keys())
def test_without_a_heading_labels_and_outcomes_still_tell_the_issues(spacing: Callable[[str], str]) -> None:
    story = HEAD.partition("IMR ISSUES")[0]
    letter = _parse(spacing(story + "MRI of the knee: Upheld" + SECTIONS + "Gym membership: Upheld" + SECTIONS))
    assert [issue.treatment and issue.treatment.text for issue in letter.issues] == [
        "MRI of the knee",
        "Gym membership",
    ]
    assert letter.summary is not None
    assert letter.summary.text.endswith("at the time.")
    assert "no heading above the issues" in letter.warnings


def test_a_summary_may_follow_its_heading_on_the_line() -> None:
    text = (HEAD + "MRI of the knee: Upheld" + SECTIONS).replace("SUMMARY\n\n", "SUMMARY: ")
    letter = _parse(text)
    assert letter.summary is not None
    assert letter.summary.text.startswith("The injured worker is a 48 year old")
    assert letter.reviewer.specialties == ()


@pytest.mark.parametrize("text", ["", "A note about a knee.", HEAD, "Decision rationale: none"])
def test_a_text_without_issues_is_kept_whole_as_unrecognised(text: str) -> None:
    letter = _parse(text)
    assert (letter.layout, letter.issues, letter.text) == ("unrecognised", (), text)
    assert letter.warnings == ("layout unrecognised: indexed as plain text",)


def test_layouts_are_told_by_credentials_then_citations_then_capitals() -> None:
    item = "MRI of the knee: Upheld"
    capitals, cited = "MRI OF THE KNEE: Upheld", ", Section(s):\nSpecial Studies"
    prose = "HOW THE IMR FINAL DETERMINATION WAS MADE\nThe expert reviewer is Board Certified in Surgery and is licensed to practice in Ohio.\n"
    assert _parse(prose + HEAD + item + SECTIONS).layout == "D"
    assert _parse(HEAD + item + SECTIONS).layout == "E"
    assert _parse(HEAD + item + SECTIONS.replace("Section(s)", "Page(s)")).layout == "D"
    assert _parse(HEAD + capitals + SECTIONS).layout == "E"
    assert _parse(HEAD + capitals + SECTIONS.replace(cited, "")).layout == "D"
    assert _parse(HEAD + item + SECTIONS.replace(cited, "")).layout == "E"
