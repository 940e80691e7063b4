"""Near-twins collapse: under the best-ranked, alike on either engine, and whatever page is asked for."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.determination import Decision
from index.analysis import tokenize
from index.document import IndexDocument
from index.engine import ENGINES, Engine, load_engine
from index.query import EngineHit, Everything, FacetQuery, Query, Sort, StoredIssue, Term
from index.shingles import Signature, bins_of, hashed, may_be_near, near_twins, sign
from search import SearchRequest, search
from search.results import Hit
from search.twins import COLLAPSED, Row, collapse, collapsed

SENTENCES = [" ".join(f"word{number}of{sentence}" for number in range(9)) for sentence in range(6)]
DECISIONS: tuple[Decision | None, ...] = ("upheld", "overturned", None)

rationales = st.lists(st.sampled_from(SENTENCES), max_size=6).map(" ".join)
signatures = st.builds(sign, rationales, st.sampled_from(DECISIONS))


def collapsed_naively(signed: Sequence[Signature]) -> list[list[int]]:
    hashes = [hashed(one.hashes) for one in signed]
    bins = [bins_of(one.sketch) for one in signed]

    def resembles(one: int, leader: int) -> bool:
        # Hashes first: of most pairs they tell it sooner than sketches, and both must agree in any order.
        return near_twins(hashes[leader], hashes[one]) and bool(may_be_near(bins[leader], [bins[one]]))

    rows: list[list[int]] = []
    for number in range(len(signed)):
        row = next((row for row in rows if resembles(number, row[0])), None)
        rows.append([number]) if row is None else row.append(number)
    return rows


def numbers(rows: list[Row]) -> list[list[int]]:
    return [[row.leader.document, *(twin.document for twin in row.alike)] for row in rows]


@settings(max_examples=500, deadline=None)
@given(st.lists(signatures, max_size=40), st.integers(0, 12))
def test_rows_are_those_of_comparing_all_with_all(signed: list[Signature], most: int) -> None:
    hits = [EngineHit(number, 0.0, signature.sketch) for number, signature in enumerate(signed)]
    rows = collapse(hits, lambda document: StoredIssue(f"L{document}#1", signed[document].hashes), most)
    assert numbers(rows) == collapsed_naively(signed)[:most]


def test_only_what_may_be_a_near_twin_is_read() -> None:
    signed = [sign(SENTENCES[number % 3], "upheld") for number in range(30)]
    read: list[int] = []

    def reading(document: int) -> StoredIssue:
        read.append(document)
        return StoredIssue("", signed[document].hashes)

    hits = [EngineHit(number, 0.0, signature.sketch) for number, signature in enumerate(signed)]
    assert numbers(collapse(hits, reading, 1)) == [list(range(0, 30, 3))]
    assert sorted(read) == list(range(0, 30, 3))


def corpus() -> list[IndexDocument]:
    """Return more issues than are looked through for near-twins, in rationales of which many are nearly the same."""
    chance = Random(5)
    sentences = [" ".join(f"word{number}of{sentence}" for number in range(9)) for sentence in range(300)]
    made = []
    for number in range(COLLAPSED + 250):
        common, decision = chance.randrange(300), chance.choice(DECISIONS)
        rationale = " ".join([*sentences[common : common + 4], *chance.choices(sentences, k=chance.randint(0, 3))])
        fields = {"rationale": (f"pain {rationale}",)} | ({"decision": (decision,)} if decision else {})
        signature = sign(rationale, decision)
        made.append(
            IndexDocument(f"L{number}#1", f"L{number}", f"d{number}", fields, number, number, number, None, signature)
        )
    return made


CORPUS = corpus()
QUERIES = [Query(Term("rationale", "pain"), sort=sort) for sort in ("relevance", "newest", "oldest")]


@pytest.fixture(scope="module", params=ENGINES)
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder, module = tmp_path_factory.mktemp("twins"), load_engine(request.param)
    # In two commits, so that documents have numbers of several segments.
    for part in (CORPUS[:800], CORPUS[800:]):
        writer = module.open_writer(folder)
        for document in part:
            writer.add(document)
        writer.commit()
    with closing(module.open_reader(folder)) as opened:
        yield opened


def rows_of(engine: Engine, query: Query) -> list[list[str]]:
    read = cache(engine.read)
    return [[read(number).id for number in row] for row in numbers(collapsed(engine, query, read)[1])]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.sort)
def test_pages_of_rows_join_to_the_whole(large: Engine, query: Query) -> None:
    signed = {document.id: document.signature for document in CORPUS}
    ranked = [large.read(hit.document).id for hit in large.search(replace(query, limit=2_000)).hits]
    first, beyond = ranked[:COLLAPSED], ranked[COLLAPSED:]
    naive = [[first[number] for number in row] for row in collapsed_naively([signed[one] for one in first])]
    expected = [*naive, *([one] for one in beyond)]
    assert len(naive) < 0.8 * COLLAPSED
    assert rows_of(large, replace(query, limit=2_000)) == expected
    border = len(naive)
    for limit in (1, 97):
        for offset in (0, 5 * limit, border - 1 - limit // 2, border, len(expected) - 1):
            page = rows_of(large, replace(query, offset=offset, limit=limit))
            assert page == expected[offset : offset + limit]
    assert rows_of(large, replace(query, offset=len(expected))) == rows_of(large, replace(query, limit=0)) == []


def test_totals_and_facets_count_every_issue(large: Engine) -> None:
    query = Query(Everything(), (FacetQuery("decision", Everything()),), "newest")
    plain, (answer, _) = large.search(query), collapsed(large, query, large.read)
    assert (answer.total, answer.counts) == (plain.total, plain.counts) == (len(CORPUS), plain.counts)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_page_shows_each_issue_once(engine: Engine, sort: Sort) -> None:
    every = search(engine, SearchRequest("pain", sort=sort, limit=1_000, collapse=False))
    page = search(engine, SearchRequest("pain", sort=sort, limit=1_000))
    shown = [name for hit in page.hits for name in (hit.id, *hit.alike_ids)]
    assert sorted(shown) == sorted(hit.id for hit in every.hits)
    assert [hit.id for hit in page.hits] == [hit.id for hit in every.hits if hit.id in {one.id for one in page.hits}]
    assert 0 < len(page.hits) < len(every.hits) == page.total == every.total
    assert (page.facets, page.overturned) == (every.facets, every.overturned)
    assert not any(hit.alike_ids for hit in every.hits)


def told(engine: Engine, hit: Hit) -> tuple[Decision | None, frozenset[tuple[str, ...]]]:
    """Return the decision and the shingles of a hit, from its letter's record."""
    letter = engine.fetch(hit.letter)
    rationale = letter.issues[hit.k - 1].rationale if letter and hit.k else None
    words = [token.word for token in tokenize(rationale.text)] if rationale else []
    return hit.decision, frozenset(zip(words, words[1:], words[2:], words[3:], words[4:], strict=False))


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_rows_are_those_of_comparing_all_letters_word_by_word(engine: Engine, sort: Sort) -> None:
    every = search(engine, SearchRequest("pain", sort=sort, limit=1_000, collapse=False)).hits
    issues = {hit.id: told(engine, hit) for hit in every}

    def resembles(one: str, leader: str) -> bool:
        (decision, these), (other, those) = issues[one], issues[leader]
        return decision == other and bool(these & those) and len(these & those) >= 0.5 * len(these | those)

    rows: list[list[str]] = []
    for hit in every:
        row = next((row for row in rows if resembles(hit.id, row[0])), None)
        rows.append([hit.id]) if row is None else row.append(hit.id)
    page = search(engine, SearchRequest("pain", sort=sort, limit=1_000))
    assert [[hit.id, *hit.alike_ids] for hit in page.hits] == rows
    assert {len(row) for row in rows} >= {1, 2, 3}
