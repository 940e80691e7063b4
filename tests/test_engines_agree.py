"""All engines find the same issues and count the same, for any corpus and any query: that is, what is true.

What is true is told here document by document, in the words of `index.query`, and shares no code with an engine.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import stem, tokenize
from index.document import LETTER_NUMBERS, IndexDocument, first_lot, letter_of
from index.engine import ENGINES, Engine, load_engine
from index.fields import Value
from index.query import (
    AllOf,
    AnyOf,
    AtLeast,
    BestOf,
    Clause,
    Everything,
    Exactly,
    FacetQuery,
    Missing,
    Near,
    Not,
    Phrase,
    Prefer,
    Prefix,
    Query,
    Range,
    Term,
)
from index.shingles import Signature, sign

TEXTS, KEYWORDS, NUMBERS = ("treatment", "rationale"), ("drug", "decision"), ("age", "decided")
WORDS = ("pain", "pains", "painful", "neck", "necks", "red", "flags", "10", "é")
DRUGS, DECISIONS = ("Norco", "norco", "Red flags", "É"), ("upheld", "overturned")

# What is true


def words(document: IndexDocument, field: str) -> list[tuple[int, str]]:
    return placed_words(document.fields.get(field, ()))


@cache
def placed_words(values: tuple[Value, ...]) -> list[tuple[int, str]]:
    """Return the words of a field with their places; between two values one place is left free."""
    placed, place = [], 0
    for value in values:
        for token in tokenize(str(value)):
            placed.append((place, token.word))
            place += 1
        place += 1
    return placed


def places(document: IndexDocument, field: str, stemmed: str) -> set[int]:
    return {place for place, word in words(document, field) if stem(word) == stemmed}


def holds(document: IndexDocument, clause: Clause) -> bool:
    match clause:
        case Term(field, stemmed):
            return bool(places(document, field, stemmed))
        case Phrase(field, stems):
            each = [places(document, field, stemmed) for stemmed in stems]
            return any(all(start + n in those for n, those in enumerate(each)) for start in each[0])
        case Near(field, stems, within):
            return all(
                any(
                    first == second or 0 <= abs(one - other) - 1 <= within
                    for one in places(document, field, first)
                    for other in places(document, field, second)
                )
                for first, second in pairwise(stems)
            )
        case Prefix(field, start):
            return any(word.startswith(start) for _, word in words(document, field))
        case Exactly(field, value):
            return value.lower() in [str(one).lower() for one in document.fields.get(field, ())]
        case Missing(field):
            return field not in document.fields
        case Range(field, low, high):
            values = [int(value) for value in document.fields.get(field, ())]
            return any((low is None or low <= one) and (high is None or one <= high) for one in values)
        case AllOf(parts):
            return all(holds(document, part) for part in parts)
        case AnyOf(parts) | BestOf(parts):
            return any(holds(document, part) for part in parts)
        case AtLeast(least, parts):
            return sum(holds(document, part) for part in parts) >= least
        case Prefer(part):
            return holds(document, part)
        case Not(part):
            return not holds(document, part)
        case Everything():
            return True


def counted(documents: list[IndexDocument], field: str) -> dict[Value | None, int]:
    return dict(Counter(value for document in documents for value in set(document.fields.get(field, (None,)))))


def counted_letters(documents: list[IndexDocument], field: str) -> dict[Value | None, int]:
    letters: defaultdict[Value | None, set[int]] = defaultdict(set)
    for document in documents:
        for value in document.fields.get(field, (None,)):
            letters[value].add(letter_of(document.lot))
    return {value: len(those) for value, those in letters.items()}


# Corpora

text = st.lists(st.sampled_from([*WORDS, "Pain", "RED,", "-"]), max_size=6).map(" ".join)
drug = st.sampled_from(DRUGS)
decision = st.sampled_from(DECISIONS)
number = st.integers(0, 4)


class Drawn(NamedTuple):
    """The parts of a document that are drawn; its sort keys are of one day of three, and its own number.

    By their lots, every two documents are of one letter.
    """

    fields: dict[str, list[Value]]
    day: int


drawn = st.builds(
    Drawn,
    st.fixed_dictionaries(
        {},
        optional={
            "treatment": st.lists(text, min_size=1, max_size=1),
            "rationale": st.lists(text, min_size=1, max_size=3),
            "drug": st.lists(drug, min_size=1, max_size=3),
            "decision": st.lists(decision, min_size=1, max_size=1),
            "age": st.lists(number, min_size=1, max_size=1),
            "decided": st.lists(number, min_size=1, max_size=1),
        },
    ),
    st.integers(0, 2),
)


class Corpus(NamedTuple):
    """Documents in the commits that bring them; each commit also takes some of those before out."""

    commits: list[list[IndexDocument]]
    gone: list[set[str]]

    def there(self) -> list[IndexDocument]:
        kept: list[IndexDocument] = []
        for added, gone in zip(self.commits, self.gone, strict=True):
            kept = [document for document in kept if document.digest not in gone] + added
        return kept


def document(number: int, one: Drawn) -> IndexDocument:
    fields = {name: tuple(values) for name, values in one.fields.items()}
    key = one.day * 1000 + number
    signature = sign(" ".join(map(str, fields.get("rationale", ()))), None)
    lot = first_lot(LETTER_NUMBERS - 1 - number // 2) + number % 2
    return IndexDocument(f"L{number}#1", f"L{number}", f"d{number}", fields, key, 10_000 - key, lot, None, signature)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    commits: list[list[IndexDocument]] = []
    gone: list[set[str]] = []
    number = 0
    for size in draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)):
        gone.append(draw(st.sets(st.integers(0, max(number - 1, 0)).map("d{}".format), max_size=3)))
        added = draw(st.lists(drawn, min_size=size, max_size=size))
        commits.append([document(number + place, one) for place, one in enumerate(added)])
        number += size
    return Corpus(commits, gone)


def large_corpus() -> Corpus:
    """Return a corpus in which most words and values stand in many documents, next to all others."""
    chance = Random(7)

    def sentence() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(0, 8)))

    def composed() -> Drawn:
        fields: dict[str, list[Value]] = {
            "treatment": [sentence()],
            "rationale": [sentence() for _ in range(chance.randint(1, 3))],
            "drug": [*chance.choices(DRUGS, k=2)],
            "decision": [chance.choice(DECISIONS)],
            "age": [chance.randint(0, 4)],
            "decided": [chance.randint(0, 4)],
        }
        return Drawn({name: fields[name] for name in fields if chance.random() < 0.8}, chance.randint(0, 2))

    # Ever smaller commits are not merged, so that deleted documents stay in the files.
    numbers = (range(40), range(40, 60), range(60, 70), range(70, 75))
    commits = [[document(number, composed()) for number in some] for some in numbers]
    return Corpus(commits, [set(), {"d3"}, {"d5", "d41"}, {"d0", "d59", "d69"}])


def opened(name: str, corpus: Corpus, folder: Path) -> Engine:
    module = load_engine(name)
    for added, gone in zip(corpus.commits, corpus.gone, strict=True):
        writer = module.open_writer(folder)
        for digest in sorted(gone):
            writer.delete(digest)
        for document in added:
            writer.add(document)
        writer.commit()
    return module.open_reader(folder)


# Queries

wordy = st.sampled_from(TEXTS + KEYWORDS)
stemmed = st.sampled_from([*WORDS, "norco", "absent"]).map(stem)
stems = st.lists(stemmed, min_size=2, max_size=3).map(tuple)
weight = st.sampled_from([0.5, 1.0, 3.0])
bound = st.none() | number
leaves = (
    st.builds(Term, wordy, stemmed, weight)
    | st.builds(Phrase, wordy, stems, weight)
    | st.builds(Near, wordy, stems, st.integers(0, 3), weight)
    | st.builds(Prefix, wordy, st.sampled_from(["", "p", "pain", "pains", "ne", "1", "x", "é"]), weight)
    | st.builds(Exactly, st.sampled_from(KEYWORDS), drug | decision | st.sampled_from(["NORCO", "red", "é"]))
    | st.builds(Missing, st.sampled_from(KEYWORDS + NUMBERS))
    | st.builds(Range, st.sampled_from(NUMBERS), bound, bound)
    | st.just(Everything())
)
clauses: st.SearchStrategy[Clause] = st.recursive(
    leaves,
    lambda parts: (
        st.builds(AllOf, st.lists(parts, max_size=4).map(tuple))
        | st.builds(AnyOf, st.lists(parts, max_size=4).map(tuple))
        | st.builds(BestOf, st.lists(parts, max_size=3).map(tuple))
        | st.builds(AtLeast, st.integers(1, 4), st.lists(parts, max_size=4).map(tuple))
        | st.builds(Prefer, parts, st.lists(parts, max_size=2).map(tuple))
        | st.builds(Not, parts)
    ),
    max_leaves=10,
)
queries = st.builds(
    Query,
    clauses,
    st.lists(st.builds(FacetQuery, st.sampled_from(("drug", "decision", "age")), clauses), max_size=3, unique_by=lambda facet: facet.field).map(tuple),
    st.sampled_from(["relevance", "newest", "oldest", "lot"]),
    offset=st.integers(0, 5),
    limit=st.integers(0, 20),
)  # fmt: skip


def check(engine: Engine, query: Query, there: list[IndexDocument]) -> None:
    found = {document.id: document for document in there if holds(document, query.where)}
    answer = engine.search(query)
    assert answer.total == len(found)
    every = engine.search(Query(query.where, limit=100)).hits
    signatures = {(stored := engine.read(hit.document)).id: Signature(hit.sketch, stored.hashes) for hit in every}
    assert signatures == {name: one.signature for name, one in found.items()}
    hits = [engine.read(hit.document).id for hit in answer.hits]
    assert len(hits) == len(set(hits)) == max(0, min(query.limit, len(found) - query.offset))
    if query.sort == "relevance":
        assert set(hits) <= set(found)
    else:
        keys = {name: {"newest": -one.newest, "oldest": one.oldest, "lot": one.lot} for name, one in found.items()}
        assert hits == sorted(found, key=lambda one: keys[one][query.sort])[query.offset : query.offset + query.limit]
    for facet in query.facets:
        counting = [document for document in there if holds(document, facet.where)]
        assert answer.counts[facet.field] == counted(counting, facet.field)
        assert engine.letters(facet.field, facet.where) == counted_letters(counting, facet.field)


def vocabulary(there: list[IndexDocument], field: str) -> Iterator[tuple[str, int]]:
    stems = Counter(found for document in there for found in {stem(word) for _, word in words(document, field)})
    return iter(sorted(stems.items()))


@pytest.fixture(scope="module", params=ENGINES)
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = opened(request.param, large_corpus(), tmp_path_factory.mktemp("large"))
    yield engine
    engine.close()


THERE = large_corpus().there()


@settings(max_examples=500)
@given(query=queries)
def test_any_question_to_a_large_corpus_is_answered_truly(large: Engine, query: Query) -> None:
    check(large, query, THERE)


@settings(max_examples=500)
@given(clause=leaves)
def test_any_part_of_a_question_to_a_large_corpus_is_answered_truly(large: Engine, clause: Clause) -> None:
    check(large, Query(clause, (FacetQuery("drug", clause),)), THERE)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(corpora(), st.lists(queries, min_size=4, max_size=12))
def test_any_corpus_is_kept_and_asked_alike(
    tmp_path_factory: pytest.TempPathFactory, corpus: Corpus, asked: list[Query]
) -> None:
    there = corpus.there()
    for name in ENGINES:
        engine = opened(name, corpus, tmp_path_factory.mktemp(name))
        for query in asked:
            check(engine, query, there)
        for field in TEXTS:
            assert sorted(engine.terms(field)) == list(vocabulary(there, field))
        assert dict(engine.terms("digest")) == {document.digest: 1 for document in there}
        engine.close()
