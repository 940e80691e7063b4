"""The one table of fields: what is stored, asked, weighted, counted and labelled.

Schemas, the query parser, filters, facets and documentation all derive from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from corpus.determination import Determination, Issue, Passage

Value = str | int


class Kind(Enum):
    """How a field is stored and asked."""

    TEXT = "words, searched by stem and phrase"
    KEYWORD = "whole values, filtered and counted exactly, searched by word"
    NUMBER = "a whole number, asked exactly or by range"
    DATE = "a day, stored as yyyymmdd, asked by day, month, year or range"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an issue's document.

    `weight` is the score's multiplier where a word is searched without naming a field; 0 keeps it out of that search.
    `facet` fields are counted; `bands` counts numbers in bands so many units wide. `values` draws the field from a
    letter and one of its issues (None for a letter indexed as plain text), nothing where the letter says nothing.
    """

    name: str
    kind: Kind
    label: str
    help: str
    values: Callable[[Determination, Issue | None], Iterable[Value]]
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


# Weights: a treatment is a dozen words that say what the issue is about; a summary is shared by all issues of a letter.
FIELDS: tuple[Field, ...] = (
    Field("treatment", Kind.TEXT, "Treatment", "the disputed treatment, as its heading prints it",
          lambda _, issue: _text(issue.treatment) if issue else [], weight=3.0),
    Field("rationale", Kind.TEXT, "Rationale", "the reviewer's reasons",
          lambda _, issue: _text(issue.rationale) if issue else [], weight=2.0),
    Field("summary", Kind.TEXT, "Case summary", "the clinical case summary of the letter",
          lambda letter, issue: _text(letter.summary) if issue else [], weight=1.0),
    Field("guideline", Kind.TEXT, "Guidelines", "what the claims administrator and the reviewer relied on",
          lambda _, issue: _text(issue.claims_administrator_guideline, issue.reviewer_guideline) if issue else [],
          weight=1.0),
    Field("text", Kind.TEXT, "Letter", "the whole text of a letter of unknown layout",
          lambda letter, _: _some(letter.text), weight=1.0),
    Field("decision", Kind.KEYWORD, "Decision", "upheld or overturned",
          lambda _, issue: _some(issue.decision) if issue else [], facet=True),
    Field("specialty", Kind.KEYWORD, "Reviewer's specialty", "a specialty of the reviewing physician",
          lambda letter, _: letter.reviewer.specialties, facet=True),
    Field("state", Kind.KEYWORD, "Licensed state", "a state the reviewer is licensed in",
          lambda letter, _: letter.reviewer.licensed_states, facet=True),
    Field("year", Kind.NUMBER, "Year", "the year of the decision date",
          lambda letter, _: [letter.decision_date.year] if letter.decision_date else [], facet=True),
    Field("age", Kind.NUMBER, "Age", "the patient's age in years",
          lambda letter, _: _some(letter.patient.age), facet=True, bands=10),
    Field("sex", Kind.KEYWORD, "Sex", "the patient's sex: male or female",
          lambda letter, _: _some(letter.patient.sex), facet=True),
    Field("layout", Kind.KEYWORD, "Layout", "the letter's layout family, or unrecognised",
          lambda letter, _: [letter.layout], facet=True),
    Field("decided", Kind.DATE, "Decision date", "the date of the determination",
          lambda letter, _: _day(letter.decision_date)),
    Field("injured", Kind.DATE, "Date of injury", "the date of injury",
          lambda letter, _: _day(letter.date_of_injury)),
    Field("case", Kind.KEYWORD, "Case number", "the case number, such as CM16-0000001",
          lambda letter, _: _some(letter.case_number)),
)  # fmt: skip

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
DEFAULT_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if field.weight)
FACETS: tuple[Field, ...] = tuple(field for field in FIELDS if field.facet)
