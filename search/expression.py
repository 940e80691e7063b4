"""What a user asked for, as it was written: the tree between a query's text and the clause that engines run.

Words are still words here, as typed, so that they can be widened; `search.compile` makes stems in fields of them.
"""

from dataclasses import dataclass

from index.query import Range


@dataclass(frozen=True, slots=True)
class Word:
    """What was typed without a blank in it, as one word or as several that stand together: "10/325", "L5-S1".

    `words` are in lower case. `field` is the one it is looked for in; None for all that are searched by default.
    """

    words: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """All words that start so."""

    start: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in quotes: next to each other in order, or each pair with at most `within` words between, in any order."""

    words: tuple[str, ...]
    within: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """A number or a date in a range."""

    range: Range


@dataclass(frozen=True, slots=True)
class All:
    """All of the parts."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Any of the parts."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Whatever is not this."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class Together:
    """Parts of which each stands in one section with the next, at most `within` words apart if that is given."""

    parts: tuple["Expression", ...]
    within: int | None


@dataclass(frozen=True, slots=True)
class Description:
    """A long text, of which as much as possible: its words and numbers, each once, without those that say nothing.

    `is_query` where it was written as a query, but asks for too much to be looked for as one.
    """

    words: tuple[Word, ...]
    is_query: bool = False


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever there is."""


Expression = Word | Start | Quoted | Between | All | Any | Without | Together | Description | Anything
