"""The one table of fields: what is stored, asked, weighted, counted and labelled.

Schemas, the query parser, filters, facets and documentation all derive from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from corpus.derive.specialties import normal_specialties
from corpus.determination import BodyPart, Citation, Determination, Finding, Issue, Passage

Value = str | int


class Kind(Enum):
    """How a field is stored and asked."""

    TEXT = "words, searched by stem and phrase"
    KEYWORD = "whole values, filtered and counted exactly, searched by word"
    NUMBER = "a whole number, asked exactly or by range"
    DATE = "a day, stored as yyyymmdd, asked by day, month, year or range"


def _nothing(_: object) -> Iterable[Value]:
    return ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an issue's document.

    `weight` is the score's multiplier where a word is searched without naming a field; 0 keeps it out of that search.
    `facet` fields are counted; `bands` counts numbers in bands so many units wide. `of_letter` draws the field from a
    letter, for all of its issues, `of_issue` from one issue; nothing where the letter says nothing.
    """

    name: str
    kind: Kind
    label: str
    help: str
    of_letter: Callable[[Determination], Iterable[Value]] = _nothing
    of_issue: Callable[[Issue], Iterable[Value]] = _nothing
    weight: float = 0.0
    facet: bool = False
    bands: int = 0


def _text(*passages: Passage | None) -> list[Value]:
    return [passage.text for passage in passages if passage]


def _some(value: Value | None) -> list[Value]:
    return [] if value is None else [value]


def day_number(day: date) -> int:
    """Return a day as the number that date fields store: 2016-11-03 -> 20161103."""
    return day.year * 10_000 + day.month * 100 + day.day


def _day(day: date | None) -> list[Value]:
    return [] if day is None else [day_number(day)]


def _names(findings: Iterable[Finding]) -> list[Value]:
    return [finding.name for finding in findings]


def _once(values: Iterable[Value]) -> list[Value]:
    return list(dict.fromkeys(values))


def _path(path: str) -> list[Value]:
    """Return a path in a tree and the branches it stands on: "Surgery > Spine" is a surgery too."""
    steps = path.split(" > ")
    return [" > ".join(steps[:depth]) for depth in range(1, len(steps) + 1)]


def _parts(part: BodyPart) -> Iterable[Value]:
    """Yield what a body part is counted as: by itself, by its side (both, if both), by its levels."""
    yield part.part
    sides = ("left", "right") if part.side == "bilateral" else (part.side,) if part.side else ()
    yield from (f"{side} {part.part}" for side in sides)
    yield from (f"{part.part} {level}" for level in part.levels)


def _cited(citations: Iterable[Citation]) -> list[Value]:
    """Return what the reviewer relied on, as paths of source, topic and edition."""
    relied_on = (cited for cited in citations if cited.by == "reviewer")
    paths = (" > ".join(filter(None, (cited.source, cited.topic, cited.edition))) for cited in relied_on)
    return _once(branch for path in paths for branch in _path(path))


# Weights: a treatment is a dozen words that say what the issue is about; a summary is shared by all issues of a letter.
FIELDS: tuple[Field, ...] = (
    Field("treatment", Kind.TEXT, "Treatment", "the disputed treatment, as its heading prints it",
          of_issue=lambda issue: _text(issue.treatment), weight=3.0),
    Field("rationale", Kind.TEXT, "Rationale", "the reviewer's reasons",
          of_issue=lambda issue: _text(issue.rationale), weight=2.0),
    Field("summary", Kind.TEXT, "Case summary", "the clinical case summary of the letter",
          of_letter=lambda letter: _text(letter.summary), weight=1.0),
    Field("guideline", Kind.TEXT, "Guidelines", "what the claims administrator and the reviewer relied on",
          of_issue=lambda issue: _text(issue.claims_administrator_guideline, issue.reviewer_guideline),
          weight=1.0),
    Field("text", Kind.TEXT, "Letter", "the whole text of a letter of unknown layout",
          of_letter=lambda letter: _some(letter.text), weight=1.0),
    Field("decision", Kind.KEYWORD, "Decision", "upheld or overturned",
          of_issue=lambda issue: _some(issue.decision), facet=True),
    Field("category", Kind.KEYWORD, "Category", "the state's category of the treatment, such as Surgery > Spine",
          of_issue=lambda issue: _path(issue.about.category.name) if issue.about.category else [], facet=True),
    Field("procedure", Kind.KEYWORD, "Procedure", "the procedure or service in dispute, such as MRI",
          of_issue=lambda issue: [issue.about.procedure.name] if issue.about.procedure else [], facet=True),
    Field("drug", Kind.KEYWORD, "Drug", "a drug in dispute, by its ingredient",
          of_issue=lambda issue: [drug.name for drug in issue.about.drugs], facet=True),
    Field("class", Kind.KEYWORD, "Drug class", "the class of a drug in dispute, such as opioid",
          of_issue=lambda issue: _once(drug.drug_class for drug in issue.about.drugs), facet=True),
    Field("diagnosis", Kind.KEYWORD, "Diagnosis", "what the patient suffers from",
          of_issue=lambda issue: _names(issue.about.diagnoses), facet=True),
    Field("body", Kind.KEYWORD, "Body part", "the part of the body that the treatment is for, such as left knee",
          of_issue=lambda issue: _once(name for part in issue.about.body_parts for name in _parts(part)),
          facet=True),
    Field("reason", Kind.KEYWORD, "Reason", "why the request was refused or granted",
          of_issue=lambda issue: _names(issue.about.reasons), facet=True),
    Field("cited", Kind.KEYWORD, "Guideline cited", "what the reviewer relied on, such as MTUS > Low Back Complaints",
          of_issue=lambda issue: _cited(issue.about.guidelines), facet=True),
    Field("specialty", Kind.KEYWORD, "Reviewer's specialty", "a specialty of the reviewing physician",
          of_letter=lambda letter: normal_specialties(letter.reviewer.specialties), facet=True),
    Field("state", Kind.KEYWORD, "Licensed state", "a state the reviewer is licensed in",
          of_letter=lambda letter: letter.reviewer.licensed_states, facet=True),
    Field("year", Kind.NUMBER, "Year", "the year of the decision date",
          of_letter=lambda letter: [letter.decision_date.year] if letter.decision_date else [], facet=True),
    Field("age", Kind.NUMBER, "Age", "the patient's age in years",
          of_letter=lambda letter: _some(letter.patient.age), facet=True, bands=10),
    Field("sex", Kind.KEYWORD, "Sex", "the patient's sex: male or female",
          of_letter=lambda letter: _some(letter.patient.sex), facet=True),
    Field("layout", Kind.KEYWORD, "Layout", "the letter's layout family, or unrecognised",
          of_letter=lambda letter: [letter.layout], facet=True),
    Field("decided", Kind.DATE, "Decision date", "the date of the determination",
          of_letter=lambda letter: _day(letter.decision_date)),
    Field("injured", Kind.DATE, "Date of injury", "the date of injury",
          of_letter=lambda letter: _day(letter.date_of_injury)),
    Field("case", Kind.KEYWORD, "Case number", "the case number, such as CM16-0000001",
          of_letter=lambda letter: _some(letter.case_number)),
)  # fmt: skip

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
DEFAULT_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if field.weight)
FACETS: tuple[Field, ...] = tuple(field for field in FIELDS if field.facet)
