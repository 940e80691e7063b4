"""What a clause means, in plain Python: over the postings and the rows of documents, whatever library keeps them.

Documents are numbers. What matches is a mapping of documents to scores, in which filters have 0; of each clause all of
it is looked up, because facets count all that matches.
"""

import heapq
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Protocol

import msgspec

from index.analysis import lower
from index.document import letter_of
from index.fields import FIELDS, Kind, Value
from index.query import (
    AllOf,
    Answer,
    AnyOf,
    AtLeast,
    BestOf,
    Clause,
    EngineHit,
    Everything,
    Exactly,
    Missing,
    Near,
    Not,
    Phrase,
    Prefer,
    Prefix,
    Query,
    Range,
    Term,
)

WORD_FIELDS = tuple(field.name for field in FIELDS if field.kind in (Kind.TEXT, Kind.KEYWORD))
VALUE_FIELDS = tuple(field.name for field in FIELDS if field.kind is not Kind.TEXT)

# BM25, with the parameters that tantivy has too.
_K1, _B = 1.2, 0.75
# How much the other fields of a word add to the best one's score.
_TIE_BREAKER = 0.3

Scores = dict[int, float]


class Postings(Protocol):
    """Where words stand, in documents that are not deleted."""

    def frequencies(self, field: str, stem: str) -> Mapping[int, float]:
        """Return the documents that have a stem in a field, each with how often."""
        ...

    def positions(self, field: str, stems: Sequence[str]) -> Iterable[tuple[int, Sequence[Sequence[int]]]]:
        """Yield the documents that have all stems in a field, each with the positions of every stem, in order."""
        ...

    def starting(self, field: str, start: str) -> Iterable[int]:
        """Yield the documents that have a word in a field that starts so, some of them more than once."""
        ...


class Row(msgspec.Struct, frozen=True, array_like=True):
    """What is asked of a document beside its words: `lengths` by `WORD_FIELDS`, `values` by `VALUE_FIELDS`.

    `sketch` is that of its rationale.
    """

    id: str
    newest: int
    oldest: int
    lot: int
    lengths: tuple[int, ...]
    values: tuple[tuple[Value, ...], ...]
    sketch: bytes


class Rows:
    """The rows of an index by columns, a value a document; deleted documents have theirs, and are not `there`."""

    def __init__(self, rows: Sequence[Row], there: Collection[int]) -> None:
        self.there = frozenset(there)
        self.ids = [row.id for row in rows]
        self.newest = [row.newest for row in rows]
        self.oldest = [row.oldest for row in rows]
        self.lots = [row.lot for row in rows]
        self.letters = [letter_of(row.lot) for row in rows]
        self.sketches = [row.sketch for row in rows]
        self.lengths = dict(zip(WORD_FIELDS, zip(*(row.lengths for row in rows), strict=True), strict=False))
        self.values = dict(zip(VALUE_FIELDS, zip(*(row.values for row in rows), strict=True), strict=False))

    def where(self, field: str, test: Callable[[tuple[Value, ...]], bool]) -> Scores:
        """Return the documents whose values of `field` pass a test, without ranking them."""
        column = self.values.get(field, ())
        passing = {values for values in set(column) if test(values)}
        return {document: 0.0 for document in self.there if column[document] in passing}

    def count(self, field: str, documents: Iterable[int]) -> dict[Value | None, int]:
        """Count the values of `field` over documents."""
        counts: Counter[Value | None] = Counter()
        column = self.values.get(field, ())
        for values, count in Counter(column[document] for document in documents).items():
            for value in set(values) or (None,):
                counts[value] += count
        return dict(counts)

    def count_letters(self, field: str, documents: Iterable[int]) -> dict[Value | None, int]:
        """Count the letters of documents, by their values of `field`."""
        column = self.values.get(field, ())
        letters = {(value, self.letters[document]) for document in documents for value in column[document] or (None,)}
        return dict(Counter(value for value, _ in letters))


class Search:
    """One question. The clauses that its facets share are looked up once."""

    def __init__(self, postings: Postings, rows: Rows) -> None:
        self._postings = postings
        self._rows = rows
        self._known: dict[Clause, Scores] = {}

    def answer(self, query: Query) -> Answer:
        """Answer the question."""
        found = self.matching(query.where)
        rows = self._rows
        keys: dict[str, Callable[[int], tuple[float, int]]] = {
            "relevance": lambda document: (-found[document], document),
            "newest": lambda document: (-rows.newest[document], document),
            "oldest": lambda document: (rows.oldest[document], document),
            "lot": lambda document: (rows.lots[document], document),
        }
        first = heapq.nsmallest(min(query.offset + query.limit, len(found)), found, keys[query.sort])
        hits = (
            EngineHit(document, found[document] if query.sort == "relevance" else 0.0, rows.sketches[document])
            for document in first[min(query.offset, len(found)) :]
        )
        counts = {facet.field: rows.count(facet.field, self.matching(facet.where)) for facet in query.facets}
        return Answer(len(found), tuple(hits), counts)

    def letters(self, field: str, clause: Clause) -> dict[Value | None, int]:
        """Count the letters of what matches, by their values of `field`."""
        return self._rows.count_letters(field, self.matching(clause))

    def matching(self, clause: Clause) -> Scores:
        """Return what matches a clause. What is returned is kept, and not to be changed."""
        if clause not in self._known:
            self._known[clause] = self._match(clause)
        return self._known[clause]

    def _match(self, clause: Clause) -> Scores:
        match clause:
            case Term(field, stem, weight):
                return self._ranked(field, self._postings.frequencies(field, stem), weight)
            case Phrase(field, stems, weight):
                return self._ranked(field, self._phrase(field, stems), weight)
            case Near():
                return self._near(clause)
            case Prefix(field, start, weight):
                return dict.fromkeys(self._postings.starting(field, start), weight)
            case Exactly(field, value):
                wanted = lower(value)
                return self._rows.where(field, lambda values: any(lower(str(value)) == wanted for value in values))
            case Missing(field):
                return self._rows.where(field, lambda values: not values)
            case Range(field, low, high):
                least, most = -math.inf if low is None else low, math.inf if high is None else high
                return self._rows.where(field, lambda values: any(least <= int(value) <= most for value in values))
            case AllOf(parts):
                return _all_of([self.matching(part) for part in parts or (Everything(),)])
            case AnyOf(parts):
                return _any_of([self.matching(part) for part in parts], others=1.0)
            case BestOf(parts):
                return _any_of([self.matching(part) for part in parts], others=_TIE_BREAKER)
            case AtLeast(least, parts):
                found = [self.matching(part) for part in parts]
                times = Counter(document for part in found for document in part)
                scores = _any_of(found, others=1.0)
                return {document: scores[document] for document, n in times.items() if n >= least}
            case Prefer(part, bonuses):
                preferred = _any_of([self.matching(bonus) for bonus in bonuses], others=1.0)
                return {
                    document: score + preferred.get(document, 0.0) for document, score in self.matching(part).items()
                }
            case Not(part):
                return dict.fromkeys(self._rows.there - self.matching(part).keys(), 0.0)
            case Everything():
                return dict.fromkeys(self._rows.there, 0.0)

    def _ranked(self, field: str, frequencies: Mapping[int, float], weight: float) -> Scores:
        """Rank documents by how often each has something, by BM25."""
        lengths, count = self._rows.lengths.get(field, ()), len(frequencies)
        mean = sum(lengths) / max(len(lengths), 1)
        rarity = math.log(1 + (len(self._rows.there) - count + 0.5) / (count + 0.5))
        return {
            document: weight * rarity * n * (_K1 + 1) / (n + _K1 * (1 - _B + _B * lengths[document] / mean))
            for document, n in frequencies.items()
        }

    def _phrase(self, field: str, stems: Sequence[str]) -> dict[int, float]:
        """Return how often documents have stems next to each other, in order."""
        found = {}
        for document, positions in self._postings.positions(field, stems):
            starts = set(positions[0])
            for place, those in enumerate(positions[1:], 1):
                starts &= {position - place for position in those}
            if starts:
                found[document] = float(len(starts))
        return found

    def _near(self, clause: Near) -> Scores:
        stems = [stem for stem, _ in groupby(clause.stems)]
        if len(stems) == 1:
            return self.matching(Term(clause.field, stems[0], clause.weight))
        pairs = []
        for pair in pairwise(stems):
            times = {
                document: float(_times_near(these, those, clause.within))
                for document, (these, those) in self._postings.positions(clause.field, pair)
            }
            near = {document: n for document, n in times.items() if n}
            pairs.append(self._ranked(clause.field, near, clause.weight))
        return _all_of(pairs)


def _times_near(these: Sequence[int], those: Sequence[int], within: int) -> int:
    """Count the positions of `these` with at most `within` words between them and one of `those`; both are in order."""
    far = within + 1
    nexts = ((position, bisect_left(those, position - far)) for position in these)
    return sum(place < len(those) and those[place] <= position + far for position, place in nexts)


def _all_of(parts: Sequence[Scores]) -> Scores:
    """Return what is in all parts; scores add up."""
    fewest = min(parts, key=len)
    return {
        document: sum(part[document] for part in parts)
        for document in fewest
        if all(document in part for part in parts)
    }


def _any_of(parts: Sequence[Scores], others: float) -> Scores:
    """Return what is in any part: the best one's score counts, and the share `others` of the rest."""
    best: Scores = {}
    total: Scores = {}
    for part in parts:
        for document, score in part.items():
            best[document] = max(best.get(document, 0.0), score)
            total[document] = total.get(document, 0.0) + score
    return {document: best[document] + others * (total[document] - best[document]) for document in best}
