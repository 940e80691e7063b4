"""What a determination is: the values the parser makes of a letter's text.

A *letter* is one posted determination. Its sections and issues keep spans (`start`, `end`) into the letter's text,
counted in characters, so that whatever is shown can be traced to where it stands.

They are structs of msgspec: frozen and slotted as dataclasses are, and made several times as fast, a hundred a letter.
None can hold itself, so the garbage collector need not look at them.
"""

from datetime import date
from typing import Literal

import msgspec

Decision = Literal["upheld", "overturned"]
Layout = Literal["A", "B", "C", "D", "E", "unrecognised"]
Side = Literal["left", "right", "bilateral"]


class SourceText(msgspec.Struct, frozen=True, gc=False, array_like=True):
    r"""A letter as a reader gives it.

    `text` is NFKC-normalized, lines end in `\n`, pages are parted by `\f`. `name` is the letter's id of last
    resort: the stem of the file's or the zip member's name, or the id that its JSON line gives.
    """

    source: str
    name: str
    text: str
    warnings: tuple[str, ...] = ()


class Passage(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A stretch of a letter: its text repaired for reading, and its span in the letter's text."""

    text: str
    start: int
    end: int


class Reviewer(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The reviewing physician, as the letter's credentials print it, split at commas."""

    licensed_states: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()


class Patient(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Age in years and sex, from the clinical case summary."""

    age: int | None = None
    sex: Literal["male", "female"] | None = None


class Finding(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A name of the vocabulary, and the span in the letter's text that gave it."""

    name: str
    start: int
    end: int


class Drug(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A drug in dispute: its ingredient, the class that it has in this form, and how much of it.

    `dose` is as printed, with one blank ("50 mg", "10/325 mg"); `quantity` counts tablets where `unit` is None, else it
    is in that unit ("g", "ml").
    """

    name: str
    drug_class: str
    dose: str | None
    quantity: float | None
    unit: str | None
    start: int
    end: int


class BodyPart(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A part of the body that a treatment is for, its side, and for a part of the spine the levels ("L4-L5")."""

    part: str
    side: Side | None
    levels: tuple[str, ...]
    start: int
    end: int

    def __str__(self) -> str:
        """Return it as people say it: "right shoulder", "lumbar spine L4-L5"."""
        return " ".join(filter(None, (self.side, self.part, *self.levels)))


class Citation(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A guideline that one side relied on. `tier` is its place in the order of search of 8 CCR 9792.21.1, from 1.

    `topic` is a topic of the MTUS, a chapter of ACOEM or ODG; `edition` is the year printed, or the edition.
    """

    source: str
    topic: str | None
    edition: str | None
    tier: int
    by: Literal["administrator", "reviewer"]
    start: int
    end: int


class Modification(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a title narrates that utilization review changed: three phrases as printed."""

    requested: Passage | None
    authorized: Passage | None
    remaining: Passage | None


class About(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What an issue is about: derived from its sections and the summary, by the names of the vocabulary.

    What the letter does not say is None or empty. `category` is a path in the state's list ("Surgery > Spine").
    `depends_on` is the k of the surgery, in the same letter, on whose refusal this service depends; it gives such a
    service its body parts where the title names none.
    """

    category: Finding | None = None
    procedure: Finding | None = None
    drugs: tuple[Drug, ...] = ()
    body_parts: tuple[BodyPart, ...] = ()
    diagnoses: tuple[Finding, ...] = ()
    guidelines: tuple[Citation, ...] = ()
    reasons: tuple[Finding, ...] = ()
    modification: Modification | None = None
    depends_on: int | None = None


class Issue(msgspec.Struct, frozen=True, gc=False, array_like=True):
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
    about: About = About()


class Determination(msgspec.Struct, frozen=True, gc=False, array_like=True):
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

    def __repr__(self) -> str:
        """Return which letter it is, for people: all that it says would fill pages."""
        decided = f"decided {self.decision_date}" if self.decision_date else "undated"
        return f"<Determination {self.letter}, {decided}: {len(self.issues)} issues>"
