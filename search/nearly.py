"""What nearly matches: looser queries for one that finds nothing, and issues that lack a word of one that finds few.

The issues are told apart from those that match. Totals, facets and rates know nothing of them.
"""

from dataclasses import dataclass

from index.engine import Engine
from index.query import AllOf, Clause, EngineHit, Not, Query
from search.compile import compile_query
from search.filters import Filters
from search.looser import looser_queries

# Looser queries tried, and offered
_MOST_TRIED, _MOST_LOOSER = 12, 5
# Issues looked at of those that lack one and the same word: near-twins among them share a row
_MOST_LACKING = 30
# Of fewer words none may be lacking.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Looser:
    """A query that asks for less than one that found nothing, and how many issues it finds under the same filters."""

    query: str
    total: int


def looser(engine: Engine, text: str, filters: Filters, *, exact: bool) -> tuple[Looser, ...]:
    """Return the looser queries that find something, the one that finds the fewest first: it asks for the most."""
    found = []
    for one in looser_queries(text)[:_MOST_TRIED]:
        total = engine.search(Query(filters.apply(compile_query(engine, one.text, exact=exact).clause), limit=0)).total
        if total:
            found.append(Looser(one.text, total))
    return tuple(sorted(found, key=lambda one: one.total)[:_MOST_LOOSER])


def lacking(engine: Engine, text: str, matching: Clause, filters: Filters) -> list[tuple[EngineHit, str]]:
    """Return issues that have all of a list of words but one, or one name, best first, each with what it lacks.

    `matching` is the clause of all of `text`. Of two words there are none: either is half of what was asked for.
    """
    tried = [(one.text, one.without) for one in looser_queries(text)[:_MOST_TRIED] if one.without is not None]
    if sum(len(without.split()) for _, without in tried) < _FEWEST:
        return []
    found: dict[int, tuple[EngineHit, str]] = {}
    for shorter, without in tried:
        where = AllOf((filters.apply(compile_query(engine, shorter, exact=False).clause), Not(matching)))
        for hit in engine.search(Query(where, limit=_MOST_LACKING)).hits:
            found.setdefault(hit.document, (hit, without))
    return sorted(found.values(), key=lambda one: (-one[0].score, one[0].document))
