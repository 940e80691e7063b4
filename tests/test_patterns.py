"""Each pattern over what it must find and what it must leave alone."""

import re

import pytest

from corpus import patterns

# name: (texts it is found in, texts it is not found in)
CASES: dict[str, tuple[list[str], list[str]]] = {
    "DISPUTE": (
        ["ISSUE AT DISPUTE:", "Issues at Dispute:", "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE", "x.\fINDEPENDENT MEDICAL\nREVIEW DECISION AND RATIONALE:"],
        ["the issue at dispute: pain", "ISSUE AT DISPUTE", "Notice of Independent Medical Review Determination"],
    ),
    "REVIEWER": (
        ["HOW THE IMR FINAL DETERMINATION WAS MADE", "x\f HOW THE IMR FINAL\nDETERMINATION WAS MADE",
         "Medical Qualifications of the Expert Reviewer:", "MEDICAL QUALIFICATIONS OF THE EXPERT REVIEWER", "MEDICAL REVIEWER QUALIFICATIONS:"],
        ["This is how the IMR final determination was made", "the medical qualifications of the expert reviewer", "SHOW THE IMR FINAL DETERMINATION WAS MADE? WHOW THE IMR FINAL DETERMINATION WAS MADE"],
    ),
    "DOCUMENTS": (
        ["DOCUMENTS REVIEWED", "x\n  Documents Reviewed: \ny", "DOCUMENTS REVIEWED FOR DETERMINATION:", "Documents Reviewed for\nDetermination: The following"],
        ["Documents reviewed include", "the Documents Reviewed\n", "DOCUMENTS REVIEWED BY", "Documents reviewed for determination"],
    ),
    "SUMMARY": (
        ["CLINICAL CASE SUMMARY", "  Clinical Case Summary: \nThe", "x.\fCLINICAL CASE SUMMARY\n", "Clinical case summary",
         "CASE SUMMARY:", "Expert Reviewer Case Summary:", "Case Summary: Disclaimer"],
        ["the following clinical case summary based on", "The following case summary was taken", "CASE SUMMARY", "a Case summary: none"],
    ),
    "SUMMARY_INTRODUCTION": (
        ["Disclaimer: The following case summary was taken directly from the utilization review\ndenial/modification dated July 19, 2013:",
         "Disclaimer: The following case summary was taken directly from the denial dated 7/19/2013.",
         "The expert reviewer developed the following clinical case summary based on a review of the \n\ncase file, including all medical records:"],
        ["The expert reviewer saw the worker, who developed pain:"],
    ),
    "ISSUES": (
        ["IMR ISSUES, DECISIONS AND RATIONALES", "x.\fIMR ISSUES, DECISIONS AND RATIONALESThe Final", "IMR ISSUE(S), DECISION(S), & RATIONALE(S)",
         "IMR DECISION(S) AND RATIONALE(S)", "IMR DECISIONS AND RATIONALES:"],
        ["the IMR issues, decisions and rationales", "the IMR decision(s) and rationale(s)", "IMR Final Determination"],
    ),
    "NOTICE": (
        ["MEDICAL PROFESSIONAL REVIEW", "Notice of Independent Medical Review\nDetermination", "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review"],
        ["a medical professional review", "MAXIMUS Federal Services, Inc. has determined", "completed the Independent Medical Review"],
    ),
    "ISSUES_INTRODUCTION": (
        ["The Final Determination was based on decisions for the disputed items/services set forth below:"],
        ["The Final Determination was wrong."],
    ),
    "ISSUE_LABEL": (
        ["Claims Administrator guideline:", "UpheldClaims Administrator\nguideline :", "MAXIMUS guideline:", "MAXIMUS Guidelines:",
         "Decision rationale:", "DECISION RATIONALE:", "Expert Reviewer guideline:",
         "1) Regarding the request for crutches", "2. Decision for crutches", "The Claims Administrator based its decision on the MTUS",
         "The Claims Administrator did not cite any", "The Physician Reviewer based his/her\ndecision on", "The Expert Reviewer did not cite",
         "The Physician Reviewer's decision rationale:", "The Physician Reviewer’s Decision Rationale:", "Rationale for the Decision:",
         "Section of the Medical Treatment Utilization Schedule Relied Upon by the\nExpert Reviewer to Make His/Her Decision",
         "MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER AND WHY:", "MEDICAL TREATMENT GUIDELINES RELIED UPON BY PROFESSIONAL REVIEWER AND WHY (ITEM 2):",
         "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS NOT MEDICALLY NECESSARY:", "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE WAS\nMEDICALLY NECESSARY FOR ITEM 2:"],
        ["the claims administrator guideline:", "Claims Administrator guideline", "a decision rationale: none", "regarding the request for",
         "the Claims Administrator based its decision on", "The Physician Reviewer found", "The rationale for the decision: none", "The decision for"],
    ),
    "NUMBER_ABOVE": (["\n1. ", "2) ", "set forth below:10. "], ["1", "2.5. ", "L4-5) ", "12/1. ", "#1. "]),
    "NUMBERED_LINE": (["1. Physical therapy", "x\n\f 12) MRI"], ["1.5 mg", "1. \n", "see 2. MRI"]),
    "TITLE_LINE_END": (["crutches: \nwhy", "crutches:"], ["crutches: upheld"]),
    "ITEM": (["... FOR ITEM 2:", "(item #3)", "item no. 4"], ["items", "an item"]),
    "VERDICT": (
        ["is not medically necessary and appropriate", "is notmedically necessary", "The request\nis medically necessary", "Not medically necessary", "was n0t medically necessary"],
        ["medical necessity", "medically unnecessary"],
    ),
    "STATEMENT": (
        ["MAXIMUS Federal Services, Inc. has determined the request for crutches is medically necessary",
         "MAXIMUS Federal Services, Inc. has determined the requests for a medically\nsupervised program are notmedically necessary"],
        ["MAXIMUS Federal Services, Inc. has determined the request for crutches", "has determined the request for crutches is medically necessary",
         "MAXIMUS Federal Services, Inc. has determined the request for x is n_t medically necessary"],
    ),
    "DISPUTE_NUMBER": (["x\n 2. MRI", "necessary?2. Is", "necessary?\f2. Is", "sling\f2. Is"], ["see 2. MRI", "2.5 mg"]),
    "DISPUTE_LEAD": (
        ["Is the requested treatment/service MRI", "Are the requested treatments of x", "Whether the proposed service: x", "Is the treatment MRI"], ["Is MRI necessary?"],
    ),
    "DISPUTE_TRAIL": (["MRI medically necessary?", "MRI is medically necessary and appropriate? ", "MRI medically\nnecessary"], ["medically necessary MRI"]),
    "SENTENCE": (["One. Two", "One of p. 12. Two"], ["  "]),
    "ADMINISTRATORS_SENTENCE": (
        ["The Claims Administrator cited none.", "The guideline of the Claims\nAdministrator is old."],
        ["The Expert Reviewer found the guidelines used by the Claims Administrator relevant.", "No guideline was cited."],
    ),
    "LETTER_OUTCOME": (
        ["Final Determination: UPHOLD. This", "IMR Final Determination: Partial Overturn", "Final Determination: OVERTURNED"],
        ["Final Determination and explains", "the Final Determination of the Director: x"],
    ),
    "CLOSING": (
        ["x\nSincerely,\n\nA. Name", "Disclaimer: MAXIMUS is providing", "necessary.\n\n/abc\n"],
        ["He sincerely, and", "Sincerely yours he", "Disclaimer: The following", "and/or", "one /two three"],
    ),
    "OUTCOME": (
        ["MRI: Upheld", "MRI:  Overturned.", "MRI:\n\nUpheld", "MRI; upheld", "MRI – Upheld", "MRI\nUpheld", "the request is Upheld", "30: UPHELD"],
        ["the denial is upheld", "MRI: Upheld in part", "Withheld"],
    ),
    "SENTENCE_END": (["necessary.", 'necessary."', "why?)", "necessary. \n"], ["necessary", "1.5 Tesla", "Claims Administrator"]),
    "VERDICT_END": (
        ["is not medically necessary", "not medically necessary and appropriate ", "medically\nunnecessary"],
        ["medically necessary service", "is necessary"],
    ),
    "GOES_ON_BELOW": (["decompression: Upheld", "  and knee"], []),
    "GOES_ON_ABOVE": (["debridement, ", "MRI of the", "hand/", "(DOS -"], ["MRI of the knee", "necessary"]),
    "NARRATED_REMAINDER": (["remaining IMR eligible portion", "The original\nrequest, MRI", "MRI is\n"], ["was the original request.", "MRI is due"]),
    "NARRATED_BEGINNING": (["#90 was the original request.", "visits were the\noriginal request"], ["of the original request,"]),
    "PAGE_FOOTER": (
        ["x\nPage 3 of 5\ny", "x\fPage 3 of 5\n", "x\nPage | 3\f", "Page 2", "Final Determination Letter for IMR Case Number CM14-0000000 Page 3"],
        ["see Page 3 of the guideline", "Page 3 of the guideline", "x Page 3"],
    ),
    "PAGE_NUMBER": (["3", "- 12 -"], []),
    "CASE_NUMBER": (["Case Number: CM14-0012345", "Case Number:\nDate Assigned:\n\nCM14-0012345", "Case Number: 13-000004"], ["CM14-0012345", "Case Number: 12"]),
    "HEADER_LABEL": (["Date Assigned:", "Date of\nInjury", "UR Denial Date", "Application \nReceived:", "Application   01/02/2015",
                      "Date of UR Decision:", "IMR Application Received:", "Utilization\nReview Denial dated", "application for Independent Medical\nReview was filed on"],
                     ["Application form", "Dated:"]),
    "DATED": (["Dated: 10/15/2013"], ["a note dated 10/15/2013"]),
    "HEADER_DATE": (["1/2/2015", "01/02/2015"], ["01/02/15", "101/02/2015"]),
    "HEADER_GAP": ([": ", "\nReceived: \n", ""], []),
    "PRIORITY": (["Priority: Standard Application", "Priority:\n\nCM14-0012345\nExpedited"], ["Priority: Application"]),
    "LICENSURE": (["State(s) of Licensure: ", "States of Licensure:"], ["State(s) of Licensure"]),
    "SPECIALTY": (["Certification(s)/Specialty:", "Certification(s) / Specialties:"], ["Certification(s)"]),
    "CREDENTIALS_PROSE": (
        ["expert reviewer is Board Certified in Surgery and is licensed to practice in Ohio.",
         "reviewer is Board Certified in A, has a subspecialty in B and is\nlicensed to practice in C."],
        ["The expert reviewer is familiar with governing laws."],
    ),
    "SECTION_CITATION": (["2009, Section(s): Opioids"], ["Sections: Opioids"]),
    "PAGE_CITATION": (["Guidelines Page(s): 76"], ["page 76"]),
    "LIST_COMMA": (["a, b", "a;b"], ["a (b, c)", "a b"]),
    "STATE_SEPARATOR": (["a, b", "a and b", "a & b", "a, and b"], ["Rhode Island", "Maryland"]),
    "SPECIALTY_SEPARATOR": (["Neurology and Pain Medicine", "a, b"], ["Physical Medicine and Rehabilitation"]),
    "AGE": (
        ["a 48 year old", "48-year-old", "40-year old", "51 y/o", "51 yo male", "48 year male", "60 years of age"],
        ["12 years of pain", "for 10 years", "2 year history"],
    ),
    "SEX": (["is a female who", "worker, a man,", "involves a woman", "the male injured worker"], ["a male nurse", "men", "was a mailman"]),
    "DATE": (["03-15-2004", "7-7-06", "1/6/2011", "February 3, 2006", "Sept. 4, 2012"], ["10/325", "L5-S1", "May 2016", "1/6-2011"]),
    "INJURY_DATE_LEAD": (
        ["date of injury of ", "DOI: ", "D.O.I. ", "Date of injury (DOI): ", "date of injury "],
        ["injury on ", "date of injury he was seen on "],
    ),
    "INJURY_LEAD": (
        ["an industrial injury on ", "injured at work on or about ", "a back injury on ", "injury on or around "],
        ["was seen on ", "injured. He was seen on ", "MRI on ", "injured worker was on "],
    ),
    "INJURY_TRAIL": ([", date of injury", " date of injury"], ["date of injury", " was the date"]),
    "LINE_END_IN_WORD": (["non-\ncert", "non- \n\n cert", "10/\n2016", "09-\f07"], ["non-cert", "a \nb"]),
    "WORD_BEFORE": (["the non"], ["the non-"]),
    "WORD_AFTER": (["certified", "L5"], ["- ", "_"]),
}  # fmt: skip


def test_every_pattern_has_cases() -> None:
    named = {name for name, value in vars(patterns).items() if isinstance(value, re.Pattern)}
    assert named == CASES.keys()


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (found, _) in CASES.items() for text in found])
def test_found(name: str, text: str) -> None:
    assert getattr(patterns, name).search(text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_, left) in CASES.items() for text in left])
def test_left_alone(name: str, text: str) -> None:
    assert not getattr(patterns, name).search(text)
