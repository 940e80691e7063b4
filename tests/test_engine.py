"""The contract of an engine, written against the interface alone; every engine runs all of it."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from corpus.determination import Decision, Determination, Issue, Passage, Patient, Reviewer
from corpus.errors import IndexDamaged, IndexUnusable
from index.document import LETTER_NUMBERS, IndexDocument, documents, first_lot
from index.engine import ENGINES, Engine, EngineModule, load_engine
from index.query import (
    AllOf,
    Answer,
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
from index.shingles import Signature


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


def write(module: EngineModule, folder: Path, *letters: Determination, without: Iterable[str] = ()) -> None:
    """Commit letters, and take those of some digests out."""
    writer = module.open_writer(folder)
    for digest in without:
        writer.delete(digest)
    for letter in letters:
        for document in documents(letter):
            writer.add(document)
    writer.commit()


@pytest.fixture(scope="module", params=ENGINES)
def module(request: pytest.FixtureRequest) -> EngineModule:
    return load_engine(request.param)


@pytest.fixture(scope="module")
def engine(module: EngineModule, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    write(module, folder, *LETTERS)
    with closing(module.open_reader(folder)) as opened:
        yield opened


def ids(engine: Engine, answer: Answer) -> list[str]:
    return [engine.read(hit.document).id for hit in answer.hits]


def found(engine: Engine, clause: Clause) -> set[str]:
    answer = engine.search(Query(clause, limit=100))
    assert answer.total == len(answer.hits)
    return set(ids(engine, answer))


def scores(engine: Engine, clause: Clause) -> dict[str, float]:
    return {engine.read(hit.document).id: hit.score for hit in engine.search(Query(clause, limit=100)).hits}


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
        (Phrase("guideline", ("mtus", "odg")), set()),
        (Phrase("state", ("california", "north")), set()),
        (Near("rationale", ("red", "flag"), 0), {MRI}),
        (Near("rationale", ("red", "flag"), 1), {MRI, THERAPY}),
        (Near("rationale", ("flag", "red"), 0), {MRI}),
        (Near("rationale", ("sever", "pain", "flag"), 3), {MRI}),
        (Near("rationale", ("sever", "pain", "flag"), 2), set()),
        (Near("rationale", ("red", "red"), 0), {MRI, THERAPY}),
        (Near("rationale", ("red", "absent"), 50), set()),
        (Near("guideline", ("mtus", "odg"), 0), set()),
        (Near("guideline", ("odg", "mtus"), 1), EVERY - {NOTE}),
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
        (AllOf(()), EVERY),
        (AnyOf(()), set()),
        (BestOf(()), set()),
        (AtLeast(1, ()), set()),
        (AtLeast(1, (Term("summary", "neck"), Term("text", "norco"))), {THERAPY, NOTE}),
        (AtLeast(2, (Term("summary", "pain"), Term("rationale", "improv"), Term("text", "norco"))), {NORCO, THERAPY}),
        (AtLeast(3, (Term("summary", "pain"), Term("rationale", "improv"))), set()),
        (AtLeast(2, (Term("summary", "pain"), Not(Term("rationale", "improv")))), {MRI, BRACE}),
        (Prefer(Term("summary", "pain"), (Term("text", "norco"), Term("rationale", "improv"))), EVERY - {NOTE}),
        (Prefer(Not(Term("summary", "pain")), ()), {NOTE}),
        (BestOf((Term("treatment", "norco"), Term("text", "norco"))), {NORCO, NOTE}),
        (BestOf((Phrase("treatment", ("lumbar", "spine")), Prefix("text", "medic"))), {MRI, NOTE}),
        (Not(Term("summary", "pain")), {NOTE}),
        (Not(Not(Term("summary", "pain"))), EVERY - {NOTE}),
        (AllOf((Not(Term("summary", "neck")), Not(Term("summary", "wrist")))), {NORCO, MRI, NOTE}),
        (AllOf((AnyOf((Term("treatment", "norco"), Term("treatment", "mri"))), Exactly("decision", "overturned"))), {MRI}),
        (Not(AnyOf((Missing("age"), AllOf((Range("age", 50, None), Not(Exactly("sex", "male"))))))), {NORCO, MRI}),
    ],
)  # fmt: skip
def test_a_clause_finds(engine: Engine, clause: Clause, ids: set[str]) -> None:
    assert found(engine, clause) == ids


def test_a_rarer_word_and_a_heavier_field_rank_higher(engine: Engine) -> None:
    answer = engine.search(Query(AnyOf((Term("summary", "pain"), Term("summary", "neck")))))
    assert ids(engine, answer)[0] == THERAPY
    assert answer.hits[0].score > answer.hits[1].score > 0
    light, heavy = Term("treatment", "norco"), Term("treatment", "norco", 5.0)
    assert engine.search(Query(heavy)).hits[0].score > engine.search(Query(light)).hits[0].score


def test_a_word_s_best_field_counts_and_the_others_a_little(engine: Engine) -> None:
    word = (Term("summary", "pain", 5.0), Term("rationale", "pain"))
    best = [max(scores(engine, part).get(MRI, 0.0) for part in word)]
    together = scores(engine, BestOf(word))[MRI]
    assert best[0] < together < scores(engine, AnyOf(word))[MRI]


def test_a_bonus_adds_its_score_and_takes_nothing_away(engine: Engine) -> None:
    part, bonus = Term("summary", "pain"), Term("rationale", "improv")
    alone, added, preferred = (scores(engine, clause) for clause in (part, bonus, Prefer(part, (bonus,))))
    assert preferred == pytest.approx({one: score + added.get(one, 0.0) for one, score in alone.items()})


def test_words_and_stems_are_counted(engine: Engine) -> None:
    counts = dict(engine.words("rationale"))
    assert (counts["improvements"], counts["red"]) == (1, 2)
    assert engine.frequency("rationale", "improv") == 2
    assert engine.frequency("rationale", "norco") == 0
    assert dict(engine.words("specialty"))["management"] == 1


def test_filters_do_not_score(engine: Engine) -> None:
    bare = engine.search(Query(Term("treatment", "norco"))).hits
    filtered = engine.search(
        Query(AllOf((Term("treatment", "norco"), Exactly("decision", "upheld"), Range("age", 1, 99))))
    ).hits
    assert [hit.score for hit in filtered] == pytest.approx([hit.score for hit in bare])


def test_sorting_by_date_breaks_ties_and_puts_nulls_last(engine: Engine) -> None:
    newest = engine.search(Query(Everything(), sort="newest"))
    assert ids(engine, newest) == [BRACE, THERAPY, NORCO, MRI, NOTE]
    oldest = engine.search(Query(Everything(), sort="oldest"))
    assert ids(engine, oldest) == [NORCO, MRI, THERAPY, BRACE, NOTE]


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


def test_very_many_issues_and_values_and_letters_are_counted_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many that only one engine writes them in a second; it counts them in another way than it counts few.
    module = load_engine("tantivy")
    writer = module.open_writer(tmp_path)
    for number in range(6_000):
        fields = {"drug": (f"drug {number}",), "age": (number % 3,), "year": (2016,)}
        lot = first_lot(number // 3 * (LETTER_NUMBERS // 2_000)) + number % 3
        writer.add(IndexDocument(f"{number}#1", f"{number}", f"{number:032}", fields, number, number, lot, None))
    writer.commit()
    monkeypatch.setattr(f"{module.__name__}._MANY_LETTERS", 700)
    facets = tuple(FacetQuery(name, Everything()) for name in ("drug", "age", "year", "state"))
    with closing(module.open_reader(tmp_path)) as reader:
        assert reader.search(Query(Everything(), facets)).counts == {
            "drug": {f"drug {number}": 1 for number in range(6_000)},
            "age": {0: 2_000, 1: 2_000, 2: 2_000},
            "year": {2016: 6_000},
            "state": {None: 6_000},
        }
        assert reader.letters("age", Everything()) == {0: 2_000, 1: 2_000, 2: 2_000}
        assert reader.letters("year", Not(Range("age", 1, 1))) == {2016: 2_000}
        assert reader.letters("year", Range("age", 1, 1)) == {2016: 2_000}
        assert reader.letters("drug", Exactly("drug", "drug 17")) == {"drug 17": 1}
        assert reader.letters("state", Everything()) == {None: 2_000}


def test_letters_are_counted_once_however_many_of_their_issues_match(engine: Engine) -> None:
    assert engine.letters("decision", Everything()) == {"upheld": 2, "overturned": 1, None: 2}
    assert engine.letters("specialty", Everything()) == {"Family Practice": 2, "Pain Management": 1, None: 2}
    assert engine.letters("year", Term("summary", "pain")) == {2016: 1, 2017: 2}
    assert engine.letters("age", Not(Exactly("decision", "upheld"))) == {48: 1, None: 2}
    assert engine.letters("age", Not(Everything())) == {}


def test_the_first_by_lot_are_whole_letters(engine: Engine) -> None:
    drawn = ids(engine, engine.search(Query(Everything(), sort="lot")))
    assert set(drawn) == EVERY
    assert drawn.index(MRI) == drawn.index(NORCO) + 1
    lots = {document.id: document.lot for letter in LETTERS for document in documents(letter)}
    assert drawn == sorted(drawn, key=lots.__getitem__)


def test_signatures_come_back_as_they_were(engine: Engine) -> None:
    of_documents = {document.id: document.signature for letter in LETTERS for document in documents(letter)}
    hits = engine.search(Query(Everything(), sort="newest")).hits
    read = [engine.read(hit.document) for hit in hits]
    assert {one.id: Signature(hit.sketch, one.hashes) for hit, one in zip(hits, read, strict=True)} == of_documents
    assert of_documents[NOTE] == of_documents[BRACE] == Signature() != of_documents[NORCO]


def test_letters_come_back_as_they_were(engine: Engine) -> None:
    for letter in LETTERS:
        assert engine.fetch(letter.letter) == letter
    assert engine.fetch("CM99-9999999") is None


def test_terms_are_counted_by_issue(engine: Engine) -> None:
    assert dict(engine.terms("treatment", "mri")) == {"mri": 1}
    assert dict(engine.terms("summary", "pa")) == {"pain": 4}
    assert dict(engine.terms("letter", "CM16")) == {"CM16-9000001": 2}
    assert {digest for digest, _ in engine.terms("digest")} == {letter.digest for letter in LETTERS}


def test_a_prefix_of_very_many_words_finds_them_all(module: EngineModule, tmp_path: Path) -> None:
    many = " ".join(f"w{number}" for number in range(1_500))
    write(
        module,
        tmp_path,
        replace(LETTERS[3], text=many),
        replace(LETTERS[2], summary=_passage("Wrist; w1499 is not w.")),
    )
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Prefix("text", "w")) == {NOTE}
        assert found(reader, Prefix("summary", "w")) == {BRACE}
        assert found(reader, Prefix("text", "w149")) == {NOTE}
        assert len(reader.terms("text", "w")) == 1_500


def test_terms_start_as_asked(engine: Engine) -> None:
    assert dict(engine.terms("rationale", "f")) == {"flag": 2, "found": 1, "function": 2}
    assert dict(engine.terms("text", "a")) == {"a": 1, "and": 1}
    assert list(engine.terms("rationale", "zz")) == []


@pytest.fixture
def busy_threads() -> Iterator[None]:
    """Let Python's threads take turns hundreds of times as often as they do, as they would in hundreds of times as long."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("busy_threads")
def test_many_can_read_at_once(module: EngineModule, tmp_path: Path) -> None:
    write(module, tmp_path, *LETTERS)
    write(module, tmp_path, without=["b" * 32])
    clauses = [Near("rationale", ("red", "flag"), 1), Prefix("rationale", "f"), Not(Term("summary", "neck")), Phrase("treatment", ("10", "325mg"))]  # fmt: skip
    facets = tuple(FacetQuery(name, Everything()) for name in ("state", "year"))
    with closing(module.open_reader(tmp_path)) as reader:

        def read(clause: Clause) -> tuple[object, ...]:
            terms = [tuple(reader.terms(field)) for field in ("rationale", "letter")]
            return reader.search(Query(clause, facets, "newest")), reader.fetch("CM16-9000001"), terms

        alone = [read(clause) for clause in clauses]
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(read, clauses * 25)) == alone * 25


def test_a_word_longer_than_engines_take_is_left_out_alone(module: EngineModule, tmp_path: Path) -> None:
    # Of two bytes a letter, and no ending that the stemmer would take off
    long, longer = "\u0433" * 32_765, "\u0433" * 32_766
    write(module, tmp_path, replace(LETTERS[3], text=f"norco {long} red {longer} flag"))
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Phrase("text", ("norco", long, "red"))) == {NOTE}
        assert found(reader, Prefix("text", long)) == {NOTE}
        assert found(reader, Term("text", longer)) == found(reader, Prefix("text", longer)) == set()
        assert {word for word, _ in reader.terms("text")} == {"norco", long, "red", "flag"}
        # It keeps its place.
        assert found(reader, Phrase("text", ("red", "flag"))) == set()
        assert found(reader, Near("text", ("red", "flag"), 1)) == {NOTE}


def test_a_letter_can_be_taken_out_and_put_back(module: EngineModule, tmp_path: Path) -> None:
    write(module, tmp_path, LETTERS[0], LETTERS[1])
    write(module, tmp_path, LETTERS[2], without=["a" * 32, "e" * 32])
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Everything()) == {THERAPY, BRACE}
        assert found(reader, Prefix("treatment", "nor")) == set()
        assert found(reader, Missing("age")) == {BRACE}
        assert reader.fetch("CM16-9000001") is None
        assert {letter for letter, _ in reader.terms("letter")} == {"CM17-9000002", "CM17-9000003"}
        assert "norco" not in dict(reader.terms("treatment"))
        assert dict(reader.terms("summary", "pain")) == {"pain": 2}
        counts = reader.search(Query(Everything(), (FacetQuery("decision", Everything()),))).counts
        assert counts == {"decision": {"upheld": 1, None: 1}}
    # Given again under another id, it is what was given.
    moved = replace(LETTERS[0], letter="moved")
    write(module, tmp_path, moved, without=["b" * 32])
    with closing(module.open_reader(tmp_path)) as reader:
        assert reader.fetch("moved") == moved
        assert found(reader, Everything()) == {"moved#1", "moved#2", BRACE}


def test_all_letters_can_be_taken_out(module: EngineModule, tmp_path: Path) -> None:
    write(module, tmp_path, LETTERS[0])
    write(module, tmp_path, without=["a" * 32])
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Everything()) == set()
        assert reader.search(Query(Everything(), (FacetQuery("year", Everything()),))).counts == {"year": {}}
        assert list(reader.terms("rationale")) == list(reader.terms("digest")) == []
    write(module, tmp_path, LETTERS[0])
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Everything()) == {NORCO, MRI}


def test_what_is_not_committed_is_not_there(module: EngineModule, tmp_path: Path) -> None:
    write(module, tmp_path, LETTERS[1])
    writer = module.open_writer(tmp_path)
    writer.delete("b" * 32)
    for document in documents(LETTERS[0]):
        writer.add(document)
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Everything()) == {THERAPY}
    writer.discard()
    writer.discard()
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Everything()) == {THERAPY}
    write(module, tmp_path, LETTERS[2])
    with closing(module.open_reader(tmp_path)) as reader:
        assert found(reader, Everything()) == {THERAPY, BRACE}


def test_one_writes_at_a_time(module: EngineModule, tmp_path: Path) -> None:
    writer = module.open_writer(tmp_path)
    with pytest.raises(IndexUnusable, match="can't be written"):
        module.open_writer(tmp_path)
    writer.commit()
    write(module, tmp_path, LETTERS[0])


def test_a_folder_that_is_none_can_not_be_written(module: EngineModule, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "nowhere"):
        with pytest.raises(IndexUnusable):
            module.open_writer(folder)


def contents(folder: Path) -> dict[str, str]:
    """Return the files that belong to an index, by what is in them."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if not path.name.lower().endswith("lock")
    }


def link(folder: Path, to: Path) -> Path:
    """Return a folder of links to the files of an index, in which it can be written further."""
    to.mkdir()
    for name in contents(folder):
        (to / name).hardlink_to(folder / name)
    return to


def test_a_commit_is_a_snapshot(module: EngineModule, tmp_path: Path) -> None:
    (tmp_path / "0").mkdir()
    write(module, tmp_path / "0", LETTERS[0])
    readers = [module.open_reader(tmp_path / "0")]
    kept = [contents(tmp_path / "0")]
    for number, letter in enumerate(LETTERS[1:], 1):
        folder = link(tmp_path / str(number - 1), tmp_path / str(number))
        write(module, folder, letter)
        readers.append(module.open_reader(folder))
        kept.append(contents(folder))
    assert [contents(tmp_path / str(number)) for number in range(4)] == kept
    for path in sorted(tmp_path.rglob("*")):
        path.unlink() if path.is_file() else None
    for number, reader in enumerate(readers, 1):
        assert {letter for letter, _ in reader.terms("letter")} == {letter.letter for letter in LETTERS[:number]}
        assert all(reader.fetch(letter.letter) == letter for letter in LETTERS[:number])
        assert found(reader, Prefix("summary", "")) <= EVERY
        reader.close()


def test_many_small_runs_leave_no_files(module: EngineModule, tmp_path: Path) -> None:
    folder = tmp_path / "0"
    folder.mkdir()
    made: set[str] = set()
    for number in range(40):
        letter = replace(LETTERS[0], letter=f"L{number}", digest=f"{number:032}")
        write(module, folder, letter, without=[f"{number - 10:032}"])
        made |= contents(folder).keys()
        folder = link(folder, tmp_path / str(number + 1))
    with closing(module.open_reader(folder)) as reader:
        assert found(reader, Term("treatment", "norco")) == {f"L{number}#1" for number in range(30, 40)}
    # Unmerged, every second file would still be there.
    assert len(contents(folder)) < len(made) / 5


def test_a_small_run_leaves_large_files_alone(module: EngineModule, tmp_path: Path) -> None:
    long = replace(LETTERS[3], text=" ".join(map(str, range(9_999))))
    write(module, tmp_path, long, *(replace(LETTERS[0], letter=f"L{n}", digest=f"{n:032}") for n in range(20)))
    before = contents(tmp_path)
    largest = max(before, key=lambda name: (tmp_path / name).stat().st_size)
    write(module, tmp_path, LETTERS[1], without=[f"{7:032}"])
    assert contents(tmp_path)[largest] == before[largest]


def test_an_index_that_may_not_be_written_can_be_searched(module: EngineModule, tmp_path: Path) -> None:
    write(module, tmp_path, LETTERS[0])
    tmp_path.chmod(0o555)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("this user may write everywhere")
        with closing(module.open_reader(tmp_path)) as reader:
            assert found(reader, Everything()) == {NORCO, MRI}
    finally:
        tmp_path.chmod(0o755)


def test_an_index_that_is_none_names_the_mend(module: EngineModule, tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{broken")
    (tmp_path / "checksums.json").write_text("{broken")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexDamaged, match="run `imr index --rebuild`"):
            module.open_reader(folder)


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "remove"])
def test_whatever_is_damaged_nothing_else_is_raised(module: EngineModule, damage: str, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    write(module, tmp_path / "whole", *LETTERS)
    for name in contents(tmp_path / "whole"):
        folder = link(tmp_path / "whole", tmp_path / f"without-{name}")
        data = bytearray((folder / name).read_bytes())
        middle = slice(len(data) // 4, len(data) // 2)
        data[middle] = bytes(byte ^ 0xA5 for byte in data[middle])
        (folder / name).unlink()
        if damage != "remove":
            (folder / name).write_bytes({"flip": bytes(data), "cut": data[: len(data) // 2], "empty": b""}[damage])
        with suppress(IndexDamaged), closing(module.open_reader(folder)) as reader:
            answer = reader.search(Query(Phrase("rationale", ("red", "flag")), (FacetQuery("state", Everything()),)))
            ids(reader, answer)
            for letter, _ in reader.terms("letter"):
                reader.fetch(letter)


@pytest.mark.parametrize("name", ENGINES)
def test_only_the_engine_asked_for_is_loaded(name: str) -> None:
    others = sorted({*ENGINES} - {name})
    code = f"import sys, index.build, index.store; index.build.load_engine({name!r}); sys.exit(any(o in sys.modules for o in {others}))"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0
