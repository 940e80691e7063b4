"""The values a composed letter consists of: what is printed, and what a parser must give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

Decision = Literal["upheld", "overturned"]
Sex = Literal["male", "female"]
Layout = Literal["D", "E"]


@dataclass(frozen=True, slots=True)
class ComposedIssue:
    """One disputed treatment; each text is the passage as it reads after repair: one line, single spaces.

    `treatment` is the printed heading without the final colon and outcome; `page` counts from 1 and is the page
    on which the heading begins.
    """

    treatment: str
    decision: Decision
    claims_administrator_guideline: str
    reviewer_guideline: str
    rationale: str
    page: int


@dataclass(frozen=True, slots=True)
class ComposedLetter:
    r"""A fictional determination letter: `text` as printed (form feeds between pages), and the values in it.

    `letter` is the case number. `layout` is "D" for decisions of 2014 and "E" for later ones. `age` is in years;
    `age` and `sex` are None where the letter does not say.
    """

    letter: str
    layout: Layout
    text: str
    case_number: str
    date_assigned: dt.date
    date_of_injury: dt.date
    decision_date: dt.date
    ur_denial_date: dt.date
    application_received: dt.date
    priority: str
    licensed_states: tuple[str, ...]
    specialties: tuple[str, ...]
    age: int | None
    sex: Sex | None
    summary: str
    issues: tuple[ComposedIssue, ...]
