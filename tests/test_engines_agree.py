"""Engines answer alike, and as plain Python does that looks at every document: composed corpora, composed queries."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.determination import About, BodyPart, Determination, Finding, Issue, Passage, Patient, Reviewer
from index.analysis import tokenize
from index.document import IndexDocument, documents
from index.engine import ENGINES, Engine, load_engine
from index.fields import FACETS, Value
from index.query import (
    AllOf,
    AnyOf,
    BestOf,
    Clause,
    Everything,
    Exactly,
    FacetQuery,
    Missing,
    Near,
    Not,
    Phrase,
    Prefix,
    Query,
    Range,
    Term,
)

WORDS = ("pain", "pains", "norco", "10/325mg", "medication", "medical", "L5-S1", "café", "the")
STEMS = sorted({token.stem for word in WORDS for token in tokenize(word)})
TEXT_FIELDS = ("treatment", "rationale", "summary", "guideline", "text")
KEYWORDS = {
    "decision": ("upheld", "overturned"),
    "state": ("California", "North Carolina", "pain"),
    "diagnosis": ("low back pain", "neck pain", "medical"),
    "body": ("left knee", "knee", "right knee", "wrist"),
    "sex": ("male", "female"),
}
NUMBERS = {"age": (18, 40, 41), "year": (2015, 2016), "decided": (20150301, 20161231, 20160101)}


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


def findings(values: tuple[str, ...]) -> st.SearchStrategy[tuple[Finding, ...]]:
    return some(values).map(lambda names: tuple(Finding(name, 0, 1) for name in names))


PASSAGES = st.none() | st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(
    lambda words: Passage(" ".join(words), 0, 9)
)
PARTS = st.lists(
    st.builds(BodyPart, st.sampled_from(["knee", "wrist"]), st.sampled_from([None, "left", "right", "bilateral"]),
              st.just(()), st.just(0), st.just(1)),
    max_size=2,
).map(tuple)  # fmt: skip
ISSUES = st.builds(
    Issue, st.just(0), PASSAGES, st.sampled_from([None, "upheld", "overturned"]), PASSAGES, PASSAGES, PASSAGES, st.none(),
    st.builds(About, body_parts=PARTS, diagnoses=findings(KEYWORDS["diagnosis"])),
)  # fmt: skip
DATES = st.none() | st.sampled_from([date(2015, 3, 1), date(2016, 1, 1), date(2016, 12, 31)])
LETTERS = st.builds(
    Determination, st.just(""), st.just("s"), st.just(""), st.just("E"),
    decision_date=DATES,
    reviewer=some(KEYWORDS["state"]).map(Reviewer),
    patient=st.builds(Patient, st.none() | st.sampled_from(NUMBERS["age"]), st.sampled_from([None, "male", "female"])),
    summary=PASSAGES,
    issues=st.lists(ISSUES, min_size=1, max_size=3).map(tuple),
) | st.builds(
    Determination, st.just(""), st.just("s"), st.just(""), st.just("unrecognised"),
    text=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
)  # fmt: skip

WEIGHTS = st.sampled_from([1.0, 2.5])
FIELD = st.sampled_from([*TEXT_FIELDS, "diagnosis", "state"])
STEM = st.sampled_from(STEMS)
CHAINS = st.lists(STEM, min_size=2, max_size=3).map(tuple)
BOUNDS = {
    name: st.none() | st.sampled_from([*values, min(values) - 1, max(values) + 1]) for name, values in NUMBERS.items()
}
LEAVES = st.one_of(
    st.builds(Term, FIELD, STEM, WEIGHTS),
    st.builds(Phrase, FIELD, CHAINS, WEIGHTS),
    st.builds(Near, FIELD, CHAINS, st.integers(0, 4), WEIGHTS),
    st.builds(
        Prefix, FIELD, st.sampled_from(["", "m", "medi", "medica", "medical", "pains", "caf", "l5", "x"]), WEIGHTS
    ),
    st.sampled_from(
        [Exactly(field, value.upper()) for field, values in KEYWORDS.items() for value in (*values, "none")]
    ),
    st.sampled_from([Missing(field) for field in (*KEYWORDS, *NUMBERS)]),
    *(st.builds(Range, st.just(name), bound, bound) for name, bound in BOUNDS.items()),
    st.just(Everything()),
)
CLAUSES: st.SearchStrategy[Clause] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: BestOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


def stems_of(document: IndexDocument, field: str) -> list[str | None]:
    """Return the stems of a field in order, None between its values."""
    found: list[str | None] = []
    for value in document.fields.get(field, ()):
        found += [*(token.stem for token in tokenize(str(value))), None]
    return found


def is_near(stems: list[str | None], one: str, other: str, within: int) -> bool:
    places = [[at for at, stem in enumerate(stems) if stem == wanted] for wanted in (one, other)]
    return any(0 < abs(first - second) <= within + 1 for first in places[0] for second in places[1])


def matches(clause: Clause, document: IndexDocument) -> bool:
    """Tell whether a document matches, by looking at it."""
    match clause:
        case Term(field, stem, _):
            return stem in stems_of(document, field)
        case Phrase(field, stems, _):
            there = stems_of(document, field)
            return any(tuple(there[at : at + len(stems)]) == stems for at in range(len(there)))
        case Near(field, stems, within, _):
            there = stems_of(document, field)
            return set(stems) <= set(there) and all(
                one == other or is_near(there, one, other, within) for one, other in pairwise(stems)
            )
        case Prefix(field, start, _):
            words = [token.word for value in document.fields.get(field, ()) for token in tokenize(str(value))]
            return any(word.startswith(start) for word in words)
        case Exactly(field, value):
            return any(str(one).lower() == value.lower() for one in document.fields.get(field, ()))
        case Missing(field):
            return not document.fields.get(field)
        case Range(field, low, high):
            return any(
                (low is None or int(one) >= low) and (high is None or int(one) <= high)
                for one in document.fields.get(field, ())
            )
        case AllOf(parts):
            return all(matches(part, document) for part in parts)
        case AnyOf(parts) | BestOf(parts):
            return any(matches(part, document) for part in parts)
        case Not(part):
            return not matches(part, document)
        case Everything():
            return True


@contextmanager
def written(letters: list[Determination], *, batches: int) -> Iterator[list[Engine]]:
    """Write letters with every engine, in some commits, and take the first of each commit but the last out again."""
    with TemporaryDirectory() as folder:
        engines = []
        for name in ENGINES:
            module, place = load_engine(name), Path(folder, name)
            place.mkdir()
            for number in range(batches):
                writer = module.open_writer(place)
                for letter in letters[number::batches]:
                    for document in documents(letter):
                        writer.add(document)
                for letter in letters[number - 1 :: batches][:1] if number else ():
                    writer.delete(letter.digest)
                writer.commit()
            engines.append(module.open_reader(place))
        try:
            yield engines
        finally:
            for engine in engines:
                engine.close()


def numbered(letters: list[Determination]) -> list[Determination]:
    return [
        Determination(**{
            **{name: getattr(letter, name) for name in letter.__struct_fields__},
            "letter": f"CM16-{9_000_000 + number}", "digest": f"{number:032x}",
            "issues": tuple(
                Issue(**{**{name: getattr(issue, name) for name in issue.__struct_fields__}, "k": k})
                for k, issue in enumerate(letter.issues, start=1)
            ),
        })
        for number, letter in enumerate(letters)
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(LETTERS, min_size=1, max_size=6).map(numbered),
    st.integers(1, 2),
    st.lists(CLAUSES, min_size=8, max_size=8),
)
def test_all_engines_find_and_count_what_is_there(
    letters: list[Determination], batches: int, clauses: list[Clause]
) -> None:
    kept = [letter for letter in letters if batches == 1 or letter is not letters[0]]
    there = [document for letter in kept for document in documents(letter)]
    with written(letters, batches=batches) as engines:
        for clause in clauses:
            found = [document for document in there if matches(clause, document)]
            facets = tuple(FacetQuery(facet.name, clause) for facet in FACETS)
            for sort in ("relevance", "newest", "oldest"):
                for engine in engines:
                    answer = engine.search(Query(clause, facets, sort, limit=50))  # type: ignore[arg-type]
                    assert answer.total == len(found)
                    assert {hit.id for hit in answer.hits} == {document.id for document in found}
                    if sort != "relevance":
                        ordered = sorted(found, key=lambda one: -one.newest if sort == "newest" else one.oldest)
                        assert [hit.id for hit in answer.hits] == [document.id for document in ordered]
                    for facet in FACETS:
                        assert dict(answer.counts[facet.name]) == counted(found, facet.name)


def counted(found: list[IndexDocument], field: str) -> dict[Value | None, int]:
    return dict(Counter(value for document in found for value in document.fields.get(field, (None,))))


@settings(max_examples=20, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=6).map(numbered), st.integers(1, 2))
def test_all_engines_have_the_same_terms_and_letters(letters: list[Determination], batches: int) -> None:
    with written(letters, batches=batches) as engines:
        for field in (*TEXT_FIELDS, "state", "letter", "digest"):
            for prefix in ("", "p", "CM16-900000", "medic"):
                told = [dict(engine.terms(field, prefix)) for engine in engines]
                assert all(one == told[0] for one in told), (field, prefix)
        for letter in letters:
            fetched = [engine.fetch(letter.letter) for engine in engines]
            assert fetched in ([letter] * len(engines), [None] * len(engines))


def test_a_closed_engine_lets_go_of_its_folder(tmp_path: Path) -> None:
    for name in ENGINES:
        (tmp_path / name).mkdir()
        load_engine(name).open_writer(tmp_path / name).commit()
        with closing(load_engine(name).open_reader(tmp_path / name)) as engine:
            assert engine.search(Query(Everything())).total == 0
