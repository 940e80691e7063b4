"""Whole runs of the build over small folders of composed letters."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from corpus.composer import compose, write_folder
from corpus.errors import (
    IndexAbsent,
    IndexDamaged,
    IndexEngineMismatch,
    IndexLocked,
    IndexUnusable,
    IndexVersionMismatch,
)
from index.analysis import tokenize
from index.build import Options, build
from index.check import check
from index.engine import ENGINES, Engine
from index.query import Everything, FacetQuery, Phrase, Query
from index.report import Report
from index.store import Stamp, open_index, read_stamp, writing


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of six composed letters, all text."""
    write_folder(compose(6, seed=3), tmp_path / "letters", pdf_every=0)
    return tmp_path / "letters"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "imr-index"


@contextmanager
def opened(folder: Path) -> Iterator[Engine]:
    with closing(open_index(folder)) as engine:
        yield engine


def letters(folder: Path) -> set[str]:
    with opened(folder) as engine:
        return {letter for letter, _ in engine.terms("letter")}


def changes(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def test_a_first_run_adds_all_it_finds(source: Path, folder: Path) -> None:
    (source / "notes.md").write_text("not a letter")
    (source / "plain.txt").write_text("A note about a knee.")
    (source / "scan.pdf").write_bytes(b"%PDF-broken")
    progress: list[tuple[int, int, int]] = []
    report = build(folder, [source], progress=lambda *told: progress.append(told))
    assert changes(report) == (7, 0, 0, 0)
    assert report.letters == 7
    assert report.others == 1
    assert report.unrecognised == [str(source / "plain.txt")]
    assert [failure.source for failure in report.failed] == [str(source / "scan.pdf")]
    size = sum(path.stat().st_size for path in source.iterdir() if path.suffix != ".md")
    assert progress[-1] == (size, size, 7)
    assert report.bytes == sum(file.stat().st_size for file in (folder / "generations").rglob("*") if file.is_file())
    with opened(folder) as engine:
        composed = sum(len(letter.issues) for letter in compose(6, seed=3))
        assert report.issues == composed
        assert engine.search(Query(Everything())).total == composed + 1


def test_an_engine_holds_the_tokens_that_are_looked_for(index_folder: Path) -> None:
    with opened(index_folder) as engine:
        found = [engine.fetch(letter) for letter, _ in engine.terms("letter")]
        texts = [issue.rationale.text for letter in found if letter for issue in letter.issues if issue.rationale]
        assert {term for term, _ in engine.terms("rationale")} == {
            token.stem for text in texts for token in tokenize(text)
        }


def test_a_second_run_tells_what_changed(source: Path, folder: Path) -> None:
    build(folder, [source])
    first, second, *_ = sorted(source.glob("*.txt"))
    first.unlink()
    second.write_text(second.read_text().replace("Decision rationale:", "Decision rationale: Changed."))
    (source / "new.txt").write_text("A note.")
    assert changes(build(folder, [source])) == (1, 1, 1, 4)
    assert changes(build(folder, [])) == (0, 0, 0, 6)
    assert first.stem not in letters(folder)


def test_other_sources_of_earlier_runs_stay(source: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_folder(compose(3, seed=3, first=6), other, pdf_every=0)
    build(folder, [source])
    assert changes(build(folder, [other])) == (3, 0, 0, 6)
    # A source that is gone removes nothing and is a failure, named or remembered.
    source.rename(tmp_path / "elsewhere")
    for named in ([source], []):
        report = build(folder, named)
        assert report.failed[0].source == str(source)
        assert changes(report) == (0, 0, 0, 9)


def test_a_letter_that_can_no_longer_be_read_stays_as_it_was(source: Path, folder: Path) -> None:
    build(folder, [source])
    broken = min(source.glob("*.txt"))
    broken.write_bytes(b"\0\0")
    report = build(folder, [source])
    assert [failure.source for failure in report.failed] == [str(broken)]
    assert changes(report) == (0, 0, 0, 6)
    assert broken.stem in letters(folder)


def test_a_source_that_never_was_is_not_remembered(source: Path, folder: Path, tmp_path: Path) -> None:
    report = build(folder, [source, tmp_path / "nowhere"])
    assert [(failure.source, failure.reason) for failure in report.failed] == [
        (str(tmp_path / "nowhere"), "no such file or folder")
    ]
    assert build(folder, []).failed == []


@pytest.mark.parametrize(("name", "is_part"), [("2016", True), (".2016", False)])
def test_a_source_within_another_comes_and_goes_with_it(name: str, is_part: bool, source: Path, folder: Path) -> None:
    within = source / name
    within.mkdir()
    letter = min(source.glob("*.txt"))
    letter.rename(within / letter.name)
    assert build(folder, [source, within]).letters == 6
    # Folders that are hidden are no part of the one above them.
    assert read_stamp(folder).sources == ((str(source),) if is_part else (str(source), str(within)))
    shutil.rmtree(within)
    report = build(folder, [])
    assert (changes(report), len(report.failed)) == (((0, 0, 1, 5), 0) if is_part else ((0, 0, 0, 6), 1))
    report = build(folder, [source, within])
    assert [failure.source for failure in report.failed] == [str(within)]


def test_a_source_is_forgotten_by_a_rebuild_of_the_others(source: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_folder(compose(3, seed=3, first=6), other, pdf_every=0)
    build(folder, [source, other])
    shutil.rmtree(other)
    (failure,) = build(folder, []).failed
    assert "by `imr index --rebuild` with a source to keep" in failure.reason
    # One that is misspelled makes nothing be forgotten.
    assert changes(build(folder, [tmp_path / "lettres"], Options(rebuild=True))) == (0, 0, 0, 9)
    third = tmp_path / "note.txt"
    third.write_text("A note.")
    build(folder, [third])
    report = build(folder, [source], Options(rebuild=True))
    assert (changes(report), report.failed) == ((0, 0, 3, 7), [])
    assert (build(folder, []).failed, check(folder).findings) == ([], [])
    assert read_stamp(folder).sources == (str(source), str(third))


def test_an_index_within_a_source_is_no_part_of_it(source: Path) -> None:
    for _ in range(2):
        report = build(source / "imr-index", [source])
        assert (report.letters, report.others) == (6, 0)


def test_an_index_of_another_version_is_made_anew_of_the_sources_to_keep(
    source: Path, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("A note.")
    build(folder, [source, tmp_path / "note.txt"])
    stamp = folder / "index.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"format": 1}))
    (tmp_path / "note.txt").unlink()
    with pytest.raises(IndexUnusable, match="run `imr index --rebuild` with a source to keep"):
        build(folder, [], Options(rebuild=True))
    report = build(folder, [source], Options(rebuild=True))
    assert (report.letters, report.failed, read_stamp(folder).sources) == (6, [], (str(source),))


def test_a_link_is_followed_wherever_it_leads_by_now(folder: Path, tmp_path: Path) -> None:
    current = tmp_path / "current"
    for number, month in enumerate(("2026-11", "2026-12")):
        write_folder(compose(3, seed=3, first=3 * number), tmp_path / month, pdf_every=0)
        current.unlink(missing_ok=True)
        current.symlink_to(month)
        assert changes(build(folder, [current])) == (3, 0, 3 * number, 0)
    (tmp_path / "deep").mkdir()
    report = build(folder, [tmp_path / "2026-12", current / ".." / "2026-12", tmp_path / "deep" / ".." / "2026-12"])
    assert (report.letters, report.duplicates, report.clashes) == (3, 3, [])
    assert read_stamp(folder).sources == (str(current), str(tmp_path / "2026-12"))


def test_equal_texts_are_one_letter(source: Path, folder: Path) -> None:
    letter = min(source.glob("*.txt"))
    (source / "copy.txt").write_text(letter.read_text().replace("\n", "  \n"))
    report = build(folder, [source])
    assert (report.letters, report.duplicates, report.clashes) == (6, 1, [])


def test_a_text_stays_as_long_as_one_source_holds_it(source: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    letter = min(source.glob("*.txt"))
    (other / "copy.txt").write_text(letter.read_text())
    build(folder, [source, other])
    letter.unlink()
    assert changes(build(folder, [source])) == (0, 0, 0, 6)
    with opened(folder) as engine:
        kept = engine.fetch(letter.stem)
        assert kept is not None
        assert kept.source == str(other / "copy.txt")
    (other / "copy.txt").unlink()
    assert changes(build(folder, [other])) == (0, 0, 1, 5)


def test_a_name_that_looks_like_a_clash_is_kept(source: Path, folder: Path, tmp_path: Path) -> None:
    (source / "scan~20160101.txt").write_text("A note.")
    build(folder, [source])
    (tmp_path / "other.txt").write_text("Another note.")
    build(folder, [tmp_path / "other.txt"])
    assert {"scan~20160101", "other"} <= letters(folder)


def test_different_letters_of_one_id_are_all_kept(source: Path, folder: Path) -> None:
    letter = min(source.glob("*.txt"))
    (source / "z.txt").write_text(letter.read_text() + "\nAn afterthought.\n")
    report = build(folder, [source])
    (clash,) = report.clashes
    assert (clash.letter, clash.sources) == (letter.stem, (str(letter), str(source / "z.txt")))
    assert report.letters == 7
    claimants = sorted(name for name in letters(folder) if name.startswith(letter.stem))
    assert len(claimants) == 2
    with opened(folder) as engine:
        assert engine.fetch(letter.stem) is None
        for name in claimants:
            fetched = engine.fetch(name)
            assert fetched is not None
            assert name == f"{letter.stem}~{fetched.digest[:8]}"
    # The clash outlives a run over another source, and ends with one of its letters.
    assert build(folder, [source / "z.txt"]).clashes[0].letter == letter.stem
    (source / "z.txt").unlink()
    assert build(folder, [source]).clashes == []
    assert letter.stem in letters(folder)


def test_a_failing_run_leaves_the_index_as_it_was(source: Path, folder: Path) -> None:
    build(folder, [source])
    before = read_stamp(folder), letters(folder)
    write_folder(compose(6, seed=4), source, pdf_every=0)

    def interrupt(_: int, __: int, letters_read: int) -> None:
        if letters_read == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(folder, [source], progress=interrupt)
    assert (read_stamp(folder), letters(folder)) == before
    assert len(list((folder / "generations").iterdir())) == 1


def test_an_index_that_may_not_be_written_can_be_searched(source: Path, folder: Path) -> None:
    build(folder, [source])
    (generation,) = (folder / "generations").iterdir()
    generation.chmod(0o555)
    try:
        if os.access(generation, os.W_OK):
            pytest.skip("this user may write everywhere")
        with opened(folder) as engine:
            assert engine.search(Query(Everything())).total > 0
    finally:
        generation.chmod(0o755)


def searched(folder: Path) -> int:
    with opened(folder) as engine:
        return engine.search(Query(Everything())).total


def would_be_unchanged(folder: Path) -> int:
    return build(folder, [], Options(dry_run=True)).unchanged


@pytest.mark.parametrize(("reader", "stamp_of"), [(searched, "store"), (would_be_unchanged, "build")])
def test_an_index_that_was_swapped_in_meanwhile_is_found(
    reader: Callable[[Path], int], stamp_of: str, source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder, [source])
    before = reader(folder)

    def read_before_a_swap(place: Path) -> Stamp:
        monkeypatch.undo()
        stamp = read_stamp(place)
        (source / "note.txt").write_text("A note.")
        build(folder, [])
        return stamp

    monkeypatch.setattr(f"index.{stamp_of}.read_stamp", read_before_a_swap)
    assert reader(folder) == before + 1


def test_what_an_interrupted_run_left_is_cleared(source: Path, folder: Path) -> None:
    (folder / "generations" / "000001").mkdir(parents=True)
    (folder / "generations" / "000001" / "half.store").write_text("half")
    build(folder, [source])
    assert len(letters(folder)) == 6


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reader_keeps_its_index_while_another_swaps_in(engine: str, source: Path, folder: Path) -> None:
    build(folder, [source], Options(engine=engine))
    with opened(folder) as index:
        min(source.glob("*.txt")).unlink()
        build(folder, [source])
        assert len({letter for letter, _ in index.terms("letter")}) == 6
        assert all(index.fetch(letter) for letter, _ in index.terms("letter"))
    assert len(letters(folder)) == 5


@pytest.mark.parametrize(
    ("engine", "kind"),
    [*(("tantivy", kind) for kind in ("store", "term", "idx", "pos", "fast", "fieldnorm")), ("whoosh", "seg")],
)
def test_damage_that_opening_does_not_see_is_told_and_mended(
    engine: str, kind: str, source: Path, folder: Path
) -> None:
    build(folder, [source], Options(engine=engine))
    for file in folder.glob(f"generations/*/engine/*.{kind}"):
        data = bytearray(file.read_bytes())
        # The footer, which holds the checksum, stays.
        data[: len(data) // 2] = bytes(byte ^ 0xA5 for byte in data[: len(data) // 2])
        file.chmod(0o644)
        file.write_bytes(data)
    facets = tuple(FacetQuery(name, Everything()) for name in ("decision", "year"))
    query = Query(Phrase("rationale", ("medic", "necessari")), facets)
    with suppress(IndexDamaged), opened(folder) as index:
        index.search(query)
        for letter, _ in index.terms("letter"):
            index.fetch(letter)
    assert changes(build(folder, [], Options(rebuild=True))) == (0, 0, 0, 6)
    assert read_stamp(folder).engine == engine
    assert len(letters(folder)) == 6
    with opened(folder) as index:
        assert index.search(query).total > 0


@pytest.mark.parametrize(("engine", "file"), [("tantivy", "meta.json"), ("whoosh", "checksums.json")])
def test_a_damaged_generation_is_mended_by_a_run(
    engine: str, file: str, source: Path, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    write_folder(compose(2, seed=3, first=6), other, pdf_every=0)
    build(folder, [source], Options(engine=engine))
    build(folder, [other])
    (generation,) = (folder / "generations").iterdir()
    (generation / "engine" / file).unlink()
    (generation / "engine" / file).write_text("{")
    with pytest.raises(IndexDamaged, match="run `imr index --rebuild`"):
        open_index(folder)
    assert build(folder, [other]).letters == 8
    (generation,) = (folder / "generations").iterdir()
    (generation / "ledger.sqlite").unlink()
    assert build(folder, [other]).letters == 8


@pytest.mark.parametrize("there", [(), ("deep",), ("deep", "imr-index")])
def test_a_run_that_makes_no_index_leaves_nothing(there: tuple[str, ...], tmp_path: Path) -> None:
    tmp_path.joinpath(*there).mkdir(exist_ok=True, parents=True)
    before = sorted(tmp_path.rglob("*"))
    assert build(tmp_path / "deep" / "imr-index", [tmp_path / "nowhere"]).failed
    assert sorted(tmp_path.rglob("*")) == before


def test_an_index_that_cannot_be_used_names_the_mend(source: Path, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexAbsent, match="imr index SOURCE"):
        build(folder, [])
    assert not folder.exists()
    assert build(folder, [tmp_path / "nowhere"]).failed
    with pytest.raises(IndexAbsent, match="imr index SOURCE"):
        open_index(folder)
    with pytest.raises(IndexAbsent, match="imr index SOURCE"):
        open_index(tmp_path / "nowhere")
    build(folder, [source])
    stamp_file = folder / "index.json"
    stamp = json.loads(stamp_file.read_text())
    with writing(folder), pytest.raises(IndexLocked, match="another run is writing"):
        build(folder, [source])
    with pytest.raises(IndexEngineMismatch, match="leave --engine out"):
        build(folder, [source], Options(engine="whoosh"))
    stamp_file.write_text(json.dumps(stamp | {"format": 0}))
    with pytest.raises(IndexVersionMismatch, match="run `imr index --rebuild`"):
        open_index(folder)
    stamp_file.write_text(json.dumps(stamp | {"generation": "../../elsewhere"}))
    with pytest.raises(IndexDamaged, match="run `imr index --rebuild`"):
        open_index(folder)
    stamp_file.write_text("{}")
    with pytest.raises(IndexDamaged, match="run `imr index --rebuild`"):
        open_index(folder)
    (tmp_path / "file").write_text("a file")
    with pytest.raises(IndexUnusable, match="can't be used as an index folder"):
        build(tmp_path / "file", [source])
    strange = tmp_path / "documents"
    strange.mkdir()
    (strange / "thesis.doc").write_text("dear to me")
    with pytest.raises(IndexUnusable, match=r"holds other things, such as thesis\.doc"):
        build(strange, [source])
    assert [entry.name for entry in strange.iterdir()] == ["thesis.doc"]


def test_what_file_managers_leave_in_a_folder_is_no_hindrance(source: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / ".DS_Store").write_bytes(b"\0")
    assert build(folder, [source]).letters == 6
    assert (folder / ".DS_Store").exists()


def as_line(name: str, text: str) -> str:
    return json.dumps({"id": name, "text": text}) + "\n"


def as_zip(path: Path, members: dict[str, str]) -> None:
    with ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def test_letters_come_from_collections_as_from_files(source: Path, folder: Path, tmp_path: Path) -> None:
    texts = {path.stem: path.read_text() for path in sorted(source.glob("*.txt"))}
    collections = tmp_path / "collections"
    (collections / "deep").mkdir(parents=True)
    as_zip(
        collections / "deep" / "a.zip", {f"2016/{name}.txt": text for name, text in texts.items()} | {"notes.md": "x"}
    )
    build(folder, [source])
    report = build(folder, [collections])
    assert (report.duplicates, report.others, report.failed, report.clashes) == (6, 1, [], [])
    for path in source.iterdir():
        path.unlink()
    assert changes(build(folder, [])) == (0, 0, 0, 6)
    (collections / "b.jsonl").write_text("".join(as_line(f"x{name}", text) for name, text in texts.items()))
    (collections / "deep" / "a.zip").unlink()
    assert changes(build(folder, [collections])) == (0, 0, 0, 6)
    assert letters(folder) == set(texts)
    with opened(folder) as engine:
        kept = engine.fetch(min(texts))
        assert kept is not None
        assert kept.source == str(collections / "b.jsonl:1")


def test_reports_name_lines_and_members(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(as_line("n1", "A note.") + "nonsense\n" + as_line("n1", "Another note."))
    as_zip(tmp_path / "a.zip", {"b/plain.txt": "A third note.", "b/empty.txt": ""})
    report = build(folder, [tmp_path / "a.jsonl", tmp_path / "a.zip"])
    assert [failure.source for failure in report.failed] == [
        str(tmp_path / "a.jsonl:2"),
        str(tmp_path / "a.zip/b/empty.txt"),
    ]
    assert report.unrecognised == [str(tmp_path / place) for place in ("a.jsonl:1", "a.jsonl:3", "a.zip/b/plain.txt")]
    (clash,) = report.clashes
    assert (clash.letter, clash.sources) == ("n1", (str(tmp_path / "a.jsonl:1"), str(tmp_path / "a.jsonl:3")))
    # Carried over, both keep the id they claim, and the clash stays.
    (tmp_path / "a.jsonl").write_text("")
    assert build(folder, [tmp_path / "a.zip"]).clashes == [clash]
    again = build(folder, [])
    assert (again.clashes, again.failed[0].reason, changes(again)) == ([clash], "is empty", (0, 0, 0, 3))


NOTES = {f"n{number}": f"Note {number}." for number in range(200)}


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_lines_that_could_not_be_read_again_keep_their_letters(name: str, folder: Path, tmp_path: Path) -> None:
    def write(data: bytes, share: float = 1) -> None:
        packed = gzip.compress(data) if name.endswith(".gz") else data
        (tmp_path / name).write_bytes(packed[: int(len(packed) * share)])

    write("".join(as_line(*note) for note in NOTES.items()).encode())
    assert changes(build(folder, [tmp_path / name])) == (200, 0, 0, 0)
    # A line is added at the top, one changed, one taken away; then the file ends half way through.
    changed = {"new": "A new note."} | NOTES | {"n1": "Note 1, changed."}
    del changed["n2"]
    write("".join(as_line(*note) for note in changed.items()).encode(), share=0.5)
    report = build(folder, [tmp_path / name])
    assert len(report.failed) == 1
    assert (changes(report), report.clashes, report.duplicates) == ((1, 1, 0, 199), [], 0)
    assert letters(folder) == {"new", *NOTES}
    # The same again, and then whole: what is gone from it goes.
    assert changes(build(folder, [])) == (0, 0, 0, 201)
    write("".join(as_line(*note) for note in changed.items()).encode())
    report = build(folder, [])
    assert (changes(report), report.failed) == ((0, 0, 1, 200), [])
    assert letters(folder) == set(changed)


def test_lines_of_one_id_are_all_kept_where_some_could_not_be_read(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(as_line("a", "A note.") + as_line("a", "Another note."))
    build(folder, [path])
    path.write_text(as_line("a", "A note.") + '{"id": "a", "text": "Anoth')
    report = build(folder, [])
    assert (changes(report), len(report.failed), len(report.clashes)) == ((0, 0, 0, 2), 1, 1)


def test_members_that_could_not_be_read_again_keep_their_letters(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    members = {"a.txt": "Note A.", "b.txt": "Note B.", "c.txt": "Note C.", "d.jsonl": as_line("d", "Note D.")}
    as_zip(path, members)
    build(folder, [path])
    as_zip(path, {"a.txt": "", "c.txt": "Note C, changed.", "d.jsonl": "nonsense"})
    report = build(folder, [])
    assert [failure.source for failure in report.failed] == [f"{path}/a.txt", f"{path}/d.jsonl:1"]
    assert (changes(report), letters(folder)) == ((0, 1, 1, 2), {"a", "c", "d"})
    path.write_bytes(path.read_bytes()[:-10])
    report = build(folder, [])
    assert [failure.source for failure in report.failed] == [str(path)]
    assert changes(report) == (0, 0, 0, 3)


def test_a_file_is_not_read_again_for_what_cannot_be_read_in_it(folder: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(as_line("1", "A note.") + "{broken\n")
    build(folder, [lines])
    steps: list[tuple[int, int, int]] = []
    report = build(folder, [], progress=lambda *told: steps.append(told))
    assert (steps, len(report.failed), report.unchanged) == ([], 1, 1)


def test_a_copy_has_its_own_id_when_it_is_the_last(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.jsonl"
    first.write_text("A note.")
    second.write_text(as_line("17", "A note."))
    build(folder, [first, second])
    assert letters(folder) == {"a"}
    first.write_text("Another note.")
    assert changes(build(folder, [first])) == (1, 1, 0, 0)
    assert letters(folder) == {"a", "17"}


@pytest.mark.parametrize("damage", ["other version", "stamp", "ledger"])
def test_what_must_be_made_anew_is_not_while_a_source_is_missing(
    damage: str, source: Path, folder: Path, tmp_path: Path
) -> None:
    build(folder, [source])
    stamp = folder / "index.json"
    (ledger,) = folder.glob("generations/*/ledger.sqlite")
    match damage:
        case "other version":
            stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"format": 1}))
        case "stamp":
            stamp.write_text("{")
        case "ledger":
            ledger.write_bytes(b"")
    source.rename(tmp_path / "away")
    with pytest.raises(IndexUnusable, match="bring it back"):
        build(folder, [source], Options(rebuild=True))
    assert ledger.exists()
    (tmp_path / "away").rename(source)
    assert build(folder, [source], Options(rebuild=True)).letters == 6


def test_a_script_on_stdin_builds(tmp_path: Path) -> None:
    # Processes that read would import the main module again, which is no file here.
    (tmp_path / "letter.txt").write_text("A letter of no known layout.")
    script = f"""from pathlib import Path
from index.build import build
report = build(Path({str(tmp_path / "index")!r}), [Path({str(tmp_path / "letter.txt")!r})])
print(report.added, report.failed)
"""
    ran = subprocess.run([sys.executable, "-"], input=script, capture_output=True, text=True, check=True)
    assert ran.stdout == "1 []\n"
