"""Run a search: request to query, query to answer, answer to page or list."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from corpus.determination import About, Determination
from index.document import split_id
from index.engine import Engine
from index.fields import FACETS, Value
from index.query import Clause, Query, StoredIssue
from search.compile import Compiler
from search.explain import explain
from search.filters import Filters
from search.highlight import Highlighter, asked
from search.language import parse_query
from search.lexicon import lexicon_of
from search.looser import looser_queries
from search.rates import Rate, overturned_rate
from search.request import SearchRequest
from search.results import Hit, Listing, Looser, ResultPage
from search.twins import COLLAPSED, Row, collapsed, separate
from search.widening import Widening

# Looser queries tried where nothing is found, and offered
_MOST_TRIED, _MOST_LOOSER = 12, 5
# Letters kept while the hits of a list are read, so that those of several issues are read once
_LETTERS_KEPT = 1_000


def search(engine: Engine, request: SearchRequest) -> ResultPage:
    """Answer a request with a page.

    Where no word is asked for there is nothing to rank by, and the newest decisions come first: filters, ranges and
    exclusions choose without ranking.

    Raises:
        BadRequest: a filter names an unknown field, or a value that its field can't have.
    """
    began = time.perf_counter()
    listed = listing(engine, request)
    hits = tuple(listed.hits)
    return replace(listed.page, took_ms=round((time.perf_counter() - began) * 1000, 2), hits=hits)


def listing(engine: Engine, request: SearchRequest) -> Listing:
    """Answer a request of any `limit` with a list whose hits are read one by one, while the engine is open.

    Raises:
        BadRequest: a filter names an unknown field, or a value that its field can't have.
    """
    began, ran = time.perf_counter(), datetime.now(UTC)
    widening = None if request.exact else Widening(lexicon_of(engine))
    clause = _clause(engine, request.text, widening)
    filters = Filters(request.filters)
    where = filters.apply(clause)
    sort = "newest" if request.sort == "relevance" and not any(asked(clause)) else request.sort
    query = Query(where, filters.facet_queries(clause), sort, offset=request.offset, limit=request.limit)
    read = lru_cache(COLLAPSED)(engine.read)
    answer, rows = collapsed(engine, query, read) if request.collapse else separate(engine, query)
    page = ResultPage(
        query=request.text,
        total=answer.total,
        took_ms=round((time.perf_counter() - began) * 1000, 2),
        hits=(),
        facets={facet.name: filters.facet_values(facet, answer.counts[facet.name]) for facet in FACETS},
        overturned=_overturned(answer.counts["decision"], filters),
        explanation=explain(where),
        corrections=widening.corrections if widening else (),
        looser=() if answer.total else _looser(engine, request, filters),
    )
    asked_so = replace(request, sort=sort)
    return Listing(asked_so, page, lexicon_of(engine).issues, ran, _hits(engine, rows, read, Highlighter(clause)))


def _clause(engine: Engine, text: str, widening: Widening | None) -> Clause:
    return Compiler(lexicon_of(engine), widening).clause(parse_query(text))


def _looser(engine: Engine, request: SearchRequest, filters: Filters) -> tuple[Looser, ...]:
    """Return the looser queries that find something, the one that finds the fewest first: it asks for the most."""
    found = []
    for text in looser_queries(request.text)[:_MOST_TRIED]:
        widening = None if request.exact else Widening(lexicon_of(engine))
        total = engine.search(Query(filters.apply(_clause(engine, text, widening)), limit=0)).total
        if total:
            found.append(Looser(text, total))
    return tuple(sorted(found, key=lambda one: one.total)[:_MOST_LOOSER])


def _hits(
    engine: Engine, rows: Iterable[Row], read: Callable[[int], StoredIssue], highlighter: Highlighter
) -> Iterator[Hit]:
    # Issues of a letter stand together where they are sorted by date, and near each other where they are ranked.
    fetch = lru_cache(_LETTERS_KEPT)(engine.fetch)
    for row in rows:
        name, k = split_id(read(row.leader.document).id)
        if letter := fetch(name):
            alike_ids = tuple(read(twin.document).id for twin in row.alike)
            yield _hit(row.leader.score, letter, k, alike_ids, highlighter)


def _hit(score: float, letter: Determination, k: int, alike_ids: tuple[str, ...], highlighter: Highlighter) -> Hit:
    issue = letter.issues[k - 1] if k else None
    return Hit(
        id=f"{letter.letter}#{k}",
        letter=letter.letter,
        k=k,
        case_number=letter.case_number,
        treatment=issue.treatment.text if issue and issue.treatment else None,
        decision=issue.decision if issue else None,
        score=score,
        decision_date=letter.decision_date,
        specialties=letter.reviewer.specialties,
        about=issue.about if issue else About(),
        snippets=highlighter.snippets(letter, issue),
        alike_ids=alike_ids,
    )


def _overturned(counts: Mapping[Value | None, int], filters: Filters) -> Rate:
    """Return the share overturned of what was found. The counts ignore a choice of decisions, which is applied here."""
    chosen = filters.selected("decision")
    decided = {value: n for value, n in counts.items() if value is not None and (not chosen or str(value) in chosen)}
    return overturned_rate(decided.get("overturned", 0), sum(decided.values()))
