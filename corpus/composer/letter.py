"""The values a composed letter consists of: what is printed, and what a parser must give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

Decision = Literal["upheld", "overturned"]
Sex = Literal["male", "female"]
Layout = Literal["A", "B", "C", "D", "E"]
Side = Literal["right", "left", "bilateral"]
By = Literal["administrator", "reviewer"]


class Guideline(NamedTuple):
    """A source cited in a guideline statement; `tier` is its place in the order of 8 CCR 9792.21.1, from 1 to 4.

    `topic` is the MTUS topic or ODG chapter, `edition` a year as printed; either may be None. `by` is who cites it.
    """

    source: str
    topic: str | None
    edition: str | None
    tier: int
    by: By


class Drug(NamedTuple):
    """A drug in dispute: ingredient, class, and what the title prints of dose, quantity and unit ("g", "ml")."""

    name: str
    drug_class: str
    dose: str | None
    quantity: float | None
    unit: str | None


class BodyPart(NamedTuple):
    """A part of the body that a title names, with the levels of the spine ("L4-L5")."""

    part: str
    side: Side | None
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComposedIssue:
    """One disputed treatment; each text is the passage as it reads after repair: one line, single spaces.

    `treatment` is the title as printed, without number, verdict and the colon before it: in A what the question or the
    line under ISSUE AT DISPUTE names, in B what follows "Regarding the request for", in C what follows "Decision for",
    in D and E all before the last colon. `page` counts from 1 and is the page on which that title begins: in A under
    ISSUE AT DISPUTE, in B at "Regarding the request for".

    `claims_administrator_guideline` is None in A, which prints none. In B the sentences of the guideline section that
    begin "The Claims Administrator" are the administrator's and all others the reviewer's; in C each is the whole
    sentence that names its author ("The Claims Administrator based its decision on ..."); in D and E what follows the
    label. In A the reviewer's is the section GUIDELINE(S) RELIED UPON.
    """

    treatment: str
    decision: Decision
    claims_administrator_guideline: str | None
    reviewer_guideline: str
    rationale: str
    page: int
    category: str
    subcategory: str | None
    procedure: str | None
    drugs: tuple[Drug, ...]
    body_parts: tuple[BodyPart, ...]
    diagnoses: tuple[str, ...]
    guidelines: tuple[Guideline, ...]
    reasons: tuple[str, ...]
    requested: str | None
    authorized: str | None
    remaining: str | None
    depends_on: int | None


@dataclass(frozen=True, slots=True)
class ComposedLetter:
    r"""A fictional determination letter: `text` as printed (form feeds between pages), and the values in it.

    `letter` is the case number. `layout` is the family of the letter's headings; single sections may be those of
    another one. What a letter does not print is None, or an empty tuple for `licensed_states` and `specialties`: A and
    B print neither `date_assigned` nor `priority`, A no `application_received`. The `summary` of B stands in its
    quotation marks, without the Disclaimer before them; it is None in the rare letter that lacks one, and so are then
    `age` (in years) and `sex`, which may be missing in others.
    """

    letter: str
    layout: Layout
    text: str
    case_number: str
    date_assigned: dt.date | None
    date_of_injury: dt.date
    decision_date: dt.date
    ur_denial_date: dt.date | None
    application_received: dt.date | None
    priority: str | None
    licensed_states: tuple[str, ...]
    specialties: tuple[str, ...]
    age: int | None
    sex: Sex | None
    summary: str | None
    issues: tuple[ComposedIssue, ...]
