"""What a clause looks for in each field, as marks are made of it: words, phrases, and what must stand near or together.

What a clause excludes, filters by, or only prefers is not sought.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple, TypeVar

from index.analysis import FUNCTION_WORDS
from index.query import AllOf, AnyOf, AtLeast, BestOf, Clause, Near, Phrase, Prefer, Prefix, Term


class Shown(NamedTuple):
    """What a mark shows: `terms` of the query, a bit for each word or phrase that was asked for; `weight` as asked."""

    terms: int = 0
    weight: float = 0.0

    def __or__(self, other: "Shown") -> "Shown":
        return Shown(self.terms | other.terms, max(self.weight, other.weight))


@dataclass(frozen=True, slots=True)
class Operand:
    """A word or phrase, and which of its words must be near another."""

    stems: tuple[str, ...]
    outer: int
    shown: Shown


@dataclass(frozen=True, slots=True)
class Pair:
    """Two operands with at most `within` words between their outer words.

    A clause may match where no whole phrase is near: what it matches by is `otherwise`, of which all must be there.
    """

    one: Operand
    other: Operand
    within: int
    otherwise: tuple["Sought", ...]


@dataclass(slots=True)
class Sought:
    """What is looked for in one field: whatever there is of all this. `together` are tuples of which all must be there.

    Words are phrases of one stem. `terms` are the bits of all of it.
    """

    terms: int = 0
    phrases: dict[tuple[str, ...], Shown] = field(default_factory=dict)
    starts: dict[str, Shown] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    together: list[tuple["Sought", ...]] = field(default_factory=list)

    def stems(self) -> Iterator[str]:
        """Yield the stems of all words and phrases."""
        for stems in self.phrases:
            yield from stems
        for pair in self.pairs:
            yield from (*pair.one.stems, *pair.other.stems)
        for parts in (*self.together, *(pair.otherwise for pair in self.pairs)):
            for part in parts:
                yield from part.stems()


def sought_in(clause: Clause) -> dict[str, Sought]:
    """Return what a clause looks for, by field. Function words are sought in phrases, near others and together only."""
    fields = _Fields(function_words=False)
    bit = 0
    for part in _asked(clause):
        width = _width(part)
        fields.add(part, [1 << place for place in range(bit, bit + width)])
        bit += width
    return fields.sought


def leaves(clause: Clause) -> Iterator[Term | Phrase | Near | Prefix]:
    """Yield the words and phrases that a clause wants to be there."""
    match clause:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts) | BestOf(parts):
            for part in parts:
                yield from leaves(part)
        case Prefer(part):
            yield from leaves(part)
        case Term() | Phrase() | Near() | Prefix():
            yield clause


class _Fields:
    def __init__(self, *, function_words: bool) -> None:
        self.sought: dict[str, Sought] = {}
        self._function_words = function_words

    def add(self, clause: Clause, terms: Sequence[int]) -> None:
        """Add a clause, which shows these terms: each of its parts its own, if there are as many as the parts have."""
        match clause:
            case Term(stem=stem) if stem in FUNCTION_WORDS and not self._function_words:
                pass
            case Term(name, stem, weight):
                _add(self._in(name, terms).phrases, (stem,), Shown(sum(terms), weight))
            case Phrase(name, stems, weight):
                _add(self._in(name, terms).phrases, stems, Shown(sum(terms), weight))
            case Prefix(name, start, weight):
                _add(self._in(name, terms).starts, start, Shown(sum(terms), weight))
            case Near():
                self._add_near(clause, terms)
            case AllOf((Near() as near, *parts)) if phrases := _its_phrases(near, parts):
                self._add_pair(near, phrases, terms)
            case AllOf(parts) if only := _only_field(parts):
                self._in(only, terms).together.append(_each(parts, terms))
            case AllOf(parts):
                for part, its_terms in _shared(parts, terms):
                    self.add(part, its_terms)
            case AnyOf(parts) | AtLeast(_, parts) | BestOf(parts):
                for part in parts:
                    self.add(part, terms)
            case Prefer(part):
                self.add(part, terms)

    def _in(self, name: str, terms: Sequence[int]) -> Sought:
        sought = self.sought.setdefault(name, Sought())
        sought.terms |= sum(terms)
        return sought

    def _add_near(self, near: Near, terms: Sequence[int]) -> None:
        """Add words of which each must be near the next; a word is not near itself."""
        stems = [stem for stem, _ in groupby(near.stems)]
        pairs = [Near(near.field, pair, near.within, near.weight) for pair in pairwise(stems)]
        match pairs:
            case []:
                self.add(Term(near.field, stems[0], near.weight), terms)
            case [pair]:
                self._add_pair(pair, (), terms)
            case _:
                self._in(near.field, terms).together.append(_each(pairs, terms))

    def _add_pair(self, near: Near, phrases: Sequence[Phrase], terms: Sequence[int]) -> None:
        one, other = near.stems
        first: tuple[str, ...] = (one,)
        second: tuple[str, ...] = (other,)
        for phrase in phrases:
            if first == (one,) and phrase.stems[-1] == one:
                first = phrase.stems
            else:
                second = phrase.stems
        its, others = terms if len(terms) == len(near.stems) else (sum(terms), sum(terms))
        pair = Pair(
            Operand(first, len(first) - 1, Shown(its, near.weight)),
            Operand(second, 0, Shown(others, near.weight)),
            near.within,
            _each([near, *phrases], terms) if phrases else (),
        )
        self._in(near.field, terms).pairs.append(pair)


_Key = TypeVar("_Key")


def _add(sought: dict[_Key, Shown], key: _Key, shown: Shown) -> None:
    sought[key] = sought[key] | shown if key in sought else shown


def _each(parts: Sequence[Clause], terms: Sequence[int]) -> tuple[Sought, ...]:
    """Return what each part looks for in the one field of all."""
    sought: list[Sought] = []
    for part, its_terms in _shared(parts, terms):
        fields = _Fields(function_words=True)
        fields.add(part, its_terms)
        sought += fields.sought.values()
    return tuple(sought)


def _shared(parts: Sequence[Clause], terms: Sequence[int]) -> Iterator[tuple[Clause, Sequence[int]]]:
    """Yield each part with its own terms, or with all where there are not as many as the parts have."""
    widths = list(map(_width, parts))
    if sum(widths) == len(terms):
        for part, width, end in zip(parts, widths, accumulate(widths), strict=True):
            yield part, terms[end - width : end]
    else:
        yield from ((part, terms) for part in parts)


def _asked(clause: Clause) -> Iterator[Clause]:
    """Yield what a clause asks for: a word or phrase with all that may stand for it, or what must stand together."""
    match clause:
        case AllOf(parts) if _only_field(parts):
            yield clause
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _asked(part)
        case Prefer(part):
            yield from _asked(part)
        case _:
            yield clause


def _width(clause: Clause) -> int:
    """Return of how many words or phrases a clause is made; of alternatives, that with the most."""
    match clause:
        case Term() | Phrase() | Prefix():
            return 1
        case Near(stems=stems):
            return len(stems)
        case AllOf((Near() as near, *parts)) if _its_phrases(near, parts):
            return len(near.stems)
        case AllOf(parts):
            return sum(map(_width, parts))
        case AnyOf(parts) | AtLeast(_, parts) | BestOf(parts):
            return max(map(_width, parts), default=0)
        case Prefer(part):
            return _width(part)
        case _:
            return 0


def _its_phrases(near: Near, parts: Sequence[Clause]) -> list[Phrase]:
    """Return parts as phrases whose outer words are those that are near each other; none if they are others."""
    outer = near.stems[0], near.stems[-1]
    phrases = [
        part
        for part in parts
        if isinstance(part, Phrase)
        and part.field == near.field
        and (part.stems[-1] == outer[0] or part.stems[0] == outer[1])
    ]
    return phrases if len(near.stems) == len(outer) and len(phrases) == len(parts) else []


def _only_field(parts: Sequence[Clause]) -> str | None:
    """Return the one field that parts look in; None if there are fewer than two that look anywhere, or more fields."""
    looked_in = list(filter(None, ({leaf.field for leaf in leaves(part)} for part in parts)))
    names = set().union(*looked_in)
    return names.pop() if len(looked_in) > 1 and len(names) == 1 else None
