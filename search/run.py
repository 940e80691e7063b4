"""Run a search: request to query, query to answer, answer to page or list. Or mark in a letter what is asked for."""

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
from search.chosen import Chosen, choose
from search.compile import compile_query
from search.explain import explain
from search.expression import All
from search.filters import Filters
from search.highlight import Highlighter
from search.language import is_list
from search.lexicon import lexicon_of
from search.marked_letter import MarkedLetter, marked_sections
from search.nearly import lacking, looser
from search.rates import Rate, overturned_rate
from search.request import SearchRequest
from search.results import Hit, Listing, ResultPage
from search.sought import leaves
from search.twins import COLLAPSED, Row, collapse, collapsed, separate

# Fewer rows than these are filled up with issues that lack a word: the best may be among them.
_FEW = 10
# Letters kept while the hits of a list are read, so that those of several issues are read once
_LETTERS_KEPT = 1_000


def search(engine: Engine, request: SearchRequest) -> ResultPage:
    """Answer a request with a page.

    Where no word is asked for there is nothing to rank by, and the newest decisions come first: filters, ranges and
    exclusions choose without ranking. A list of words that few issues have all of is filled up to ten rows with issues
    that lack one, behind all others; explicit operators and `exact` ask for no such thing.

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
    chosen = choose(engine, request)
    clause, filters, where = chosen.clause, chosen.filters, chosen.where
    sort = "newest" if request.sort == "relevance" and not any(leaves(clause)) else request.sort
    query = Query(where, filters.facet_queries(clause), sort, offset=request.offset, limit=request.limit)
    read = lru_cache(COLLAPSED)(engine.read)
    answer, rows = collapsed(engine, query, read) if request.collapse else separate(engine, query)
    overturned = _overturned(answer.counts["decision"], filters)
    page = ResultPage(
        query=request.text,
        total=answer.total,
        took_ms=round((time.perf_counter() - began) * 1000, 2),
        hits=(),
        facets={facet.name: filters.facet_values(facet, answer.counts[facet.name]) for facet in FACETS},
        overturned=overturned.withheld() if chosen.tells_decision else overturned,
        by_decision=chosen.tells_decision,
        explanation=explain(where),
        corrections=chosen.corrections,
        looser=() if answer.total else looser(engine, request.text, filters, exact=request.exact),
    )
    asked = replace(request, sort=sort)
    hits = _hits(asked, chosen, rows, _Found(engine, clause, read))
    return Listing(asked, page, lexicon_of(engine).issues, ran, hits)


def mark(engine: Engine, letter: Determination, text: str, *, exact: bool = False) -> MarkedLetter:
    """Mark in a whole letter what a query asks for, as `search` would widen it."""
    compiled = compile_query(engine, text, exact=exact)
    return MarkedLetter(tuple(marked_sections(letter, compiled.clause)), compiled.corrections)


def _hits(request: SearchRequest, chosen: Chosen, rows: Iterable[Row], found: "_Found") -> Iterator[Hit]:
    """Yield the hits of rows, and where they are few of a list of words, those that lack one."""
    shown = 0
    for row in rows:
        if hit := found.hit(row):
            yield hit
            shown += 1
    left = min(request.limit, _FEW) - shown
    ranked = request.sort == "relevance" and request.offset == 0
    if left > 0 and ranked and not request.exact and isinstance(chosen.expression, All) and is_list(request.text):
        without = dict(lacking(found.engine, request.text, chosen.clause, chosen.filters))
        hits = list(without)
        for row in collapse(hits, found.read, left) if request.collapse else map(Row, hits[:left]):
            if hit := found.hit(row, without[row.leader]):
                yield hit


class _Found:
    """Makes hits of what an engine found, with snippets for a clause."""

    def __init__(self, engine: Engine, clause: Clause, read: Callable[[int], StoredIssue]) -> None:
        # Issues of a letter stand together where they are sorted by date, and near each other where they are ranked.
        self._fetch = lru_cache(_LETTERS_KEPT)(engine.fetch)
        self._highlighter = Highlighter(clause)
        self.engine = engine
        self.read = read

    def hit(self, row: Row, without: str | None = None) -> Hit | None:
        """Return the hit of a row; None if its letter is not there."""
        name, k = split_id(self.read(row.leader.document).id)
        letter = self._fetch(name)
        if letter is None:
            return None
        issue = letter.issues[k - 1] if k else None
        return Hit(
            id=f"{letter.letter}#{k}",
            letter=letter.letter,
            k=k,
            case_number=letter.case_number,
            treatment=issue.treatment.text if issue and issue.treatment else None,
            decision=issue.decision if issue else None,
            score=row.leader.score,
            decision_date=letter.decision_date,
            specialties=letter.reviewer.specialties,
            about=issue.about if issue else About(),
            snippets=self._highlighter.snippets(letter, issue),
            alike_ids=tuple(self.read(twin.document).id for twin in row.alike),
            without=without,
        )


def _overturned(counts: Mapping[Value | None, int], filters: Filters) -> Rate:
    """Return the share overturned of what was found. The counts ignore a choice of decisions, which is applied here."""
    chosen = filters.selected("decision")
    decided = {value: n for value, n in counts.items() if value is not None and (not chosen or str(value) in chosen)}
    return overturned_rate(decided.get("overturned", 0), sum(decided.values()))
