"""What nearly matches: looser queries for one that finds nothing, and issues that lack a word of one that finds few.

They are told apart from what matches. Totals, facets and rates know nothing of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.engine import Engine
from index.query import AllOf, Clause, EngineHit, Not, Query
from search.compile import Compiler
from search.filters import Filters
from search.language import parse_query
from search.lexicon import lexicon_of
from search.looser import LooserQuery, looser_queries
from search.widening import Widening

# Looser queries tried, and offered
_MOST_TRIED, _MOST_LOOSER = 12, 5


@dataclass(frozen=True, slots=True)
class Looser:
    """A query that asks for less than one that found nothing, and how many issues it finds under the same filters."""

    query: str
    total: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """An issue that has all that was asked for but these words."""

    hit: EngineHit
    without: str


def looser(engine: Engine, text: str, filters: Filters, *, exact: bool) -> tuple[Looser, ...]:
    """Return the looser queries that find something, the one that finds the fewest first: it asks for the most."""
    found = []
    for one in looser_queries(text)[:_MOST_TRIED]:
        total = engine.search(Query(filters.apply(_clause(engine, one, exact=exact)), limit=0)).total
        if total:
            found.append(Looser(one.text, total))
    return tuple(sorted(found, key=lambda one: one.total)[:_MOST_LOOSER])


def lacking(
    engine: Engine, text: str, matching: Clause, filters: Filters, most: int, *, exact: bool
) -> Sequence[Lacking]:
    """Return up to `most` issues that lack a word, or name, of `text`, best first; `matching` is the clause of all."""
    found: dict[int, Lacking] = {}
    for one in looser_queries(text)[:_MOST_TRIED]:
        if one.without is not None:
            where = AllOf((filters.apply(_clause(engine, one, exact=exact)), Not(matching)))
            for hit in engine.search(Query(where, limit=most)).hits:
                found.setdefault(hit.document, Lacking(hit, one.without))
    return sorted(found.values(), key=lambda one: (-one.hit.score, one.hit.document))[:most]


def _clause(engine: Engine, query: LooserQuery, *, exact: bool) -> Clause:
    lexicon = lexicon_of(engine)
    return Compiler(lexicon, None if exact else Widening(lexicon)).clause(parse_query(query.text))
