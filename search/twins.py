"""Near-twins: hits whose rationales share half or more of their shingles collapse under the best-ranked of them.

Going down the ranking, a hit joins the best-ranked leader that it resembles, else it leads a row of its own. So which
rows there are follows from the ranking alone, and not from the page that is asked for.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from index.engine import Engine
from index.query import Answer, EngineHit, Query, StoredIssue
from index.shingles import hashed, may_be_near, near_twins, pairs_of_bins
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


def collapse(hits: Iterable[EngineHit], read: Callable[[int], StoredIssue], most: int) -> list[Row]:
    """Return the first rows of a ranking, `most` of them, with all of their near-twins among the hits.

    What is read is leaders and hits that by their sketches may be near-twins of them.
    """
    rows: list[list[EngineHit]] = []
    with_pair: dict[int, list[int]] = {}
    sketches: list[int] = []
    of_leader = cache(lambda document: frozenset(hashed(read(document).hashes)))
    for hit in hits:
        sketch, pairs = int.from_bytes(hit.sketch), pairs_of_bins(hit.sketch)
        candidates = {number for pair in with_pair.keys() & pairs for number in with_pair[pair]}
        for number in sorted(number for number in candidates if may_be_near(sketch, sketches[number])):
            row = rows[number]
            if near_twins(of_leader(row[0].document), hashed(read(hit.document).hashes)):
                row.append(hit)
                break
        else:
            if len(rows) < most:
                for pair in filter(None, pairs):
                    with_pair.setdefault(pair, []).append(len(rows))
                rows.append([hit])
                sketches.append(sketch)
    return [Row(leader, tuple(alike)) for leader, *alike in rows]
