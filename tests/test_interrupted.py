"""Whole runs of the real program, interrupted: the index is as it was before, or as it is after, and the next run mends all."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

import pytest

from corpus.composer import compose
from index.build import Options, build
from index.check import check
from index.engine import Engine
from index.live import LiveIndex
from index.query import Everything, Query
from index.store import open_index
from tests.held import Held, held

PROGRAM = Path(sys.executable).with_name("imr")
TEXTS = [letter.text for letter in compose(90, seed=21)]


@pytest.fixture(scope="module", autouse=True)
def _heard_keyboard() -> Iterator[None]:
    """Let programs that are started here hear the keyboard's signal: those in a shell's background do not, nor theirs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def start(index: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start `imr index` with all its processes in a group of their own."""
    return subprocess.Popen(
        [PROGRAM, "index", *arguments, "--index", index],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=os.environ | more,
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a run, and return its exit code and what it said on stderr."""
    _, told = process.communicate(timeout=120)
    return process.returncode, told


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a run and all its processes at once, as a machine does that loses its power."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)


def write_letters(folder: Path, edition: int, count: int = 90) -> None:
    """Make the files of one of two editions: each lacks letters that the other has, and says some otherwise."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(TEXTS[:count]):
        path = folder / f"{number}.txt"
        if number % 6 == edition:
            path.unlink(missing_ok=True)
        elif number % 3 == 2:
            path.write_text(f"{text}\nEdition {edition}.\n")
        elif not path.exists():
            path.write_text(text)


@contextmanager
def running(index: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Start a run that is in the middle of its work, for as long as the letters last."""
    before = set(index.glob("generations/*/ledger.sqlite"))
    process = start(index, *arguments, **more)
    try:
        until = time.monotonic() + 60
        while set(index.glob("generations/*/ledger.sqlite")) <= before:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            time.sleep(0.002)
        yield process
    finally:
        kill(process)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """So many letters that a run is not done at once."""
    path = tmp_path / "many.jsonl"
    path.write_text(
        "".join(json.dumps({"id": f"{n}", "text": f"{text}\n{n}"}) + "\n" for n, text in enumerate(TEXTS * 15))
    )
    return path


@pytest.mark.parametrize(("engine", "kills", "count"), [("tantivy", 30, 90), ("whoosh", 10, 15)])
def test_a_run_that_is_killed_at_any_moment_harms_nothing(engine: str, kills: int, count: int, tmp_path: Path) -> None:
    index, letters = tmp_path / "index", tmp_path / "letters"
    states: list[Held] = []
    for edition in (0, 1):
        write_letters(letters, edition, count)
        began = time.monotonic()
        assert end(start(index, str(letters), "--engine", engine)) == (0, "")
        lasts = time.monotonic() - began
        states.append(held(index))
    assert states[0] != states[1]
    moments = random.Random(17)
    seen = set()
    for number in range(kills):
        before, after = states[(number + 1) % 2], states[number % 2]
        write_letters(letters, number % 2, count)
        process = start(index, *(["--rebuild"] if number % 3 == 0 else []))
        time.sleep(moments.uniform(0, 1.1 * lasts))
        kill(process)
        now = held(index)
        assert now in (before, after)
        seen.add(now == after)
        report = build(index, [], Options(jobs=1))
        assert report.failed == []
        assert held(index) == after
        assert check(index).findings == []
    # The moments were spread well enough to be a test.
    assert False in seen


@pytest.mark.parametrize(
    ("sent", "code", "there", "says"),
    [
        (signal.SIGINT, 130, True, "the index is whole, and the next run does what this one left"),
        (signal.SIGTERM, 143, False, "there is no index yet"),
    ],
)
def test_a_signal_ends_a_run_with_all_its_processes(
    sent: signal.Signals, code: int, there: bool, says: str, many: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    if there:
        write_letters(tmp_path / "letters", 0, 10)
        build(index, [tmp_path / "letters"])
    with running(index, str(many)) as process:
        time.sleep(0.3)
        process.send_signal(sent)
        ended, told = end(process)
        assert ended == code
        assert told == f"Interrupted: {says}.\n"
        # None of its processes outlives it.
        until = time.monotonic() + 20
        while is_alive(process.pid):
            assert time.monotonic() < until
            time.sleep(0.05)
    assert index.exists() == there
    assert end(start(index, str(many)))[0] == 0
    assert len(list((index / "generations").iterdir())) == 1


def is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_of_two_runs_at_once_the_second_is_refused(many: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    with running(index, str(many)) as process:
        code, told = end(start(index, str(many)))
        assert (code, "another run is writing this index" in told) == (3, True)
        assert end(process) == (0, "")
    assert check(index).findings == []


def test_a_check_beside_a_run_finds_nothing(many: Path, tmp_path: Path) -> None:
    index, other = tmp_path / "index", tmp_path / "other"
    write_letters(other, 0, 10)
    build(index, [other])
    with running(index, str(many)) as process:
        assert check(index).findings == []
        assert process.poll() is None
    assert [finding.mend for finding in check(index).findings] == ["clear"]


def limited(size: int) -> None:
    """Let this process write no file of more than so many bytes, as if the disk were full then."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 1_000, 30_000, 100_000])
def test_files_that_cannot_be_written_leave_the_index_as_it_was(size: int, tmp_path: Path) -> None:
    index, letters = tmp_path / "index", tmp_path / "letters"
    write_letters(letters, 0)
    build(index, [letters])
    before = held(index)
    write_letters(letters, 1)
    process = subprocess.run(
        [PROGRAM, "index", "--index", index],
        capture_output=True, text=True, timeout=120, check=False, preexec_fn=lambda: limited(size),
    )  # fmt: skip
    assert process.returncode == 3, process.stderr
    assert "Traceback" not in process.stderr
    assert held(index) == before
    assert len(list((index / "generations").iterdir())) == 1
    build(index, [])
    build(tmp_path / "fresh", [letters])
    assert held(index) == held(tmp_path / "fresh")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1500k", "tmpfs", place], check=False, capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("this user may not mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_full_disk_leaves_the_index_as_it_was(small_disk: Path, tmp_path: Path) -> None:
    index, letters = small_disk / "index", tmp_path / "letters"
    write_letters(letters, 0)
    build(index, [letters])
    before = held(index)
    (tmp_path / "more").mkdir()
    for number, letter in enumerate(compose(600, seed=4)):
        (tmp_path / "more" / f"{number}.txt").write_text(letter.text)
    code, told = end(start(index, str(tmp_path / "more")))
    assert (code, "Traceback" in told) == (3, False), told
    assert held(index) == before
    write_letters(letters, 1)
    assert end(start(index, str(letters))) == (0, "")
    build(tmp_path / "fresh", [letters])
    assert held(index) == held(tmp_path / "fresh")


_DEADLY = """
import os, sys
sys.addaudithook(lambda event, told: os.abort() if event == "open" and str(told[0]).endswith("7.txt") else None)
"""
_DEADLY_LINE = """
import os, corpus.readers.lines
letter = corpus.readers.lines._letter
corpus.readers.lines._letter = lambda line, source: os.abort() if source.endswith(":7") else letter(line, source)
"""


def test_a_letter_that_kills_its_reader_is_lost_alone(tmp_path: Path) -> None:
    index, letters = tmp_path / "index", tmp_path / "letters"
    write_letters(letters, 0)
    (tmp_path / "sitecustomize.py").write_text(_DEADLY)
    code, told = end(start(index, str(letters), PYTHONPATH=str(tmp_path)))
    deadly = [path for path in letters.iterdir() if path.name.endswith("7.txt")]
    assert code == 1
    assert sorted(told.splitlines()) == sorted(
        f"failed: {path}: the process that read it died: the file is damaged, or takes more memory than there is"
        for path in deadly
    )
    assert len(held(index).letters) == len(list(letters.iterdir())) - len(deadly)
    # Failures are tried again.
    report = build(index, [])
    assert (report.added, report.failed) == (len(deadly), [])


def test_a_line_that_kills_its_reader_is_tried_again(tmp_path: Path) -> None:
    index, source = tmp_path / "index", tmp_path / "letters.jsonl"
    write_editions(source, 0)
    (tmp_path / "sitecustomize.py").write_text(_DEADLY_LINE)
    code, told = end(start(index, str(source), PYTHONPATH=str(tmp_path)))
    assert (code, f"failed: {source}:7: the process that read it died" in told) == (1, True)
    report = build(index, [])
    assert (report.added, report.failed) == (1, [])


def write_editions(path: Path, edition: int) -> None:
    path.write_text(
        "".join(
            json.dumps({"id": f"{n}", "text": f"Letter {n}, edition{edition}."}) + "\n" for n in range(10 + edition)
        )
    )


def test_readers_see_each_commit_whole_and_without_reopening(tmp_path: Path) -> None:
    index, source = tmp_path / "index", tmp_path / "letters.jsonl"
    write_editions(source, 0)
    build(index, [source])
    done = Event()

    def read() -> set[str]:
        editions: set[str] = set()
        while not done.is_set():
            with live.reading() as engine:
                told = dict(engine.terms("text", "edit"))
                (edition,) = told
                # The same at the end of the reading, whatever was committed meanwhile
                assert (
                    engine.search(Query(Everything())).total
                    == told[edition]
                    == 10 + int(edition.removeprefix("edition"))
                )
                assert all(engine.fetch(letter) for letter, _ in engine.terms("letter"))
            editions.add(edition)
        return editions

    with closing(LiveIndex(index)) as live, ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read) for _ in range(4)]
        try:
            for edition in range(1, 21):
                write_editions(source, edition)
                build(index, [source], Options(jobs=1, rebuild=edition % 5 == 0))
                with live.reading() as engine:
                    assert dict(engine.terms("text", "edit")) == {f"edition{edition}": 10 + edition}
        finally:
            done.set()
        assert len(set.union(*(one.result() for one in reading))) > 1


def test_a_commit_while_a_reader_opens_the_index_is_seen_by_the_next_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, source = tmp_path / "index", tmp_path / "letters.jsonl"
    write_editions(source, 0)
    build(index, [source])

    def open_late(folder: Path) -> Engine:
        opened = open_index(folder)
        write_editions(source, 1)
        build(index, [])
        return opened

    monkeypatch.setattr("index.live.open_index", open_late)
    live = LiveIndex(index)
    monkeypatch.undo()
    with closing(live), live.reading() as engine:
        assert dict(engine.terms("text", "edit")) == {"edition1": 11}
