"""The real letters against values written down by reading them, apart from the parser: values, no sentences.

`cases/real_letters.jsonl` holds a line a letter. Titles that tell a story are given as the SHA-256 of the title, and
the first and last four words of each rationale as the first 16 digits of theirs.
"""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import patterns
from corpus.as_json import as_json
from corpus.determination import Determination, Issue, SourceText
from corpus.parse import parse
from corpus.readers import list_files, read_letter
from corpus.repair import blank_furniture

EXPECTED = [
    json.loads(line) for line in (Path(__file__).parent / "cases" / "real_letters.jsonl").read_text().splitlines()
]
SAME_NAMES = (
    "case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received",
    "priority", "licensed_states", "specialties", "age", "sex", "layout",
)  # fmt: skip


@pytest.fixture(scope="module")
def texts(real_letters: Path) -> dict[str, SourceText]:
    read = [read_letter(path) for path in list_files(real_letters).files]
    return {letter.name: letter for letter in read}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _edges(rationale: str) -> str:
    words = rationale.split()
    return _sha256(f"{' '.join(words[:4])} … {' '.join(words[-4:])}")[:16]


def _check(expected: dict[str, Any], letter: Determination, *, pages: bool = True) -> None:
    found = as_json(letter)
    assert {name: found[name] for name in SAME_NAMES} == {name: expected[name] for name in SAME_NAMES}
    assert len(found["issues"]) == len(expected["issues"])
    for issue, wanted in zip(found["issues"], expected["issues"], strict=True):
        if "treatment" in wanted:
            assert issue["treatment"] == wanted["treatment"]
        else:
            assert _sha256(issue["treatment"]) == wanted["treatment_sha256"], issue["treatment"]
        assert issue["decision"] == wanted["decision"]
        assert _edges(issue["rationale"]) == wanted["rationale_edges_sha256"]
        assert not pages or issue["page"] == wanted["page"]
    assert found["warnings"] == []


def test_there_is_a_case_for_each_letter(texts: dict[str, SourceText]) -> None:
    assert sorted(texts) == [expected["letter"] for expected in EXPECTED]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["letter"])
def test_every_value_is_right(expected: dict[str, Any], texts: dict[str, SourceText]) -> None:
    _check(expected, parse(texts[expected["letter"]]))


# The same letters as other programs extract them: what they lose must not change what is found.
DAMAGES: dict[str, Callable[[str], str]] = {
    "no blank lines": lambda text: re.sub(r"\n(?:[ \t]*\n)+", "\n", text),
    "no page breaks": lambda text: text.replace("\f", "\n"),
    "no blanks at line ends": lambda text: re.sub(r"[ \t]+\n", "\n", text),
    "double spacing": lambda text: re.sub(r"\n(?!\n)", "\n\n", text.replace("\n\n", "\n\n \n")),
    "page numbers": lambda text: "".join(f"{page}\n{n}\n\f" for n, page in enumerate(text.split("\f"), start=1)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_text_gives_the_same_values(damage: Callable[[str], str], texts: dict[str, SourceText]) -> None:
    for expected in EXPECTED:
        whole = texts[expected["letter"]]
        _check(expected, parse(SourceText(whole.source, whole.name, damage(whole.text))), pages=False)


def _passages(letter: Determination) -> list[tuple[int, int]]:
    def of(issue: Issue) -> list[tuple[int, int]]:
        sections = (issue.treatment, issue.claims_administrator_guideline, issue.reviewer_guideline, issue.rationale)
        return [(section.start, section.end) for section in sections if section]

    summary = [(letter.summary.start, letter.summary.end)] if letter.summary else []
    return summary + [span for issue in letter.issues for span in of(issue)]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["letter"])
def test_nothing_below_the_summary_heading_is_lost(expected: dict[str, Any], texts: dict[str, SourceText]) -> None:
    source = texts[expected["letter"]]
    body = blank_furniture(source.text)
    rest = body
    for start, end in _passages(parse(source)):
        assert rest[start:end] == body[start:end], "passages overlap"
        rest = rest[:start] + "\0" * (end - start) + rest[end:]
    heading = patterns.SUMMARY.search(body)
    assert heading is not None
    left = rest[heading.start() :].replace("\0", "")
    for pattern in (patterns.SUMMARY, patterns.SUMMARY_INTRODUCTION, patterns.ISSUES, patterns.ISSUES_INTRODUCTION):
        left = pattern.sub("", left)
    left = patterns.ISSUE_LABEL.sub("", left)
    assert set(left.split()) <= {":", "Upheld", "Overturned", ":Upheld"}


def test_no_passage_holds_page_furniture_or_broken_space(texts: dict[str, SourceText]) -> None:
    for source in texts.values():
        letter = parse(source)
        for issue in letter.issues:
            for section in (issue.treatment, issue.rationale, issue.reviewer_guideline):
                assert section is None or not re.search(r"\s\s|[\n\f\ufffe]|^\s|\s$", section.text)
