"""How composed letters are printed: layouts, pages and lines, traps, and where their values stand."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.composer import ComposedIssue, ComposedLetter, compose
from corpus.composer.headings import damaged
from corpus.composer.typeset import COLUMNS, PAGE_LINES, Paragraph, Style, typeset

MARK = "FICTIONAL SAMPLE LETTER composed for testing; it describes no real person, review or decision."


@pytest.fixture(scope="module")
def letters() -> list[ComposedLetter]:
    return list(compose(1500, seed=7))


def passages(letter: ComposedLetter) -> list[str]:
    """The summary and the rationales of a letter."""
    return [letter.summary or "", *(issue.rationale for issue in letter.issues)]


@pytest.fixture(scope="module")
def early() -> dict[str, list[ComposedLetter]]:
    """Many letters by layout, since those of 2013 are few."""
    found: dict[str, list[ComposedLetter]] = {layout: [] for layout in "ABCDE"}
    for letter in compose(3000, seed=11):
        found[letter.layout].append(letter)
    return found


def repaired(text: str) -> str:
    """Printed text in one line: a line ending in a hyphen or slash inside a word is joined, all others by a space."""
    lines = re.sub(r"\s*[\n\f]\s*", "\n", text)
    joined = re.sub(r"(?<=[0-9A-Za-z][-/])\n(?=[0-9A-Za-z])", "", lines).replace("\n", " ")
    return re.sub(" +", " ", joined)


def test_every_letter_bears_the_mark_of_fiction(letters: list[ComposedLetter]) -> None:
    assert all(letter.text.startswith(f"{MARK}\n\n") for letter in letters)


def test_layouts_follow_the_day_of_the_decision(letters: list[ComposedLetter]) -> None:
    spans = {
        "A": ("2013-03-15", "2013-08-20"), "B": ("2013-06-20", "2013-12-10"), "C": ("2013-10-10", "2014-04-01"),
        "D": ("2014-01-01", "2014-12-31"), "E": ("2015-01-01", "2026-12-31"),
    }  # fmt: skip
    for letter in letters:
        first, last = map(dt.date.fromisoformat, spans[letter.layout])
        assert first <= letter.decision_date <= last
    shares = {layout: sum(letter.layout == layout for letter in letters) / len(letters) for layout in spans}
    assert 0.002 < shares["A"] < shares["B"] < 0.025
    assert shares["B"] < shares["C"] < 0.04
    assert shares["C"] < shares["D"] < 0.09 < shares["E"]


def test_what_a_layout_does_not_print_is_none(letters: list[ComposedLetter]) -> None:
    for letter in letters:
        early = letter.layout in "AB"
        assert (letter.priority is None) == early
        assert letter.date_assigned is None or not early
        assert (letter.application_received is None) == (letter.layout == "A")
        for issue in letter.issues:
            assert (issue.claims_administrator_guideline is None) == (letter.layout == "A")


def labelled(letter: ComposedLetter, k: int, issue: ComposedIssue) -> list[str]:
    """The lines of an issue that the letter must hold, in their order; several where its form can be worded so."""
    refused = issue.decision == "upheld"
    verdict = f"is {'not ' if refused else ''}medically necessary and appropriate."
    treatment, administrator, reviewer = issue.treatment, issue.claims_administrator_guideline, issue.reviewer_guideline
    match letter.layout:
        case "A":
            heading = f"IS {'NOT ' if refused else ''}MEDICALLY NECESSARY: {issue.rationale}"
            return [treatment, f"RELIED UPON BY PROFESSIONAL REVIEWER AND WHY: {reviewer} RATIONALE", heading]
        case "B":
            return [
                *[f"{k}) MAXIMUS Federal Services, Inc. has determined the request for {treatment} {verdict}"] * 2,
                f"{k}) Regarding the request for {treatment}: Section of the Medical Treatment Utilization Schedule "
                "Relied Upon by the Expert Reviewer to Make His/Her Decision "
                f"{administrator} {reviewer} Rationale for the Decision: {issue.rationale}",
            ]
        case "C" if "MAXIMUS guideline:" not in letter.text:
            return [
                f"{k}. {treatment} {verdict} {administrator} {reviewer} "
                f"The Physician Reviewer's decision rationale: {issue.rationale}"
            ]
    return [
        f"{treatment}: {issue.decision.capitalize()} Claims Administrator guideline: {administrator} "
        f"MAXIMUS guideline: {reviewer} Decision rationale: {issue.rationale}"
    ]


def test_printed_text_holds_the_values_once_repaired(letters: list[ComposedLetter]) -> None:
    for letter in letters:
        text = repaired(letter.text).replace("notmedically", "not medically")
        text = re.sub(r"(\d+)\. Decision for ", r"\1. ", text).replace("SERVICE WAS ", "SERVICE IS ")
        text = re.sub(r": The request (is (?:not )?medically necessary and appropriate\. The)", r" \1", text)
        if letter.summary:
            assert f": {letter.summary} " in text
        at = 0
        for k, issue in enumerate(letter.issues, 1):
            for printed in labelled(letter, k, issue):
                found = text.find(printed, 0 if letter.layout in "AB" else at)
                assert found > 0, printed
                at = found + len(printed)
        assert at == len(text) or letter.layout in "AB"


def test_values_are_one_line_with_single_spaces(letters: list[ComposedLetter]) -> None:
    for letter in letters:
        printed = passages(letter)[1:] + ([letter.summary] if letter.summary else [])
        for issue in letter.issues:
            printed += [issue.treatment, issue.reviewer_guideline]
            printed += [issue.claims_administrator_guideline] if letter.layout != "A" else []
        for passage in printed:
            assert passage == " ".join(passage.split())
            assert "- " not in passage, "cannot be told from a word broken by a line end"
            assert passage


def test_header_fields_are_printed(letters: list[ComposedLetter]) -> None:
    for letter in letters[:400]:
        header = letter.text.split("HOW THE IMR")[0]
        if letter.layout in "DE":
            assert (
                f"Date Assigned: {letter.date_assigned:%m/%d/%Y} Date of Injury: {letter.date_of_injury:%m/%d/%Y}\n"
                in header
            )
            assert (
                f"Decision Date: {letter.decision_date:%m/%d/%Y} UR Denial Date: {letter.ur_denial_date:%m/%d/%Y}\n"
                in header
            )
            received = f"{letter.application_received:%m/%d/%Y}"
            assert f"Priority: {letter.priority} Application \nReceived: \n{received}" in header


def test_the_page_of_an_issue_is_where_its_heading_begins(letters: list[ComposedLetter]) -> None:
    across = 0
    for letter in letters:
        pages = letter.text.split("\f")
        for issue in letter.issues:
            begin = " ".join(issue.treatment[:30].split(" ")[:2])
            assert begin in repaired(pages[issue.page - 1] + "\n" + pages[min(issue.page, len(pages) - 1)])
            across += issue.page > 1
    assert across


def test_pages_and_lines_keep_their_measure(letters: list[ComposedLetter]) -> None:
    for letter in letters[:300]:
        for page in letter.text.split("\f"):
            lines = page.split("\n")
            assert len(lines) <= PAGE_LINES
            assert lines[0].strip()
            assert lines[-1].strip()
            assert max(map(len, lines)) <= COLUMNS + 1


def test_the_traps_occur(letters: list[ComposedLetter]) -> None:
    issues = [issue for letter in letters for issue in letter.issues]
    titles = [issue.treatment for issue in issues]
    guidelines = " ".join(f"{issue.reviewer_guideline} {issue.claims_administrator_guideline}" for issue in issues)
    everything = "\n\n".join(letter.text for letter in letters)
    assert any(title.startswith("Associated surgical service: ") for title in titles)
    assert any(title.startswith("Labs to include: ") for title in titles)
    assert any(title.endswith("30 day supply: 30") for title in titles)
    assert any(title.isupper() and len(title) > 60 for title in titles)
    for wrapper in (
        "The Claims Administrator did not base their decision on the MTUS. Decision based on Non-MTUS Citation",
        "based their decision on recommendation(s) outside of the MTUS Guidelines. Decision based on Non-MTUS",
        "The Expert Reviewer did not cite any medical evidence for its decision.",
        "Non-MTUS Citation http://",
    ):
        assert wrapper in guidelines
    assert "“" in everything
    assert "’s " in everything
    assert re.search(r":\n(Upheld|Overturned)\n", everything)
    assert re.search(r"[a-z]-\n\n?[a-z]", everything), "a word broken after its hyphen"
    assert re.search(r"[a-z]- \n\n?[a-z]", everything), "the same with a space"
    assert re.search(r"\d[-/] ?\n\n?\d", everything), "a date broken by a line end"
    assert re.search(r"\.\f[A-Z][^\n]*: (Upheld|Overturned)\n", everything), "only a page break between two items"


@pytest.mark.parametrize(
    ("layouts", "pattern", "share"),
    [
        ("AB", r"Case Number: (13-9|CM13-9)", 1.0),
        ("A", r"IS NOT MEDICALLY NECESSARY:|WAS NOT MEDICALLY NECESSARY:", 0.7),
        ("B", r"is\s+notmedically\s+necessary", 0.05),
        ("B", r'["”]$', 0.9),
        ("C", r"Final Determination: (UPHOLD|OVERTURN|PARTIAL OVERTURN)\.", 0.4),
        ("C", r"^DOCUMENTS REVIEWED$", 0.8),
        ("C", r"^MAXIMUS guideline: ", 0.04),
        ("C", r"^\d+\. Decision for [^:]*:\s+The request", 0.1),
        ("D", r"Final Determination: ", 0.02),
        ("D", r"^DOCUMENTS REVIEWED$", 0.02),
        ("D", r"^IMR DECISION\(S\) AND RATIONALE\(S\)", 0.01),
        ("E", r"Dr\. [A-Z][a-z]+", 0.2),
    ],
)
def test_layouts_have_their_marks(
    early: dict[str, list[ComposedLetter]], layouts: str, pattern: str, share: float
) -> None:
    ours = [letter for layout in layouts for letter in early[layout]]
    marked = sum(bool(re.search(pattern, letter.text, re.MULTILINE)) for letter in ours)
    assert marked >= share * len(ours)


def test_a_rare_letter_lacks_a_section(early: dict[str, list[ComposedLetter]]) -> None:
    everything = [letter for ours in early.values() for letter in ours]
    without_summary = [letter for letter in everything if letter.summary is None]
    without_credentials = [letter for letter in everything if not letter.specialties]
    for lacking in (without_summary, without_credentials):
        assert 0 < len(lacking) < 0.01 * len(everything)
    assert all(letter.age is letter.sex is None for letter in without_summary)


def test_a_damaged_heading_is_still_nearly_itself() -> None:
    whole = "CLINICAL CASE SUMMARY"
    found = {word for number in range(3000) if (word := misread(whole, number)) != whole}
    assert len(found) > 5
    for word in found:
        left = Counter(whole) - Counter(word)
        assert left.total() <= 2


def misread(heading: str, seed: int) -> str:
    paragraphs = [Paragraph(heading, heading=True), Paragraph("Text")]
    damaged(paragraphs, random.Random(seed).random)
    return paragraphs[0].text


@given(st.lists(st.text("ab-/ 12", min_size=1, max_size=300).map(str.strip).filter(bool), min_size=1, max_size=9))
def test_typesetting_loses_no_character(texts: list[str]) -> None:
    for style in (Style(True, True, None), Style(False, False, 0), Style(True, True, 2)):
        text, pages = typeset([Paragraph(" ".join(one.split())) for one in texts], style)
        assert re.sub(r"\s", "", text) == re.sub(r"\s", "", "".join(texts))
        assert pages == sorted(pages)
        assert pages[-1] <= text.count("\f") + 1
