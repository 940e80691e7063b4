"""Near-twins: hits whose rationales share half or more of their shingles collapse under the best-ranked of them.

Going down the ranking, a hit that is in no row yet leads one of its own, which all hits that resemble it join unless
they have a row. So which rows there are follows from the ranking alone, and not from the page that is asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from index.engine import Engine
from index.query import Answer, EngineHit, Query, StoredIssue
from index.shingles import bins_of, hashed, may_be_near, near_twins
from search.ranking import PART, ranked

# How far down the ranking near-twins are looked for; hits beyond are rows by themselves.
COLLAPSED = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a page: the hit that leads it, and its near-twins in the order of the ranking."""

    leader: EngineHit
    alike: tuple[EngineHit, ...] = ()


def collapsed(engine: Engine, query: Query, read: Callable[[int], StoredIssue]) -> tuple[Answer, Iterator[Row]]:
    """Answer a query whose `offset` and `limit` count rows, and return its rows; `read` is that of the engine."""
    answer = engine.search(replace(query, offset=0, limit=COLLAPSED))
    rows = collapse(answer.hits, read, query.offset + query.limit)
    page = rows[query.offset :]
    beyond = COLLAPSED + max(0, query.offset - len(rows))
    left = min(query.limit - len(page), answer.total - beyond)
    return answer, chain(page, map(Row, ranked(engine, replace(query, offset=beyond, limit=left))))


def separate(engine: Engine, query: Query) -> tuple[Answer, Iterator[Row]]:
    """Answer a query each of whose hits is a row of its own."""
    answer = engine.search(replace(query, limit=min(query.limit, PART)))
    seen = query.offset + len(answer.hits)
    left = min(query.limit - len(answer.hits), answer.total - seen)
    return answer, map(Row, chain(answer.hits, ranked(engine, replace(query, offset=seen, limit=left))))


def collapse(hits: Sequence[EngineHit], read: Callable[[int], StoredIssue], most: int) -> list[Row]:
    """Return the first rows of a ranking, `most` of them, with all of their near-twins among the hits.

    What is read is leaders and hits that by their sketches may be near-twins of them.
    """
    rows: list[Row] = []
    hashes = cache(lambda document: hashed(read(document).hashes))
    # Of hits that have no row yet
    left: list[str | None] = [bins_of(hit.sketch) for hit in hits]
    for number, leader in enumerate(hits):
        if len(rows) == most:
            break
        bins, left[number] = left[number], None
        if bins is None:
            continue
        near = may_be_near(bins, left)
        alike = [one for one in near if near_twins(hashes(leader.document), hashes(hits[one].document))]
        for one in alike:
            left[one] = None
        rows.append(Row(leader, tuple(hits[one] for one in alike)))
    return rows
