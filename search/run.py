"""Run a search: request to query, query to answer, answer to page. Or mark what a query asks for in one letter."""

import time
from collections.abc import Callable, Mapping
from functools import cache

from corpus.determination import About, Determination
from index.document import split_id
from index.engine import Engine
from index.fields import FACETS, Value
from index.query import Clause, Query, StoredIssue
from search.compile import compile_query
from search.explain import explain
from search.expression import All
from search.filters import Filters
from search.highlight import Highlighter
from search.language import is_list
from search.marked_letter import MarkedLetter, marked_sections
from search.nearly import lacking, looser
from search.rates import Rate, overturned_rate
from search.request import SearchRequest
from search.results import Hit, ResultPage
from search.sought import leaves
from search.twins import Row, collapse, collapsed

# Fewer rows than these are filled up with issues that lack a word: the best may be among them.
_FEW = 10


def search(engine: Engine, request: SearchRequest) -> ResultPage:
    """Answer a request.

    Where no word is asked for there is nothing to rank by, and the newest decisions come first: filters, ranges and
    exclusions choose without ranking. A list of words that few issues have all of is filled up to ten rows with issues
    that lack one, behind all others; explicit operators and `exact` ask for no such thing.

    Raises:
        BadRequest: a filter names an unknown field, or a value that its field can't have.
    """
    began = time.perf_counter()
    compiled = compile_query(engine, request.text, exact=request.exact)
    clause = compiled.clause
    filters = Filters(request.filters)
    where = filters.apply(clause)
    sort = "newest" if request.sort == "relevance" and not any(leaves(clause)) else request.sort
    query = Query(where, filters.facet_queries(clause), sort, offset=request.offset, limit=request.limit)
    read = cache(engine.read)
    if request.collapse:
        answer, rows = collapsed(engine, query, read)
    else:
        answer = engine.search(query)
        rows = list(map(Row, answer.hits))
    found = _Found(engine, clause, read)
    hits = [hit for row in rows if (hit := found.hit(row))]
    left = min(request.limit, _FEW) - len(hits) if sort == "relevance" and request.offset == 0 else 0
    if left > 0 and not request.exact and isinstance(compiled.expression, All) and is_list(request.text):
        without = dict(lacking(engine, request.text, clause, filters))
        others = collapse(list(without), read, left) if request.collapse else list(map(Row, without))[:left]
        hits += [hit for row in others if (hit := found.hit(row, without[row.leader]))]
    facets = {facet.name: filters.facet_values(facet, answer.counts[facet.name]) for facet in FACETS}
    return ResultPage(
        query=request.text,
        total=answer.total,
        took_ms=round((time.perf_counter() - began) * 1000, 2),
        hits=tuple(hits),
        facets=facets,
        overturned=_overturned(answer.counts["decision"], filters),
        by_decision=any(name == "decision" for name, _ in request.filters) or _asks_for_decision(clause),
        explanation=explain(where),
        corrections=compiled.corrections,
        looser=() if answer.total else looser(engine, request.text, filters, exact=request.exact),
    )


def mark(engine: Engine, letter: Determination, text: str, *, exact: bool = False) -> MarkedLetter:
    """Mark in a whole letter what a query asks for, as `search` would widen it."""
    compiled = compile_query(engine, text, exact=exact)
    return MarkedLetter(tuple(marked_sections(letter, compiled.clause)), compiled.corrections)


class _Found:
    """Makes hits of what an engine found, with snippets for a clause."""

    def __init__(self, engine: Engine, clause: Clause, read: Callable[[int], StoredIssue]) -> None:
        self._fetch = cache(engine.fetch)
        self._highlighter = Highlighter(clause)
        self._read = read

    def hit(self, row: Row, without: str | None = None) -> Hit | None:
        """Return the hit of a row; None if its letter is not there."""
        name, k = split_id(self._read(row.leader.document).id)
        letter = self._fetch(name)
        if letter is None:
            return None
        issue = letter.issues[k - 1] if k else None
        return Hit(
            id=f"{letter.letter}#{k}",
            letter=letter.letter,
            k=k,
            treatment=issue.treatment.text if issue and issue.treatment else None,
            decision=issue.decision if issue else None,
            score=row.leader.score,
            decision_date=letter.decision_date,
            specialties=letter.reviewer.specialties,
            about=issue.about if issue else About(),
            snippets=self._highlighter.snippets(letter, issue),
            alike_ids=tuple(self._read(twin.document).id for twin in row.alike),
            without=without,
        )


def _asks_for_decision(clause: Clause) -> bool:
    return any(leaf.field == "decision" for leaf in leaves(clause))


def _overturned(counts: Mapping[Value | None, int], filters: Filters) -> Rate:
    """Return the share overturned of what was found. The counts ignore a choice of decisions, which is applied here."""
    chosen = filters.selected("decision")
    decided = {value: n for value, n in counts.items() if value is not None and (not chosen or str(value) in chosen)}
    return overturned_rate(decided.get("overturned", 0), sum(decided.values()))
