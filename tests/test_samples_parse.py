"""The parser must give back exactly what the composer put in, printed as text or as PDF, in every layout.

Diagnoses and reasons are told in free wording: these are compared over many letters, with a floor.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.as_json import as_json
from corpus.composer import ComposedIssue, ComposedLetter, compose, write_folder
from corpus.determination import Determination, SourceText
from corpus.parse import parse
from corpus.readers import read_letter

LETTER_FIELDS = ("letter", "layout", "case_number", "priority", "age", "sex", "summary")
DATES = ("date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received")
ISSUE_FIELDS = (
    "treatment", "decision", "claims_administrator_guideline", "reviewer_guideline", "rationale", "category",
    "subcategory", "procedure", "requested", "authorized", "remaining", "depends_on",
)  # fmt: skip
LAYOUTS = "ABCDE"


def wanted_warnings(composed: ComposedLetter) -> set[str]:
    """What a reader of the letter would miss, too; only layouts A to C always had a list of documents."""
    lists = re.search(
        r"^\W*Application for Independent Medical Review$", composed.text.replace("\f", "\n"), re.MULTILINE
    )
    lacking = {
        "no clinical case summary": composed.summary is None,
        "no reviewer's credentials": not composed.specialties,
        "no documents reviewed": composed.layout in "ABC" and not lists,
    }
    return {warning for warning, lacks in lacking.items() if lacks}


def wanted_issue(issue: ComposedIssue, *, paged: bool) -> dict[str, Any]:
    """Everything that is exact, as the parser's JSON has it."""
    return {name: getattr(issue, name) for name in ISSUE_FIELDS} | {
        "page": issue.page if paged else None,
        "drugs": [
            {"name": drug.name, "class": drug.drug_class, "dose": drug.dose, "quantity": drug.quantity, "unit": drug.unit}
            for drug in issue.drugs
        ],
        "body_parts": [" ".join(filter(None, (part.side, part.part, *part.levels))) for part in issue.body_parts],
        "guidelines": unordered(cited._asdict() for cited in issue.guidelines),
    }  # fmt: skip


def unordered(cited: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    return sorted(([*one.values()] for one in cited), key=repr)


def check(letter: Determination, composed: ComposedLetter) -> None:
    found = as_json(letter)
    for name in LETTER_FIELDS:
        assert found[name] == getattr(composed, name), name
    for name in DATES:
        day = getattr(composed, name)
        assert found[name] == (day and day.isoformat()), name
    for name in ("licensed_states", "specialties"):
        assert found[name] == list(getattr(composed, name)), name
    wanted = [wanted_issue(issue, paged="\f" in composed.text) for issue in composed.issues]
    issues = [issue | {"guidelines": unordered(issue["guidelines"])} for issue in found["issues"]]
    assert [{name: issue[name] for name in wanted[0]} for issue in issues] == wanted
    assert set(found["warnings"]) == wanted_warnings(composed)


def parsed(composed: ComposedLetter) -> Determination:
    return parse(SourceText("letter.txt", "letter", composed.text))


@settings(max_examples=300)
@given(st.integers(0, 10_000), st.integers(0, 900_000))
def test_text_parses_back(seed: int, number: int) -> None:
    (composed,) = compose(1, seed=seed, first=number)
    check(parsed(composed), composed)


@pytest.fixture(scope="module")
def by_layout() -> dict[str, list[ComposedLetter]]:
    """Sixty letters of each layout, also of those that were in use for some months only."""
    found: dict[str, list[ComposedLetter]] = {layout: [] for layout in LAYOUTS}
    for composed in compose(10_000, seed=13):
        if len(found[composed.layout]) < 60:
            found[composed.layout].append(composed)
        elif all(len(letters) == 60 for letters in found.values()):
            break
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_parses_back(layout: str, by_layout: dict[str, list[ComposedLetter]]) -> None:
    assert len(by_layout[layout]) == 60
    for composed in by_layout[layout]:
        check(parsed(composed), composed)


def test_pdf_parses_back(tmp_path: Path, by_layout: dict[str, list[ComposedLetter]]) -> None:
    letters = [composed for letters in by_layout.values() for composed in letters[:10]]
    write_folder(letters, tmp_path, pdf_every=1)
    for composed in letters:
        check(parse(read_letter(tmp_path / f"{composed.case_number}.pdf")), composed)


# Precision and recall, over the same letters each time
FLOORS = {"diagnoses": (0.97, 0.97), "reasons": (0.72, 0.71)}


def test_what_is_told_in_free_wording_is_mostly_found() -> None:
    right, found, told = Counter[str](), Counter[str](), Counter[str]()
    for composed in compose(600, seed=17):
        for issue, values in zip(as_json(parsed(composed))["issues"], composed.issues, strict=True):
            for name in FLOORS:
                theirs, ours = set(issue[name]), set(getattr(values, name))
                right[name] += len(theirs & ours)
                found[name] += len(theirs)
                told[name] += len(ours)
    for name, floor in FLOORS.items():
        measured = (right[name] / found[name], right[name] / told[name])
        assert all(rate >= least for rate, least in zip(measured, floor, strict=True)), (name, measured)


BUNDLED = Path(__file__).parents[1] / "corpus" / "samples"
LACKING = ({"no clinical case summary"}, {"no reviewer's credentials"}, {"no documents reviewed"})


def test_bundled_samples_parse_in_every_layout_and_all_but_a_few_lack_nothing() -> None:
    letters = {path: parse(read_letter(path)) for path in sorted(BUNDLED.glob("*-*"))}
    assert {letter.layout for letter in letters.values()} == set(LAYOUTS)
    assert all(letter.letter == path.stem and letter.issues for path, letter in letters.items())
    warned = [letter for letter in letters.values() if letter.warnings]
    assert all(set(letter.warnings) in LACKING for letter in warned)
    assert len(warned) < 0.03 * len(letters)
