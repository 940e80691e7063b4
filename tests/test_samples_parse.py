"""The parser must give back exactly what the composer put in, printed as text or as PDF."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.as_json import as_json
from corpus.composer import ComposedLetter, compose, write_folder
from corpus.determination import Determination, SourceText
from corpus.parse import parse
from corpus.readers import read_letter

DATES = ("date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received")
ISSUE_FIELDS = ("treatment", "decision", "claims_administrator_guideline", "reviewer_guideline", "rationale", "page")


def check(letter: Determination, composed: ComposedLetter) -> None:
    found = as_json(letter)
    for name in ("letter", "layout", "case_number", "priority", "age", "sex", "summary"):
        assert found[name] == getattr(composed, name), name
    for name in DATES:
        assert found[name] == getattr(composed, name).isoformat(), name
    for name in ("licensed_states", "specialties"):
        assert found[name] == list(getattr(composed, name)), name
    issues = [{name: issue[name] for name in ISSUE_FIELDS} for issue in found["issues"]]
    assert issues == [{name: getattr(issue, name) for name in ISSUE_FIELDS} for issue in composed.issues]
    assert found["warnings"] == []


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 900_000))
def test_text_parses_back(seed: int, number: int) -> None:
    (composed,) = compose(1, seed=seed, first=number)
    check(parse(SourceText("letter.txt", "letter", composed.text)), composed)


def test_pdf_parses_back(tmp_path: Path) -> None:
    letters = list(compose(40, seed=5))
    write_folder(letters, tmp_path, pdf_every=1)
    for composed in letters:
        check(parse(read_letter(tmp_path / f"{composed.case_number}.pdf")), composed)


@pytest.mark.parametrize(
    "bundled", sorted((Path(__file__).parents[1] / "corpus" / "samples").glob("*-*")), ids=lambda path: path.name
)
def test_bundled_samples_parse_without_a_warning(bundled: Path) -> None:
    letter = parse(read_letter(bundled))
    assert (letter.letter, letter.warnings) == (bundled.stem, ())
    assert letter.issues
