"""A ranking of any length, hit by hit.

Engines answer a part of a ranking at a time, and rank all that matches for each part: small parts would cost the square
of the ranking's length, a single one memory for the whole of it.
"""

from collections.abc import Iterator
from dataclasses import replace

from index.engine import Engine
from index.query import EngineHit, Query

# Hits asked for at a time: a few megabytes of them. Ranking four million issues anew for each such part takes a small
# share of the time in which as many letters are read.
PART = 20_000


def ranked(engine: Engine, query: Query) -> Iterator[EngineHit]:
    """Yield the hits of a query from its `offset` on, `limit` of them at most; its facets are not counted."""
    end = query.offset + query.limit
    for offset in range(query.offset, end, PART):
        hits = engine.search(replace(query, facets=(), offset=offset, limit=min(PART, end - offset))).hits
        yield from hits
        if len(hits) < PART:
            return
