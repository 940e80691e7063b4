"""Run a search: request to query, query to answer, answer to page."""

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from corpus.determination import About, Determination
from index.document import split_id
from index.engine import Engine
from index.fields import FACETS, Value
from index.query import Query
from search.chosen import choose
from search.explain import explain
from search.filters import Filters
from search.highlight import Highlighter, asked
from search.looser import looser_queries
from search.rates import Rate, overturned_rate
from search.request import SearchRequest
from search.results import Hit, Looser, ResultPage
from search.twins import Row, collapsed

# Looser queries tried where nothing is found, and offered
_MOST_TRIED, _MOST_LOOSER = 12, 5


def search(engine: Engine, request: SearchRequest) -> ResultPage:
    """Answer a request.

    Where no word is asked for there is nothing to rank by, and the newest decisions come first: filters, ranges and
    exclusions choose without ranking.

    Raises:
        BadRequest: a filter names an unknown field, or a value that its field can't have.
    """
    began = time.perf_counter()
    chosen = choose(engine, request)
    clause, filters, where = chosen.clause, chosen.filters, chosen.where
    sort = "newest" if request.sort == "relevance" and not any(asked(clause)) else request.sort
    query = Query(where, filters.facet_queries(clause), sort, offset=request.offset, limit=request.limit)
    read = cache(engine.read)
    if request.collapse:
        answer, rows = collapsed(engine, query, read)
    else:
        answer = engine.search(query)
        rows = list(map(Row, answer.hits))
    highlighter = Highlighter(clause)
    fetch = cache(engine.fetch)
    hits = []
    for row in rows:
        name, k = split_id(read(row.leader.document).id)
        if letter := fetch(name):
            alike_ids = tuple(read(twin.document).id for twin in row.alike)
            hits.append(_hit(row.leader.score, letter, k, alike_ids, highlighter))
    facets = {facet.name: filters.facet_values(facet, answer.counts[facet.name]) for facet in FACETS}
    return ResultPage(
        query=request.text,
        total=answer.total,
        took_ms=round((time.perf_counter() - began) * 1000, 2),
        hits=tuple(hits),
        facets=facets,
        overturned=_overturned(answer.counts["decision"], filters),
        explanation=explain(where),
        corrections=chosen.corrections,
        looser=() if answer.total else _looser(engine, request),
    )


def _looser(engine: Engine, request: SearchRequest) -> tuple[Looser, ...]:
    """Return the looser queries that find something, the one that finds the fewest first: it asks for the most."""
    found = []
    for text in looser_queries(request.text)[:_MOST_TRIED]:
        total = engine.search(Query(choose(engine, replace(request, text=text)).where, limit=0)).total
        if total:
            found.append(Looser(text, total))
    return tuple(sorted(found, key=lambda one: one.total)[:_MOST_LOOSER])


def _hit(score: float, letter: Determination, k: int, alike_ids: tuple[str, ...], highlighter: Highlighter) -> Hit:
    issue = letter.issues[k - 1] if k else None
    return Hit(
        id=f"{letter.letter}#{k}",
        letter=letter.letter,
        k=k,
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
