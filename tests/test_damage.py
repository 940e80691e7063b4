"""Headings and labels with a few characters wrong are found, prose never is; clean letters don't pay for it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.determination import Determination, SourceText
from corpus.headings import find_headings
from corpus.parse import parse
from corpus.patterns import HEADING_WORDINGS, LABEL_WORDINGS
from corpus.wording import compile_wordings, end_of_like_label, heading_likeness, spellings

HEADINGS = sorted(wording for wordings in HEADING_WORDINGS.values() for wording in wordings)
LABELS = sorted({label.wording for label in LABEL_WORDINGS})

LETTER = """HOW THE IMR FINAL DETERMINATION WAS MADE
The physician reviewer is Board Certified in Surgery and is licensed to practice in Ohio.

DOCUMENTS REVIEWED
Progress note

CLINICAL CASE SUMMARY
The patient is a 40 year old male with pain of the left knee, for which he has had six visits.

IMR DECISION(S) AND RATIONALE(S)
The Final Determination was based on decisions for the disputed items/services set forth below:

1. Decision for knee brace is not medically necessary and appropriate.

The Claims Administrator based its decision on the MTUS.

The Physician Reviewer based his/her decision on the ODG.

The Physician Reviewer's decision rationale:
The knee is stable. Therefore, the request is not medically necessary.

2. Decision for exercise is medically necessary and appropriate.

The Claims Administrator based its decision on the MTUS.

The Physician Reviewer based his/her decision on the ODG.

The Physician Reviewer's decision rationale:
The knee is weak.
"""
LABELLED = """HOW THE IMR FINAL DETERMINATION WAS MADE
State(s) of Licensure: Ohio
Certification(s)/Specialty: Surgery

CLINICAL CASE SUMMARY
The patient is a 40 year old male with pain of the left knee, for which he has had six visits.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

Knee brace: Upheld

Claims Administrator guideline: The MTUS.

MAXIMUS guideline: The ODG.

Decision rationale: The knee is stable. Therefore, the request is not medically necessary.

Exercise: Overturned

Claims Administrator guideline: The MTUS.

MAXIMUS guideline: The ODG.

Decision rationale: The knee is weak.
"""
STATED = """Case Summary:
Disclaimer: The following case summary was taken directly from the denial dated July 19, 2013:
"The patient is a 40 year old male."

1) MAXIMUS Federal Services, Inc. has determined the request for knee brace is not medically necessary and appropriate.
2) MAXIMUS Federal Services, Inc. has determined the request for exercise is medically necessary and appropriate.

Medical Qualifications of the Expert Reviewer:
The physician reviewer is Board Certified in Surgery and is licensed to practice in Ohio.

Documents Reviewed for Determination:
Progress note

1) Regarding the request for knee brace:
Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her Decision
The Claims Administrator cited the MTUS. The Expert Reviewer cited the ODG.

Rationale for the Decision:
The knee is stable.

2) Regarding the request for exercise:
Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her Decision
The Claims Administrator cited the MTUS. The Expert Reviewer cited the ODG.

Rationale for the Decision:
The knee is weak.
"""


def read(text: str) -> Determination:
    return parse(SourceText("letter.txt", "letter", text))


def values(text: str) -> list[tuple[str | None, ...]]:
    return [
        (
            issue.treatment and issue.treatment.text.lower(),
            issue.decision,
            issue.claims_administrator_guideline and issue.claims_administrator_guideline.text[-5:],
            issue.reviewer_guideline and issue.reviewer_guideline.text[-4:],
            issue.rationale and issue.rationale.text,
        )
        for issue in read(text).issues
    ]


@st.composite
def damaged(draw: st.DrawFn, wordings: list[str]) -> str:
    """One of the wordings as printed, with one or two characters misread, lost or put in, but not the first."""
    text = draw(st.sampled_from(spellings(draw(st.sampled_from(wordings)))))
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(1, len(text) - 1))
        wrong = draw(st.sampled_from(["1", "l", "0", "O", "5", "G", "", "x"]))
        text = text[:at] + wrong + text[at + 1 :]
    return text


@settings(max_examples=500)
@given(damaged(HEADINGS), st.booleans())
def test_a_damaged_heading_is_like_itself(printed: str, capitals: bool) -> None:
    line = printed.upper() if capitals else printed.title()
    assert max(heading_likeness(line, wording) for wording in HEADINGS) >= 0.8


@settings(max_examples=500)
@given(st.data())
def test_a_damaged_label_is_like_itself(data: st.DataObject) -> None:
    wording = data.draw(
        st.sampled_from([wording for wording in LABELS if len(spellings(wording)[-1]) >= 17 and "…" not in wording])
    )
    printed = data.draw(damaged([wording]))
    end = end_of_like_label(f"{printed}: The rest of it", 0, wording)
    assert end is not None
    assert abs(end - len(printed)) <= 2


PROSE = st.lists(
    st.sampled_from(
        "the clinical case summary documents reviewed determination rationale for decision guideline claims administrator "
        "Claims Administrator MAXIMUS Section medical reviewer qualifications Medical issue at dispute is not necessary "
        "IMR ACOEM MTUS knee lumbar pain, patient. Norco Decision Documents was made how".split()
    ),
    min_size=4,
    max_size=18,
).map(" ".join)


@settings(max_examples=500)
@given(PROSE)
def test_prose_is_like_no_heading(line: str) -> None:
    words = re.findall(r"\w{4,}", line)
    low = sum(word[0].islower() for word in words)
    likeness = max(heading_likeness(line, wording) for wording in HEADINGS)
    assert likeness == 0 or low <= len(words) // 3


@pytest.mark.parametrize(
    "line",
    [
        "the clinical case summary of the records that were sent",
        "The clinical case summary was read.",
        "clinical case summary.",
        "and the documents reviewed",
        "Clinical Summary",
        "Case Study",
        "The patient signed the Medical Reviewer Qualifications form at the office",
        "INDEPENDENT MEDICAL REVIEW",
        "MAXIMUS FEDERAL SERVICES, INC.",
        "LUMBAR CASE",
        "",
    ],
)
def test_lines_that_are_no_heading(line: str) -> None:
    assert max(heading_likeness(line, wording) for wording in HEADINGS) == 0


@pytest.mark.parametrize(
    ("text", "whole", "printed"),
    [
        (LETTER, "HOW THE IMR FINAL DETERMINATION WAS MADE", "H0W THE lMR FINAL DETERMINATION WAS MADE"),
        (LETTER, "DOCUMENTS REVIEWED", "DOCUMENTS REVlEWED"),
        (LETTER, "CLINICAL CASE SUMMARY", "CL1NICAL CASE SUMMARY"),
        (LETTER, "CLINICAL CASE SUMMARY", "CLINICALCASE SUMMARY:"),
        (LETTER, "CLINICAL CASE SUMMARY", "  Cl1nical Case Summary  "),
        (LETTER, "IMR DECISION(S) AND RATIONALE(S)", "lMR DECISION(S) AND RATIONALE(S)"),
        (LETTER, "IMR DECISION(S) AND RATIONALE(S)", "IMR DECISION(5) AND RATIONALE(S)"),
        (LETTER, "The Claims Administrator based its", "The C1aims Administrator based lts"),
        (LETTER, "The Physician Reviewer based his/her", "The Physiclan Reviewer based hislher"),
        (LETTER, "The Physician Reviewer's decision rationale:", "The Physician Reviewer's decision rationa1e:"),
        (LETTER, "The Physician Reviewer's decision rationale:", "ThePhysician Reviewers decision rationale:"),
        (LETTER, "2. Decision for", "2. Declsion for"),
        (LABELLED, "IMR ISSUES, DECISIONS AND RATIONALES", "IMR 1SSUES, DECISI0NS AND RATIONALES"),
        (LABELLED, "Claims Administrator guideline:", "Cla1ms Administrator guideline:"),
        (LABELLED, "Claims Administrator guideline:", "ClaimsAdministrator guldeline:"),
        (LABELLED, "MAXIMUS guideline:", "MAXlMUS guideline:"),
        (LABELLED, "Decision rationale:", "Decision rationa1e:"),
        (STATED, "Case Summary:", "Case Sumrnary:"),
        (STATED, "Medical Qualifications of the Expert Reviewer:", "Medical Qualiflcations of the Expert Revlewer:"),
        (STATED, "Documents Reviewed for Determination:", "Documents Reviewed for Deterrnination:"),
        (STATED, "1) Regarding the request for", "1) Regard1ng the request for"),
        (STATED, "Section of the Medical", "Sectlon of the Medlcal"),
        (STATED, "Rationale for the Decision:", "Rationale for the Declslon:"),
    ],
)
@pytest.mark.parametrize("times", [1, 9])
def test_damage_loses_no_value(text: str, whole: str, printed: str, times: int) -> None:
    damaged_text = text.replace(whole, printed, times)
    assert damaged_text != text
    assert values(damaged_text) == values(text)
    assert read(damaged_text).layout == read(text).layout
    assert read(damaged_text).warnings == read(text).warnings
    assert read(damaged_text).patient == read(text).patient


@pytest.mark.parametrize("text", [LETTER, LABELLED, STATED])
def test_an_issue_with_all_its_labels_damaged_is_found(text: str) -> None:
    labels = r"Decision (?=for|rat)|Regarding|Rationale|decision rationale|The Claims|The Physician|MAXIMUS g|Claims Admin|Section of"
    last = text.rindex("The knee is stable.")
    below = re.sub(labels, lambda label: label[0][:3] + "#" + label[0][4:], text[last:])
    assert values(
        text[:last] + below.replace("The#Claims Administrator cited", "The Claims Administrator cited")
    ) == values(text)


def test_the_headings_of_a_letter_stand_above_its_issues() -> None:
    text = LETTER.replace("The knee is weak.", "The knee is weak.\nDOCUMENTS REVIEWED\nNone.\nCASE SUMMARY:\nNone.")
    assert find_headings(text)["documents"] == find_headings(LETTER)["documents"]
    assert (values(text)[1][-1] or "").endswith("None.")


@pytest.mark.parametrize(
    ("wording", "found", "left"),
    [
        ("Case summary(:)", ["CASE SUMMARY:", "Case\n summary"], ["case summary", "xCase summary"]),
        ("Issue(s) at Dispute:", ["Issue at Dispute:", "ISSUES AT DISPUTE :", "Issue(s) at Dispute:"], ["Issue at dispute:", "Issue at Dispute"]),
        ("A [b|Cd] e", ["A b e", "A CD E"], ["A cd e", "A e"]),
        ("Why … Not…:", ["Why it is Not so:", "Why x Not:"], ["Why: Not:", "Why " + "x" * 61 + " Not:"]),
        ("End¶", ["End", "x\n End  \n"], ["End of", "the End\n"]),
    ],
)  # fmt: skip
def test_the_notation(wording: str, found: list[str], left: list[str]) -> None:
    pattern = compile_wordings([wording])
    assert all(map(pattern.search, found))
    assert not any(map(pattern.search, left))
