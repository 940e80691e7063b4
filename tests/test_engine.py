"""The contract of an engine, written against the interface alone; every engine runs all of it."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from corpus.determination import Decision, Determination, Issue, Passage, Patient, Reviewer
from corpus.errors import IndexDamaged
from index.document import documents
from index.engine import ENGINES, Engine, EngineModule, load_engine
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


def _passage(text: str) -> Passage:
    return Passage(text, 0, len(text))


def _issue(k: int, treatment: str, decision: Decision | None, rationale: str) -> Issue:
    return Issue(k, _passage(treatment), decision, _passage("MTUS."), _passage("ODG."), _passage(rationale), 1)


LETTERS = (
    Determination(
        "CM16-9000001", "a.pdf", "a" * 32, "E", "CM16-9000001", decision_date=date(2016, 12, 9),
        reviewer=Reviewer(("California", "North Carolina"), ("Family Practice",)), patient=Patient(48, "male"),
        summary=_passage("Chronic pain of the lower back."),
        issues=(
            _issue(1, "Norco 10/325mg #60", "upheld", "No functional improvement is documented."),
            _issue(2, "MRI of the lumbar spine", "overturned", "A red flag was found; the pain is severe."),
        ),
    ),
    Determination(
        "CM17-9000002", "b.pdf", "b" * 32, "E", "CM17-9000002", decision_date=date(2017, 2, 1),
        reviewer=Reviewer(("Texas",), ("Family Practice", "Pain Management")), patient=Patient(61, "female"),
        summary=_passage("Neck pain after a fall."),
        issues=(_issue(1, "Physical therapy, six visits", "upheld", "Flags of red were seen. Improvements are functional."),),
    ),
    Determination(
        "CM17-9000003", "c.pdf", "c" * 32, "D", "CM17-9000003", decision_date=date(2017, 2, 1),
        summary=_passage("Wrist pain."),
        issues=(_issue(1, "Wrist brace", None, "The brace is needed."),),
    ),
    Determination("note", "note.txt", "d" * 32, "unrecognised", text="A note on norco and medication."),
)  # fmt: skip
NORCO, MRI, THERAPY, BRACE, NOTE = "CM16-9000001#1", "CM16-9000001#2", "CM17-9000002#1", "CM17-9000003#1", "note#0"
EVERY = {NORCO, MRI, THERAPY, BRACE, NOTE}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    module = load_engine(request.param)
    folder = tmp_path_factory.mktemp("engine")
    writer = module.open_writer(folder)
    for letter in LETTERS:
        for document in documents(letter):
            writer.add(document)
    writer.commit()
    opened = module.open_reader(folder)
    yield opened
    opened.close()


def found(engine: Engine, clause: Clause) -> set[str]:
    answer = engine.search(Query(clause, limit=100))
    assert answer.total == len(answer.hits)
    return {hit.id for hit in answer.hits}


@pytest.mark.parametrize(
    ("clause", "ids"),
    [
        (Everything(), EVERY),
        (Term("treatment", "norco"), {NORCO}),
        (Term("text", "norco"), {NOTE}),
        (Term("rationale", "norco"), set()),
        (Term("rationale", "improv"), {NORCO, THERAPY}),
        (Term("summary", "pain"), EVERY - {NOTE}),
        (Term("guideline", "odg"), EVERY - {NOTE}),
        (Phrase("rationale", ("red", "flag")), {MRI}),
        (Phrase("rationale", ("flag", "red")), set()),
        (Phrase("treatment", ("10", "325mg")), {NORCO}),
        (Prefix("treatment", "lumb"), {MRI}),
        (Prefix("text", "medicati"), {NOTE}),
        (Prefix("text", "medications"), set()),
        (Prefix("rationale", "improvement"), {NORCO, THERAPY}),
        (Prefix("rationale", "improvements"), {THERAPY}),
        (Prefix("specialty", "manage"), {THERAPY}),
        (Prefix("treatment", ""), EVERY - {NOTE}),
        (Term("specialty", "famili"), {NORCO, MRI, THERAPY}),
        (Phrase("state", ("north", "carolina")), {NORCO, MRI}),
        (Exactly("specialty", "Pain Management"), {THERAPY}),
        (Exactly("specialty", "pain management"), {THERAPY}),
        (Exactly("specialty", "Pain"), set()),
        (Near("rationale", ("flag", "red"), 0), {MRI}),
        (Near("rationale", ("flag", "red"), 1), {MRI, THERAPY}),
        (Near("rationale", ("red", "flag", "found"), 1), {MRI}),
        (Near("rationale", ("flag", "flag"), 0), {MRI, THERAPY}),
        (Near("state", ("california", "north"), 0), set()),
        (Exactly("decision", "upheld"), {NORCO, THERAPY}),
        (Missing("decision"), {BRACE, NOTE}),
        (Missing("age"), {BRACE, NOTE}),
        (Missing("decided"), {NOTE}),
        (Missing("case"), {NOTE}),
        (Range("age", 50, None), {THERAPY}),
        (Range("age", None, 50), {NORCO, MRI}),
        (Range("age", None, None), {NORCO, MRI, THERAPY}),
        (Range("year", 2016, 2016), {NORCO, MRI}),
        (Range("year", 2016, 2017), EVERY - {NOTE}),
        (Range("decided", 20161209, 20161209), {NORCO, MRI}),
        (Range("decided", 20161210, None), {THERAPY, BRACE}),
        (AllOf((Term("summary", "pain"), Term("rationale", "improv"))), {NORCO, THERAPY}),
        (AllOf((Term("summary", "pain"), Not(Term("summary", "neck")))), {NORCO, MRI, BRACE}),
        (AnyOf((Term("text", "norco"), Term("summary", "wrist"))), {NOTE, BRACE}),
        (AnyOf((Term("text", "norco"), Not(Term("summary", "pain")))), {NOTE}),
        (AnyOf(()), set()),
        (BestOf((Term("treatment", "norco"), Term("text", "norco"))), {NORCO, NOTE}),
        (Not(Term("summary", "pain")), {NOTE}),
        (Not(Not(Term("summary", "pain"))), EVERY - {NOTE}),
        (AllOf((Not(Term("summary", "neck")), Not(Term("summary", "wrist")))), {NORCO, MRI, NOTE}),
        (AllOf((AnyOf((Term("treatment", "norco"), Term("treatment", "mri"))), Exactly("decision", "overturned"))), {MRI}),
    ],
)  # fmt: skip
def test_a_clause_finds(engine: Engine, clause: Clause, ids: set[str]) -> None:
    assert found(engine, clause) == ids


def test_a_rarer_word_and_a_heavier_field_rank_higher(engine: Engine) -> None:
    hits = engine.search(Query(AnyOf((Term("summary", "pain"), Term("summary", "neck"))))).hits
    assert hits[0].id == THERAPY
    assert hits[0].score > hits[1].score > 0
    light, heavy = Term("treatment", "norco"), Term("treatment", "norco", 5.0)
    assert engine.search(Query(heavy)).hits[0].score > engine.search(Query(light)).hits[0].score


def test_filters_do_not_score(engine: Engine) -> None:
    bare = engine.search(Query(Term("treatment", "norco"))).hits
    filtered = engine.search(
        Query(AllOf((Term("treatment", "norco"), Exactly("decision", "upheld"), Range("age", 1, 99))))
    ).hits
    assert [hit.score for hit in filtered] == pytest.approx([hit.score for hit in bare])


def test_sorting_by_date_breaks_ties_and_puts_nulls_last(engine: Engine) -> None:
    newest = engine.search(Query(Everything(), sort="newest")).hits
    assert [hit.id for hit in newest] == [BRACE, THERAPY, NORCO, MRI, NOTE]
    oldest = engine.search(Query(Everything(), sort="oldest")).hits
    assert [hit.id for hit in oldest] == [NORCO, MRI, THERAPY, BRACE, NOTE]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_join_to_the_whole(engine: Engine, sort: str) -> None:
    whole = engine.search(Query(Everything(), sort=sort, limit=100)).hits  # type: ignore[arg-type]
    pages = [engine.search(Query(Everything(), sort=sort, offset=n, limit=2)).hits for n in range(0, 8, 2)]  # type: ignore[arg-type]
    assert tuple(hit for page in pages for hit in page) == whole


@pytest.mark.parametrize(("offset", "limit"), [(0, 0), (100, 10), (99_999_999_999, 10), (10**30, 10), (0, 10**9)])
def test_the_total_does_not_depend_on_the_page(engine: Engine, offset: int, limit: int) -> None:
    answer = engine.search(Query(Everything(), offset=offset, limit=limit))
    assert answer.total == len(EVERY)
    assert len(answer.hits) == (len(EVERY) if limit > 10 else 0)


def test_facets_count_every_value_and_what_has_none(engine: Engine) -> None:
    upheld = Exactly("decision", "upheld")
    facets = tuple(FacetQuery(name, Everything()) for name in ("decision", "specialty", "year", "age"))
    counts = engine.search(Query(upheld, (*facets, FacetQuery("state", upheld)))).counts
    assert counts == {
        "decision": {"upheld": 2, "overturned": 1, None: 2},
        "specialty": {"Family Practice": 3, "Pain Management": 1, None: 2},
        "year": {2016: 2, 2017: 2, None: 1},
        "age": {48: 2, 61: 1, None: 2},
        "state": {"California": 1, "North Carolina": 1, "Texas": 1},
    }


def test_letters_come_back_as_they_were(engine: Engine) -> None:
    for letter in LETTERS:
        assert engine.fetch(letter.letter) == letter
    assert engine.fetch("CM99-9999999") is None


def test_terms_are_counted_by_issue(engine: Engine) -> None:
    assert dict(engine.terms("treatment", "mri")) == {"mri": 1}
    assert dict(engine.terms("summary", "pa")) == {"pain": 4}
    assert dict(engine.terms("letter", "CM16")) == {"CM16-9000001": 2}
    assert {digest for digest, _ in engine.terms("digest")} == {letter.digest for letter in LETTERS}


@pytest.mark.parametrize("name", ENGINES)
def test_a_letter_can_be_taken_out_and_put_back(name: str, tmp_path: Path) -> None:
    module = load_engine(name)
    for letters, removed in (((LETTERS[0], LETTERS[1]), ()), ((LETTERS[2],), ("a" * 32,))):
        writer = module.open_writer(tmp_path)
        for digest in removed:
            writer.delete(digest)
        for document in (document for letter in letters for document in documents(letter)):
            writer.add(document)
        writer.commit()
    reader = module.open_reader(tmp_path)
    assert found(reader, Everything()) == {THERAPY, BRACE}
    assert reader.fetch("CM16-9000001") is None
    assert {letter for letter, _ in reader.terms("letter")} == {"CM17-9000002", "CM17-9000003"}
    reader.close()


@pytest.mark.parametrize("name", ENGINES)
def test_what_is_not_committed_is_not_there(name: str, tmp_path: Path) -> None:
    module = load_engine(name)
    module.open_writer(tmp_path).commit()
    writer = module.open_writer(tmp_path)
    for document in documents(LETTERS[0]):
        writer.add(document)
    reader = module.open_reader(tmp_path)
    assert found(reader, Everything()) == set()
    reader.close()
    writer.discard()
    reader = module.open_reader(tmp_path)
    assert found(reader, Everything()) == set()
    reader.close()


@pytest.mark.parametrize("name", ENGINES)
def test_a_letter_can_be_replaced_in_one_writing(name: str, tmp_path: Path) -> None:
    module = load_engine(name)
    for letters in (LETTERS, [replace(LETTERS[0], letter="other")]):
        writer = module.open_writer(tmp_path)
        writer.delete("a" * 32)
        for document in (document for letter in letters for document in documents(letter)):
            writer.add(document)
        writer.commit()
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Everything()) == {"other#1", "other#2", THERAPY, BRACE, NOTE}
        assert dict(reader.terms("digest"))["a" * 32] == 2
        assert reader.fetch("other") == replace(LETTERS[0], letter="other")


@pytest.fixture(params=ENGINES)
def committed(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[EngineModule, Path]:
    """A committed index, and the engine that wrote it."""
    module = load_engine(request.param)
    (tmp_path / "index").mkdir()
    writer = module.open_writer(tmp_path / "index")
    for document in (document for letter in LETTERS for document in documents(letter)):
        writer.add(document)
    writer.commit()
    return module, tmp_path / "index"


def test_a_reader_keeps_what_it_opened(committed: tuple[EngineModule, Path]) -> None:
    module, folder = committed
    with closing(module.open_reader(folder)) as before:
        writer = module.open_writer(folder)
        writer.delete("a" * 32)
        writer.commit()
        assert found(before, Everything()) == EVERY
        assert before.fetch("CM16-9000001") == LETTERS[0]
        with closing(module.open_reader(folder)) as after:
            assert found(after, Everything()) == {THERAPY, BRACE, NOTE}


def test_what_is_linked_elsewhere_stays_as_it_is(committed: tuple[EngineModule, Path], tmp_path: Path) -> None:
    module, folder = committed
    snapshot = tmp_path / "snapshot"
    snapshot.mkdir()
    for file in folder.iterdir():
        if not file.name.lower().endswith("lock"):
            (snapshot / file.name).hardlink_to(file)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for digest in "abcd":
        writer = module.open_writer(snapshot)
        writer.delete(digest * 32)
        writer.commit()
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    for place, ids in ((folder, EVERY), (snapshot, set())):
        with closing(module.open_reader(place)) as reader:
            assert found(reader, Everything()) == ids


def test_threads_may_share_a_reader(committed: tuple[EngineModule, Path]) -> None:
    module, folder = committed
    with closing(module.open_reader(folder)) as reader, ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(found, reader, Term("summary", "pain")) for _ in range(100)]
        fetched = [threads.submit(reader.fetch, letter.letter) for letter in LETTERS * 10]
        assert all(one.result() == EVERY - {NOTE} for one in asked)
        assert [one.result() for one in fetched] == list(LETTERS * 10)


# Whoosh leaves files open that it could not read.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_damage_is_told_wherever_it_is(committed: tuple[EngineModule, Path], tmp_path: Path) -> None:
    module, folder = committed
    facets = tuple(FacetQuery(name, Everything()) for name in ("decision", "year"))
    told = 0
    for file in (file for file in folder.iterdir() if not file.name.lower().endswith("lock")):
        for keep in (0, 0.5, 0.95):
            broken = tmp_path / f"{file.name}-{keep}"
            shutil.copytree(folder, broken)
            (broken / file.name).write_bytes(file.read_bytes()[: int(file.stat().st_size * keep)])
            try:
                with closing(module.open_reader(broken)) as reader:
                    assert reader.search(Query(AnyOf((Term("summary", "pain"), Everything())), facets)).total == len(
                        EVERY
                    )
                    assert [reader.fetch(letter.letter) for letter in LETTERS] == list(LETTERS)
                    assert dict(reader.terms("summary", "pa")) == {"pain": 4}
            except IndexDamaged as error:
                assert "run `imr index --rebuild`" in str(error)  # noqa: PT017
                told += 1
    assert told


@pytest.mark.parametrize("name", ENGINES)
def test_a_damaged_index_names_the_mend(name: str, tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{broken")
    with pytest.raises(IndexDamaged, match="run `imr index --rebuild`"):
        load_engine(name).open_reader(tmp_path)
