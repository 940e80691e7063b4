"""An index that many runs brought up to date is the index that one run makes of the last files."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus.composer import compose, write_folder
from corpus.determination import Determination
from index.build import Options, build
from index.check import check
from index.engine import ENGINES
from index.report import Report
from tests.held import held

COMPOSED = [letter.text for letter in compose(4, seed=11)]
TEXTS = [
    *COMPOSED,
    # Claims the id of another letter.
    COMPOSED[0].replace("Decision rationale:", "Decision rationale: As amended."),
    # The same texts with other white space, by which letters are parsed too.
    COMPOSED[1].replace("\n\n", "\n"),
    "A  note about\na knee.",
    "A note about a knee.",
    "A note about a wrist.",
]
# What stands for a text that can't be read
BROKEN = -1

TEXT = st.sampled_from(range(len(TEXTS)))
FILES = ["a/x.txt", "a/deep/y.txt", "a/lines.jsonl", "a/pack.zip", "b/x.txt", "b/lines.jsonl"]
# The files that are there, and what is in them
World = Mapping[str, list[tuple[str, int]]]


def worlds(*, whole: bool) -> st.SearchStrategy[World]:
    # A file without letters counts as one that can't be read.
    text, least = (TEXT, 1) if whole else (TEXT | st.just(BROKEN), 0)
    texts = st.lists(st.tuples(st.sampled_from(["1", "2", "n"]), text), min_size=least, max_size=4)
    content = {name: text.map(lambda number: [("", number)]) if name.endswith(".txt") else texts for name in FILES}
    return st.fixed_dictionaries({}, optional=content)


def write_world(place: Path, world: World) -> None:
    """Make the files of a world; those that are as they were are left alone."""
    for root in "ab":
        (place / root).mkdir(exist_ok=True)
    for name in FILES:
        path = place / name
        if name not in world:
            path.unlink(missing_ok=True)
            continue
        new = place / "new"
        path.parent.mkdir(exist_ok=True)
        content = [(member, "\0" if number == BROKEN else TEXTS[number]) for member, number in world[name]]
        match path.suffix:
            case ".txt":
                new.write_text(content[0][1])
            case ".jsonl":
                new.write_text("".join(json.dumps({"id": member, "text": text}) + "\n" for member, text in content))
            case ".zip":
                with ZipFile(new, "w") as pack:
                    for number, (member, text) in enumerate(content):
                        pack.writestr(f"{number}/{member}.txt", text)
        if not path.exists() or path.read_bytes() != new.read_bytes():
            new.replace(path)


RUNS = st.lists(st.tuples(worlds(whole=False), st.sampled_from([["a"], ["b"], ["a", "b"], []])), min_size=1, max_size=3)


Letters = Mapping[str, Determination | None]


def changes_between(before: Letters, after: Letters) -> tuple[int, int, int]:
    """Return how many letters are new, say something else, and are gone, wherever they stand."""
    both = before.keys() & after.keys()
    updated = [letter for letter in both if without_source(before[letter]) != without_source(after[letter])]
    return len(after.keys() - before.keys()), len(updated), len(before.keys() - after.keys())


def without_source(letter: Determination | None) -> Determination | None:
    return letter and replace(letter, source="")


@settings(max_examples=25)
@given(RUNS, worlds(whole=True))
# The first of two copies in one file is as the index has it, the second has other white space.
@example([({"b/lines.jsonl": []}, [])], {"b/lines.jsonl": [("n", 5), ("1", 1)]})
# Of two that claim an id, one gives it up while its white space changes.
@example(
    [({"a/lines.jsonl": [("1", 8)], "b/lines.jsonl": [("1", 6)]}, [])],
    {"a/lines.jsonl": [("1", 8)], "b/lines.jsonl": [("n", 7)]},
)
# A file holds a text again, with other white space, below the line that is parsed.
@example([], {"a/x.txt": [("", 0)], "b/lines.jsonl": [("1", 5), ("1", 1)]})
def test_an_index_brought_up_to_date_is_one_made_afresh(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[World, list[str]]], last: World
) -> None:
    place = tmp_path_factory.mktemp("world")
    index = place / "index"
    write_world(place, {"a/x.txt": [("", 0)], "b/x.txt": [("", 4)], "b/lines.jsonl": [("1", 5)]})
    build(index, [place / "a", place / "b"])
    now = held(index)
    for world, named in [*runs, (last, [])]:
        write_world(place, world)
        report = build(index, [place / root for root in named])
        before, now = now, held(index)
        changes = changes_between(before.letters, now.letters)
        assert (report.added, report.updated, report.removed) == changes
        assert report.unchanged == len(now.letters) - report.added - report.updated
        assert all(finding.mend != "rebuild" for finding in check(index).findings)
    build(place / "fresh", [place / "a", place / "b"])
    assert now == held(place / "fresh")
    assert check(index).findings == []
    # tantivy may still put a lock beside the files that it has just read.
    shutil.rmtree(place, ignore_errors=True)


def test_the_first_copy_of_a_text_gives_its_letter_source_id_and_white_space(tmp_path: Path) -> None:
    index, letters = tmp_path / "index", tmp_path / "letters"
    letters.mkdir()

    def told() -> list[tuple[str, str, str]]:
        build(index, [letters])
        found = filter(None, held(index).letters.values())
        return [(letter.letter, letter.source.removeprefix(f"{letters}/"), letter.text) for letter in found]

    def write_lines(name: str, *lines: tuple[str, str]) -> None:
        (letters / name).write_text("".join(json.dumps({"id": id_, "text": text}) + "\n" for id_, text in lines))

    write_lines("b.jsonl", ("4", "A  note."), ("3", "A note."))
    assert told() == [("4", "b.jsonl:1", "A  note.")]
    write_lines("a.jsonl", ("2", "A note."), ("1", "A  note."))
    assert told() == [("2", "a.jsonl:1", "A note.")]
    write_lines("c.jsonl", ("0", "A  note."))
    assert told() == [("2", "a.jsonl:1", "A note.")]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_folder(compose(6, seed=3), tmp_path / "letters", pdf_every=0)
    return tmp_path / "letters"


def without_time(report: Report) -> Report:
    report.seconds = 0.0
    return report


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed(source: Path) -> None:
    first, second, *_ = sorted(source.glob("*.txt"))
    first.unlink()
    second.write_text(second.read_text().replace("Decision rationale:", "Decision rationale: Changed."))
    (source / "note.txt").write_text("A note.")
    (source / "scan.pdf").write_bytes(b"%PDF-broken")


def test_a_dry_run_tells_what_a_run_does_and_changes_nothing(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imr-index"
    build(folder, [source])
    changed(source)
    before = tree(folder)
    told = build(folder, [], Options(dry_run=True))
    assert tree(folder) == before
    done = build(folder, [])
    assert (done.added, done.updated, done.removed, done.unchanged, len(done.failed)) == (1, 1, 1, 4, 1)
    told.bytes = done.bytes
    assert without_time(told) == without_time(done)


def test_a_dry_run_makes_no_index(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imr-index"
    assert build(folder, [source], Options(dry_run=True)).added == 6
    assert not folder.exists()


def test_a_rebuild_reads_all_again(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imr-index"
    build(folder, [source])
    before = held(folder)
    # As if the file had been changed within one tick of the clock
    path = min(source.glob("*.txt"))
    told, text = path.stat(), path.read_text()
    path.write_text(text.replace("e", "E", 1))
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert build(folder, []).updated == 0
    assert build(folder, [], Options(rebuild=True)).updated == 1
    path.write_text(text)
    assert build(folder, [], Options(rebuild=True)).updated == 1
    assert held(folder) == before


def test_a_run_that_changes_nothing_commits_nothing(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imr-index"
    (source / "scan.pdf").write_bytes(b"%PDF-broken")
    (source / "notes.jsonl").write_text("nonsense\n")
    # Leads nowhere yet: where it leads to may come without a change of its own.
    (source / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    assert len(build(folder, [source]).failed) == 3
    before = tree(folder)
    sizes: list[int] = []
    assert len(build(folder, [], progress=lambda _, to_read, __: sizes.append(to_read)).failed) == 3
    # Of the three none is read but the link, which has no size.
    assert max(sizes) <= 0
    assert tree(folder) == before
    (tmp_path / "elsewhere.txt").write_text("A note.")
    report = build(folder, [])
    assert (report.added, len(report.failed)) == (1, 2)
    assert tree(folder) != before


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_index_is_the_same_whatever_the_number_of_processes(jobs: int, source: Path, tmp_path: Path) -> None:
    build(tmp_path / "usual", [source])
    build(tmp_path / "other", [source], Options(jobs=jobs))
    assert held(tmp_path / "usual") == held(tmp_path / "other")


def test_a_file_that_was_only_touched_is_read_and_changes_nothing(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imr-index"
    build(folder, [source])
    before = held(folder)
    for path in source.iterdir():
        path.touch()
    report = build(folder, [])
    assert (report.added, report.updated, report.removed, report.unchanged) == (0, 0, 0, 6)
    assert held(folder) == before


@pytest.mark.parametrize("engine", ENGINES)
def test_many_small_runs_leave_no_file_that_is_not_needed(engine: str, tmp_path: Path) -> None:
    runs = 200
    folder, source = tmp_path / "imr-index", tmp_path / "letters.jsonl"
    lines = [json.dumps({"id": str(number), "text": f"Note {number}."}) + "\n" for number in range(runs)]
    files = []
    for number in range(runs):
        source.write_text("".join(lines[max(0, number - 10) : number + 1]))
        build(folder, [source], Options(engine=engine, jobs=1))
        files.append(sum(1 for path in folder.rglob("*") if path.is_file()))
    # Segments are merged as they grow in number, and what is merged goes.
    assert max(files[runs // 2 :]) <= max(files[: runs // 2])
    assert len(list((folder / "generations").iterdir())) == 1
    build(tmp_path / "fresh", [source], Options(engine=engine))
    assert held(folder) == held(tmp_path / "fresh")
