"""What a determination is: the values the parser makes of a letter's text.

A *letter* is one posted determination. Its sections and issues keep spans (`start`, `end`) into the letter's text,
counted in characters, so that whatever is shown can be traced to where it stands.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Decision = Literal["upheld", "overturned"]
Layout = Literal["A", "B", "C", "D", "E", "unrecognised"]


@dataclass(frozen=True, slots=True)
class SourceText:
    r"""A letter as a reader gives it.

    `text` is NFKC-normalized, lines end in `\n`, pages are parted by `\f`. `name` is the stem of the file's name,
    the letter's id of last resort.
    """

    source: str
    name: str
    text: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a letter: its text repaired for reading, and its span in the letter's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reviewer:
    """The reviewing physician, as the letter's credentials print it, split at commas."""

    licensed_states: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """Age in years and sex, from the clinical case summary."""

    age: int | None = None
    sex: Literal["male", "female"] | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One disputed treatment: what was asked, what was decided, and why.

    `k` counts from 1 in printed order. `page` counts from 1, and is null where the text has no page breaks.
    """

    k: int
    treatment: Passage | None
    decision: Decision | None
    claims_administrator_guideline: Passage | None
    reviewer_guideline: Passage | None
    rationale: Passage | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Determination:
    """One letter, parsed. What the letter does not say is None or empty.

    `layout` is `unrecognised` where no issue could be told apart; such a letter is searched by its whole `text`, which
    for all others is None. `digest` is the hash of the letter's text with white space collapsed: letters with equal
    digests are one letter.
    """

    letter: str
    source: str
    digest: str
    layout: Layout
    case_number: str | None = None
    date_assigned: date | None = None
    date_of_injury: date | None = None
    decision_date: date | None = None
    ur_denial_date: date | None = None
    application_received: date | None = None
    priority: str | None = None
    reviewer: Reviewer = Reviewer()
    patient: Patient = Patient()
    summary: Passage | None = None
    issues: tuple[Issue, ...] = ()
    text: str | None = None
    warnings: tuple[str, ...] = ()
