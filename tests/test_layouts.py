"""Letters of the layouts A, B and C: each form, mixes of them, what may lack, and what a page or a scan does to them."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from corpus.determination import Determination, Issue, SourceText
from corpus.parse import parse

STORY = (
    "The injured worker is a 52 year old female who sustained an industrial injury on 03/04/2012. She slipped on a wet\n"
    "ramp and has had pain of the left hip since. Rest, ice and a walking aid did not help her."
)
SIGNATURE = "\nSincerely,\n\nPat Example, MD\nMedical Director\n"
DISCLAIMER = "\nDisclaimer: MAXIMUS is providing an independent review service under contract with the department.\n"

A = f"""MAXIMUS FEDERAL SERVICES, INC.
Independent Medical Review

                        MEDICAL PROFESSIONAL REVIEW

Case Number: 13-000123
Date of Injury: 03/04/2012
Decision Date: 05/06/2013

ISSUE AT DISPUTE:
Is the requested treatment/service left hip arthroscopy medically necessary?

CASE SUMMARY:
{STORY}

DOCUMENTS REVIEWED FOR DETERMINATION:
Progress note, 04/01/2013
Utilization review determination

MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER AND WHY:
The hip chapter of the Official Disability Guidelines, as the MTUS is silent on the hip.

RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS NOT MEDICALLY NECESSARY:
No image shows a tear. An operation on a joint that looks sound
would not be expected to help.

MEDICAL REVIEWER QUALIFICATIONS:
The physician reviewer is Board Certified in Orthopedic Surgery and is licensed to practice in Oregon.
"""

STATEMENTS = """1) MAXIMUS Federal Services, Inc. has determined the request for left hip arthroscopy is notmedically
necessary and appropriate.
2) MAXIMUS Federal Services, Inc. has determined the request for crutches, one pair, is medically necessary and
appropriate.
"""
B = f"""MAXIMUS FEDERAL SERVICES, INC.
Independent Medical Review
P.O. Box 1, Sacramento, CA

Notice of Independent Medical Review Determination

Dated: 10/15/2013
Employee: (name withheld)
Claim Number: 12-345678
Date of UR Decision: 7/19/2013
Date of Injury: 3/4/2012
IMR Application Received: 7/26/2013
MAXIMUS Case Number: CM13-0000123

{STATEMENTS}
INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE
An application for Independent Medical Review was filed on 7/26/2013 disputing the Utilization Review Denial dated
7/19/2013. A Notice of Assignment was provided to the parties on 9/10/2013. A decision has been made for each:

{STATEMENTS}
Medical Qualifications of the Expert Reviewer:
The physician reviewer is Board Certified in Orthopedic Surgery, and is licensed to practice in Oregon.

Expert Reviewer Case Summary:
Disclaimer: The following case summary was taken directly from the utilization review denial/modification dated
July 19, 2013:
“{STORY}”

Documents Reviewed for Determination:
These documents included:
 Progress note, 04/01/2013

1) Regarding the request for left hip arthroscopy:

Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her
Decision

The Claims Administrator based its decision on the hip chapter of the ODG, 2nd ed., p. 12. The guideline is one that the
Claims Administrator attached. The Expert Reviewer found no section of the MTUS applicable and used what the Claims
Administrator had.

Rationale for the Decision:
No image shows a tear. An operation on a joint that looks sound
would not be expected to help.

2) Regarding the request for crutches, one pair:

Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her
Decision

The Claims Administrator did not cite a guideline. The Expert Reviewer relied on the ODG.

Rationale for the Decision:
Crutches take weight off a hip that hurts.
{SIGNATURE}{DISCLAIMER}"""

HEAD_C = """MAXIMUS FEDERAL SERVICES, INC.
Independent Medical Review
P.O. Box 1, Sacramento, CA

Case Number: CM13-0000456
Date Assigned: 12/27/2013 Date of Injury: 03/04/2012
Decision Date: 04/08/2014 UR Denial Date: 11/19/2013
Priority: Standard Application
Received:
12/02/2013
"""
COVER = """
Dear Parties:

MAXIMUS Federal Services has completed the review of the above workers' compensation case. This letter provides you
with the IMR Final Determination and explains how the determination was made.

Final Determination: {}. This means we decided what the letter tells later.

Sincerely,

Pat Example, MD
"""
HOW = """
HOW THE IMR FINAL DETERMINATION WAS MADE
The physician reviewer is Board Certified in Orthopedic Surgery, has a subspecialty in Sports Medicine and is licensed
to practice in Oregon.
"""
DOCUMENTS_C = """
DOCUMENTS REVIEWED
The following relevant documents were reviewed:
Progress note, 04/01/2013
"""
SUMMARY_C = f"""
CLINICAL CASE SUMMARY
The physician reviewer developed the following clinical case summary based on a review of the case file, including all
medical records:

{STORY}
"""
ISSUES_C = """
IMR DECISION(S) AND RATIONALE(S)
The Final Determination was based on decisions for the disputed items/services set forth below:

"""
TITLES_C = (
    "1. Decision for left hip arthroscopy is not medically necessary and appropriate.",
    "2. Decision for crutches, one pair, is medically necessary and appropriate.",
)
SECTIONS_C = (
    """
The Claims Administrator based its decision on the Official Disability Guidelines, Hip, which is not part of the MTUS.

The Physician Reviewer based his/her decision on the Official Disability Guidelines, Hip,
Arthroscopy.

The Physician Reviewer's decision rationale:
No image shows a tear. An operation on a joint that looks sound
would not be expected to help. Therefore, the request is not medically necessary.

""",
    """
The Claims Administrator did not cite any evidence for its decision.

The Physician Reviewer based his/her decision on the MTUS.

The Physician Reviewer's decision rationale:
Crutches take weight off a hip that hurts. The request is medically necessary.

""",
)
ITEMS_C = "".join(title + sections for title, sections in zip(TITLES_C, SECTIONS_C, strict=True))
C = HEAD_C + HOW + DOCUMENTS_C + SUMMARY_C + ISSUES_C + ITEMS_C

ITEMS_D = """LEFT HIP ARTHROSCOPY: Upheld

Claims Administrator guideline: The Claims Administrator based its decision on the ODG, Hip.

MAXIMUS guideline: Decision based on Non-MTUS Citation ODG, Hip.

Decision rationale: No image shows a tear. An operation would not be expected to help.

CRUTCHES, ONE PAIR: Overturned

Claims Administrator guideline: The Claims Administrator did not cite any evidence.

MAXIMUS guideline: Decision based on MTUS General Approaches.

Decision rationale: Crutches take weight off a hip that hurts.

"""


def read(text: str) -> Determination:
    return parse(SourceText("letter.txt", "letter", text))


def titles(letter: Determination) -> list[tuple[str | None, str | None]]:
    return [(issue.treatment and issue.treatment.text, issue.decision) for issue in letter.issues]


def texts(issue: Issue) -> tuple[str | None, str | None, str | None]:
    parts = (issue.claims_administrator_guideline, issue.reviewer_guideline, issue.rationale)
    administrator, reviewer, rationale = (part and part.text for part in parts)
    return administrator, reviewer, rationale


BOTH = [("left hip arthroscopy", "upheld"), ("crutches, one pair", "overturned")]
NO_TEAR = "No image shows a tear. An operation on a joint that looks sound would not be expected to help."


def test_layout_a() -> None:
    letter = read(A)
    assert (letter.layout, letter.letter, letter.warnings) == ("A", "13-000123", ())
    assert (letter.date_of_injury, letter.decision_date) == (date(2012, 3, 4), date(2013, 5, 6))
    assert (letter.reviewer.specialties, letter.reviewer.licensed_states) == (("Orthopedic Surgery",), ("Oregon",))
    assert letter.summary is not None
    assert letter.summary.text == STORY.replace("\n", " ")
    assert (letter.patient.age, letter.patient.sex) == (52, "female")
    assert titles(letter) == BOTH[:1]
    guideline = "The hip chapter of the Official Disability Guidelines, as the MTUS is silent on the hip."
    assert texts(letter.issues[0]) == (None, guideline, NO_TEAR)


def test_layout_b() -> None:
    letter = read(B)
    assert (letter.layout, letter.letter, letter.warnings) == ("B", "CM13-0000123", ())
    assert (letter.decision_date, letter.ur_denial_date) == (date(2013, 10, 15), date(2013, 7, 19))
    assert (letter.date_of_injury, letter.application_received) == (date(2012, 3, 4), date(2013, 7, 26))
    assert (letter.reviewer.specialties, letter.reviewer.licensed_states) == (("Orthopedic Surgery",), ("Oregon",))
    assert letter.summary is not None
    assert letter.summary.text == f"“{STORY}”".replace("\n", " ")
    assert titles(letter) == BOTH
    assert texts(letter.issues[0]) == (
        "The Claims Administrator based its decision on the hip chapter of the ODG, 2nd ed., p. 12. The guideline is one "
        "that the Claims Administrator attached.",
        "The Expert Reviewer found no section of the MTUS applicable and used what the Claims Administrator had.",
        NO_TEAR,
    )
    assert texts(letter.issues[1]) == (
        "The Claims Administrator did not cite a guideline.",
        "The Expert Reviewer relied on the ODG.",
        "Crutches take weight off a hip that hurts.",
    )


def test_a_summary_s_whole_heading_may_be_damaged() -> None:
    letter = read(B.replace("Case Summary:", "Gasc Summary:"))
    assert letter.summary is not None
    assert letter.summary.text == f"“{STORY}”".replace("\n", " ")


def test_layout_c() -> None:
    letter = read(C)
    assert (letter.layout, letter.letter, letter.priority, letter.warnings) == ("C", "CM13-0000456", "Standard", ())
    assert (letter.date_assigned, letter.application_received) == (date(2013, 12, 27), date(2013, 12, 2))
    assert letter.reviewer.specialties == ("Orthopedic Surgery", "Sports Medicine")
    assert letter.summary is not None
    assert letter.summary.text == STORY.replace("\n", " ")
    assert titles(letter) == BOTH
    assert texts(letter.issues[0]) == (
        "The Claims Administrator based its decision on the Official Disability Guidelines, Hip, which is not part of the MTUS.",
        "The Physician Reviewer based his/her decision on the Official Disability Guidelines, Hip, Arthroscopy.",
        f"{NO_TEAR} Therefore, the request is not medically necessary.",
    )
    assert (
        texts(letter.issues[1])[2] == "Crutches take weight off a hip that hurts. The request is medically necessary."
    )


@pytest.mark.parametrize("text", [A, B, C], ids="ABC")
def test_spans_lead_to_what_is_printed(text: str) -> None:
    letter = read(text)
    for issue in letter.issues:
        for part in (issue.treatment, issue.claims_administrator_guideline, issue.reviewer_guideline, issue.rationale):
            assert part is None or " ".join(text[part.start : part.end].split()) == part.text


SPACINGS: dict[str, Callable[[str], str]] = {
    "double": lambda text: re.sub(r"\n(?!\n)", "\n\n", text.replace("\n\n", "\n\n \n")),
    "without gaps": lambda text: re.sub(r"\n(?:[ \t]*\n)+", "\n", text),
    "indented": lambda text: re.sub(r"(?m)^", "      ", text),
    "page numbers": lambda text: text.replace("\nThe Claims", "\n1\n\fThe Claims", 1),
}


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS.keys())
@pytest.mark.parametrize("text", [A, B, C], ids="ABC")
def test_spacing_changes_nothing(text: str, spacing: Callable[[str], str]) -> None:
    whole, spaced = read(text), read(spacing(text))
    assert (spaced.layout, spaced.warnings, titles(spaced)) == (whole.layout, (), titles(whole))
    assert list(map(texts, spaced.issues)) == list(map(texts, whole.issues))
    assert (spaced.reviewer, spaced.decision_date) == (whole.reviewer, whole.decision_date)
    assert spaced.summary is not None
    assert whole.summary is not None
    assert spaced.summary.text == whole.summary.text


@pytest.mark.parametrize("text", [A, B, C], ids="ABC")
def test_a_page_may_break_at_any_line(text: str) -> None:
    whole = read(text)
    for line_end in re.finditer(r"\n+", text[:-1]):
        letter = read(f"{text[: line_end.start()]}\n\f{text[line_end.end() :]}")
        assert titles(letter) == titles(whole), line_end
        assert list(map(texts, letter.issues)) == list(map(texts, whole.issues)), line_end
        first = letter.issues[0].treatment
        assert first is not None
        assert letter.issues[0].page == 1 + (first.start > line_end.start())


@pytest.mark.parametrize(
    ("question", "treatment"),
    [
        ("left hip arthroscopy", "left hip arthroscopy"),
        ("Is the requested treatment/service left hip arthroscopy medically necessary?", "left hip arthroscopy"),
        (
            "Is the requested service of six visits of acupuncture medically necessary and appropriate?",
            "six visits of acupuncture",
        ),
        ("Are the requested treatments:\nheat and ice, medically necessary?", "heat and ice"),
        ("Whether the proposed treatment, massage, is medically necessary.", "massage"),
        ("Is the requested lumbar ESI medically necessary?", "lumbar ESI"),
    ],
)
def test_a_dispute_is_unwrapped(question: str, treatment: str) -> None:
    text = A.replace("Is the requested treatment/service left hip arthroscopy medically necessary?", question)
    assert titles(read(text)) == [(treatment, "upheld")]


TWO_DISPUTES = A.replace(
    "Is the requested treatment/service left hip arthroscopy medically necessary?",
    "1. Is the requested treatment/service left hip arthroscopy medically necessary?\n2. crutches, one pair",
)
GUIDELINE_2 = "\nMEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER AND WHY{}:\nThe MTUS.\n"
RATIONALE_2 = "\nRATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS MEDICALLY NECESSARY{}:\nThey take weight off.\n"


def _with(text: str, sections: str) -> str:
    return text.replace("\nMEDICAL REVIEWER QUALIFICATIONS:", f"{sections}\nMEDICAL REVIEWER QUALIFICATIONS:")


@pytest.mark.parametrize("above", ["?", "?\f", "\f"])
def test_fused_disputes_are_parted(above: str) -> None:
    letter = read(TWO_DISPUTES.replace("necessary?\n2.", f"necessary{above}2."))
    assert [treatment for treatment, _ in titles(letter)] == ["left hip arthroscopy", "crutches, one pair"]


def test_disputes_may_share_sections() -> None:
    letter = read(TWO_DISPUTES)
    assert titles(letter) == [("left hip arthroscopy", "upheld"), ("crutches, one pair", "upheld")]
    assert texts(letter.issues[0]) == texts(letter.issues[1])


@pytest.mark.parametrize("item", ["", " FOR ITEM 2"])
@pytest.mark.parametrize(
    "sections", [GUIDELINE_2 + RATIONALE_2, RATIONALE_2], ids=["both sections", "the guideline shared"]
)
def test_disputes_may_have_sections_of_their_own(sections: str, item: str) -> None:
    letter = read(_with(TWO_DISPUTES, sections.replace("{}", item)))
    assert (letter.layout, titles(letter), letter.warnings) == ("A", BOTH, ())
    assert texts(letter.issues[0])[2] == NO_TEAR
    assert texts(letter.issues[1])[2] == "They take weight off."


@pytest.mark.parametrize(
    ("heading", "rationale", "decision"),
    [
        (
            "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE WAS MEDICALLY NECESSARY:",
            "x is not medically necessary",
            "overturned",
        ),
        ("RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE WAS\nNOT MEDICALLY NECESSARY:", "x", "upheld"),
        ("RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY:", "x", "upheld"),
        (
            "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS N_T MEDICALLY NECESSARY:",
            "x is not medically necessary",
            "upheld",
        ),
        ("Rationale for the Decision:", "It was medically necessary. Now it is not medically necessary.", "upheld"),
        ("Rationale for the Decision:", "Nothing more.", None),
    ],
)
def test_layout_a_decides_by_heading_then_verdict(heading: str, rationale: str, decision: str | None) -> None:
    text = A.replace("RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS NOT MEDICALLY NECESSARY:", heading)
    letter = read(text.replace("No image shows a tear.", rationale))
    assert titles(letter) == [("left hip arthroscopy", decision)]


def test_a_statement_printed_once_will_do() -> None:
    assert titles(read(B.replace(STATEMENTS, "", 1))) == BOTH
    last = B.rindex(STATEMENTS)
    assert titles(read(B[:last] + B[last + len(STATEMENTS) :])) == BOTH


@pytest.mark.parametrize(
    "lost", ["2) Regarding the request for crutches, one pair:", "1) Regarding the request for left hip arthroscopy:"]
)
def test_a_title_that_is_lost_is_taken_from_the_statement(lost: str) -> None:
    letter = read(B.replace(lost, ""))
    assert titles(letter) == BOTH
    assert texts(letter.issues[1])[2] == "Crutches take weight off a hip that hurts."


def test_titles_all_lost_are_taken_from_the_statements() -> None:
    letter = read(re.sub(r"\d\) Regarding[^\n]*", "", B))
    assert titles(letter) == BOTH
    assert list(map(texts, letter.issues)) == list(map(texts, read(B).issues))


def test_statements_alone_are_issues() -> None:
    letter = read(B[: B.index("1) Regarding")])
    assert (letter.layout, titles(letter)) == ("B", BOTH)
    assert "issue 2: no rationale" in letter.warnings


def test_one_title_may_have_no_number() -> None:
    text = B.replace(STATEMENTS, STATEMENTS[: STATEMENTS.index("2)")].replace("1) ", ""))
    text = text[: text.index("2) Regarding")].replace("1) Regarding", "Regarding")
    assert titles(read(text)) == BOTH[:1]


@pytest.mark.parametrize(
    ("title", "treatment", "decision"),
    [
        ("1. Decision for PT 2 x 4 is not medically necessary and appropriate.", "PT 2 x 4", "upheld"),
        ("1. Decision for PT 2 x 4 is notmedically necessary and appropriate.", "PT 2 x 4", "upheld"),
        ("1. PT 2 x 4 is not medically necessary and appropriate.", "PT 2 x 4", "upheld"),
        ("1) PT 2 x 4 are medically necessary.", "PT 2 x 4", "overturned"),
        ("1. Decision for PT 2 x 4:\nnot medically necessary and appropriate.", "PT 2 x 4", "upheld"),
        ("1. Decision for PT 2 x 4:\nThe request is medically necessary and appropriate.", "PT 2 x 4", "overturned"),
        ("1. Decision for PT 2 x 4: Medically necessary", "PT 2 x 4", "overturned"),
        ("1. Decision for PT 2 x 4: Upheld", "PT 2 x 4", "upheld"),
        ("Decision for PT 2 x 4 is not medically necessary and appropriate.", "PT 2 x 4", "upheld"),
        ("PT 2 x 4 is not medically necessary and appropriate.", "PT 2 x 4", "upheld"),
        ("1. Decision for labs to include:\n2. a count is not medically necessary and appropriate.", "labs to include: 2. a count", "upheld"),
        ("1. Decision for a long course of therapy that goes on\nbelow is not\nmedically necessary and appropriate.",
         "a long course of therapy that goes on below", "upheld"),
        ("1. Decision for PT 2 x 4 is n_t medically necessary and appropriate.", "PT 2 x 4 is n_t", None),
        ("1. Decision for PT 2 x 4", "PT 2 x 4", None),
        ("1. PT 2 x 4", "PT 2 x 4", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", [1, 2])
def test_titles_of_layout_c(title: str, treatment: str, decision: str | None, number: int) -> None:
    printed = title if number == 1 else re.sub(r"^1", "2", title)
    items = [TITLES_C[0], printed] if number == 2 else [printed, TITLES_C[1]]
    text = C.replace(ITEMS_C, "".join(item + sections for item, sections in zip(items, SECTIONS_C, strict=True)))
    expected = [BOTH[0], (treatment, decision)] if number == 2 else [(treatment, decision), BOTH[1]]
    assert titles(read(text)) == expected


def test_prose_like_a_title_is_none() -> None:
    prose = (
        "The criteria are:\n1. Pain\n2. Failure of exercise\n\nThe Claims Administrator based its decision on other papers."
        "\nDecision for or against, The Physician Reviewer based his/her decision on these."
    )
    letter = read(C.replace("Crutches take", f"{prose}\nCrutches take"))
    assert titles(letter) == BOTH
    assert (texts(letter.issues[1])[2] or "").startswith("The criteria are: 1. Pain 2. Failure")


@pytest.mark.parametrize(
    ("outcome", "decision"),
    [("UPHOLD", "upheld"), ("OVERTURN", "overturned"), ("PARTIAL OVERTURN", None), ("none", None)],
)
def test_a_cover_page_decides_what_has_no_verdict(outcome: str, decision: str | None) -> None:
    covered = C.replace(HEAD_C, HEAD_C + COVER.format(outcome))
    assert (titles(read(covered)), read(covered).warnings) == (BOTH, ())
    letter = read(covered.replace(TITLES_C[1], "2. Decision for crutches, one pair"))
    assert titles(letter) == [BOTH[0], ("crutches, one pair", decision)]
    assert letter.decision_date == date(2014, 4, 8)
    assert titles(read(COVER.format(outcome) + C)) == BOTH


LABELS_OF_D = C.replace(ITEMS_C, ITEMS_D)
HEADINGS_OF_D = C.replace("IMR DECISION(S) AND RATIONALE(S)", "IMR ISSUES, DECISIONS AND RATIONALES")
LOUD = [(title.upper(), decision) for title, decision in BOTH if title]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LABELS_OF_D, LOUD),
        (LABELS_OF_D.replace("LEFT HIP ARTHROSCOPY: Upheld", TITLES_C[0]).replace("CRUTCHES, ONE PAIR: Overturned", TITLES_C[1]), BOTH),
        (HEADINGS_OF_D, BOTH),
        (C.replace("The Physician Reviewer's decision rationale:", "Decision rationale:"), BOTH),
        (C.replace("The Physician Reviewer's decision rationale:", "Rationale for the Decision:"), BOTH),
        (C.replace(SUMMARY_C, f"\nExpert Reviewer Case Summary:\n{STORY}\n"), BOTH),
        (C.replace("DOCUMENTS REVIEWED\n", "DOCUMENTS REVIEWED FOR DETERMINATION:\n"), BOTH),
        (B.replace("Rationale for the Decision:", "Decision rationale:"), BOTH),
        (B.replace("Expert Reviewer Case Summary:", "CLINICAL CASE SUMMARY"), BOTH),
        (B.replace("Medical Qualifications of the Expert Reviewer:", "HOW THE IMR FINAL DETERMINATION WAS MADE"), BOTH),
        (A.replace("CASE SUMMARY:", "CLINICAL CASE SUMMARY"), BOTH[:1]),
        (A.replace("MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER AND WHY:", "MAXIMUS guideline:"), BOTH[:1]),
    ],
)  # fmt: skip
def test_layouts_may_be_mixed(text: str, expected: list[tuple[str, str]]) -> None:
    letter = read(text)
    assert (titles(letter), letter.warnings) == (expected, ())
    assert all(texts(issue)[1] and texts(issue)[2] for issue in letter.issues)
    assert letter.summary is not None
    assert letter.summary.text.strip("“”") == STORY.replace("\n", " ")
    assert letter.reviewer.licensed_states == ("Oregon",)


@pytest.mark.parametrize(
    ("text", "lost", "warning"),
    [
        (A, r"ISSUE AT DISPUTE:.*?(?=CASE)", "no heading above the issues"),
        (A, r"CASE SUMMARY:.*?(?=DOCUMENTS)", "no clinical case summary"),
        (A, r"DOCUMENTS REVIEWED.*?(?=MEDICAL TREATMENT)", "no documents reviewed"),
        (A, r"MEDICAL TREATMENT GUIDELINE.*?(?=RATIONALE)", "issue 1: no reviewer's guideline"),
        (A, r"RATIONALE FOR WHY.*?(?=MEDICAL REVIEWER)", "issue 1: no rationale"),
        (A, r"MEDICAL REVIEWER QUALIFICATIONS.*", "no reviewer's credentials"),
        (B, r"INDEPENDENT MEDICAL REVIEW DECISION.*?(?=1\))", "no heading above the issues"),
        (B, r"Medical Qualifications.*?(?=Expert Reviewer Case)", "no reviewer's credentials"),
        (B, r"Expert Reviewer Case Summary.*?(?=Documents)", "no clinical case summary"),
        (B, r"Documents Reviewed.*?(?=1\) Reg)", "no documents reviewed"),
        (B, r"Section of.*?(?=Rationale)", "issue 1: no reviewer's guideline"),
        (B, r"Rationale for the Decision:.*?(?=2\) Reg)", "issue 1: no rationale"),
        (C, r"HOW THE.*?(?=DOCUMENTS)", "no reviewer's credentials"),
        (C, r"DOCUMENTS REVIEWED.*?(?=CLINICAL)", "no documents reviewed"),
        (C, r"CLINICAL CASE SUMMARY.*?(?=IMR DECISION)", "no clinical case summary"),
        (C, r"IMR DECISION.*?(?=1\. Dec)", "no heading above the issues"),
        (C, r"The Claims Administrator based.*?(?=The Physician)", "issue 1: no claims administrator's guideline"),
        (C, r"The Physician Reviewer based.*?(?=The Physician)", "issue 1: no reviewer's guideline"),
        (C, r"The Physician Reviewer's decision.*?(?=2\. )", "issue 1: no rationale"),
    ],
)
def test_what_lacks_is_named_and_the_rest_is_read(text: str, lost: str, warning: str) -> None:
    whole, letter = read(text), read(re.sub(lost, "", text, count=1, flags=re.DOTALL))
    assert warning in letter.warnings
    assert letter.layout == whole.layout
    if "ISSUE AT" not in lost:
        expected = titles(whole) if "RATIONALE FOR" not in lost else [("left hip arthroscopy", None)]
        assert titles(letter) == expected
    assert texts(letter.issues[-1])[2] == (
        None if "no rationale" in warning and text is A else texts(whole.issues[-1])[2]
    )
    assert letter.summary is None or whole.summary is None or letter.summary.text == whole.summary.text


@pytest.mark.parametrize("closing", [SIGNATURE, DISCLAIMER, SIGNATURE + DISCLAIMER, "\n/abc\n", "\n  /abc\n\f"])
def test_what_closes_a_letter_is_no_rationale(closing: str) -> None:
    for text in (B.replace(SIGNATURE + DISCLAIMER, closing), C + closing):
        letter = read(text)
        assert list(map(texts, letter.issues)) == list(map(texts, read(B if text.startswith(B[:200]) else C).issues))


@pytest.mark.parametrize(
    "text",
    [
        "A note. Regarding the request for crutches: none.",
        "DOCUMENTS REVIEWED\nAn x-ray.",
        "ISSUE AT DISPUTE:\n",
        "The Claims Administrator based its decision on the MTUS.",
    ],
)
def test_other_texts_stay_unrecognised(text: str) -> None:
    letter = read(text)
    assert (letter.layout, letter.issues, letter.text) == ("unrecognised", (), text)
