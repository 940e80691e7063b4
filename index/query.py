"""Query and answer values: all that an engine is asked, and all that it says.

A clause is a tree of the values below. Engines compile it and never parse text: words are already folded by
`index.analysis`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from index.fields import Value

Sort = Literal["relevance", "newest", "oldest"]
# By lot, what comes first is a sample of all that matches.
Order = Sort | Literal["lot"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word, by its stem, in a text or keyword field."""

    field: str
    stem: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two or more words next to each other, in order, by their stems."""

    field: str
    stems: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Near:
    """Two or more words, by their stems, each with at most `within` words between it and the next, in either order.

    Each pair of neighbors is looked for by itself: "a b c" asks for a near b and for b near c, anywhere in the field.
    A word is not near itself: of equal neighbors one is asked for.
    """

    field: str
    stems: tuple[str, ...]
    within: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that starts so, as it is printed: a stem may be shorter than the start of its words."""

    field: str
    start: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Exactly:
    """A keyword field that holds this very value, in upper or lower case."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A keyword, number or date field without a value."""

    field: str


@dataclass(frozen=True, slots=True)
class Range:
    """A number or date from `low` to `high`, both included. None leaves a side open; nulls are in no range."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts must match; a `Not` among them takes away."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must match; scores add up."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class BestOf:
    """At least one part must match; the best one's score counts, and a share of the others', by the engine's choice.

    For one word searched in several fields.
    """

    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `least` of the parts must match; scores add up."""

    least: int
    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Prefer:
    """Whatever `part` matches; what a `bonus` matches too scores by as much more."""

    part: "Clause"
    bonuses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever the part does not match."""

    part: "Clause"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


Clause = (
    Term
    | Phrase
    | Near
    | Prefix
    | Exactly
    | Missing
    | Range
    | AllOf
    | AnyOf
    | BestOf
    | AtLeast
    | Prefer
    | Not
    | Everything
)


def unranked(clause: Clause) -> Clause:
    """Return a clause that matches the same, without what only ranks: all that counting needs."""
    match clause:
        case Prefer(part):
            return unranked(part)
        case AllOf(parts) | AnyOf(parts) | BestOf(parts) | AtLeast(parts=parts):
            return replace(clause, parts=tuple(map(unranked, parts)))
        case Not(part):
            return Not(unranked(part))
        case _:
            return clause


@dataclass(frozen=True, slots=True)
class FacetQuery:
    """Count the values of `field` over what `where` matches."""

    field: str
    where: Clause


@dataclass(frozen=True, slots=True)
class Query:
    """One question to an engine: hits from `offset` on, `limit` of them at most, and facet counts."""

    where: Clause
    facets: tuple[FacetQuery, ...] = ()
    sort: Order = "relevance"
    offset: int = 0
    limit: int = 10


class EngineHit(msgspec.Struct, frozen=True, gc=False):
    """An issue that matched: its document's number, its score, its rationale's sketch. Only relevance scores.

    The number is the engine's, and good for as long as that is open.
    """

    document: int
    score: float
    sketch: bytes


class StoredIssue(msgspec.Struct, frozen=True, gc=False):
    """What is read of a hit by itself: the id of its document, and the hashes of its rationale's shingles."""

    id: str
    hashes: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """`counts[field][value]` counts issues; the value None counts those without any."""

    total: int
    hits: tuple[EngineHit, ...]
    counts: Mapping[str, Mapping[Value | None, int]]
