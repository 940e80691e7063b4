"""`imr check` on indexes that were damaged on purpose, and what it can mend."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from corpus.composer import compose, write_folder
from index.build import build
from index.check import Finding, check, repair
from index.document import documents
from index.engine import load_engine
from index.ledger import NAME
from index.store import engine_folder, generation_folder, open_index, read_stamp
from tests.held import held


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_folder(compose(8, seed=5), tmp_path / "letters", pdf_every=0)
    (tmp_path / "letters" / "note.txt").write_text("A note about a knee.")
    return tmp_path / "letters"


@pytest.fixture
def index(source: Path, tmp_path: Path) -> Path:
    build(tmp_path / "imr-index", [source])
    return tmp_path / "imr-index"


def generation(index: Path) -> Path:
    return generation_folder(index, read_stamp(index))


def told(index: Path) -> list[Finding]:
    return check(index).findings


def imr(*arguments: str, index: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("imr")
    return subprocess.run([program, *arguments, "--index", index], capture_output=True, text=True, check=False)


def test_a_whole_index_is_told_in_figures(index: Path, source: Path) -> None:
    found = check(index)
    composed = list(compose(8, seed=5))
    assert (found.letters, found.issues) == (9, sum(len(letter.issues) for letter in composed))
    assert found.unrecognised == [str(source / "note.txt")]
    assert sum(found.layouts.values()) == 9
    assert found.layouts["unrecognised"] == 1
    assert found.missing["case_number"] == 0
    assert found.findings == []


def test_what_letters_lack_is_counted(index: Path, source: Path) -> None:
    before = check(index).missing
    letter = min(
        path for path in source.glob("CM*.txt") if "Decision:" in path.read_text() or "DECISION" in path.read_text()
    )
    lines = [line for line in letter.read_text().splitlines() if "ate of" not in line and "ase N" not in line]
    letter.write_text("\n".join(lines))
    build(index, [])
    assert check(index).missing["date_of_injury"] >= before["date_of_injury"]
    assert check(index).missing["case_number"] == before["case_number"] + 1


def in_ledger(index: Path, statement: str) -> None:
    with closing(sqlite3.connect(generation(index) / NAME)) as ledger, ledger:
        assert ledger.execute(statement).rowcount > 0


OF_ONE = "WHERE digest = (SELECT min(digest) FROM texts WHERE layout != 'unrecognised')"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM texts", "the index holds a text that the ledger does not know"),
        ("UPDATE texts SET source = 'elsewhere'", "the index holds another source"),
        ("UPDATE texts SET issues = issues + 1", "number of issues than the ledger says"),
        ("UPDATE texts SET letter = 'none'", "none: the ledger has it, and the index lacks it"),
        ("UPDATE texts SET digest = 'f'", "the index holds another text than the ledger says"),
    ],
)  # fmt: skip
def test_a_ledger_that_says_otherwise_is_found_and_mended(statement: str, found: str, index: Path) -> None:
    before = held(index)
    in_ledger(index, f"{statement} {OF_ONE}")
    findings = told(index)
    assert found in "\n".join(finding.told for finding in findings)
    assert {finding.mend for finding in findings} == {"rebuild"}
    repair(index, check(index))
    assert told(index) == []
    assert held(index) == before


def test_a_run_moves_no_letter_but_the_one_that_the_ledger_means(tmp_path: Path) -> None:
    lines = tmp_path / "letters.jsonl"
    lines.write_text('{"id": "1", "text": "A note."}\n{"id": "2", "text": "Another note."}\n')
    build(tmp_path / "index", [lines])
    in_ledger(tmp_path / "index", "UPDATE texts SET letter = CASE letter WHEN '1' THEN '2' ELSE '1' END")
    lines.write_text(lines.read_text().replace('"1"', '"one"'))
    build(tmp_path / "index", [])
    letters = filter(None, held(tmp_path / "index").letters.values())
    assert {letter.letter: letter.text for letter in letters} == {"one": "A note.", "2": "Another note."}
    assert told(tmp_path / "index") == []


def test_an_engine_that_holds_more_than_it_should_is_found(index: Path) -> None:
    before = held(index)
    stamp = read_stamp(index)
    with closing(open_index(index)) as engine:
        letter = engine.fetch(min(before.letters))
    assert letter
    writer = load_engine(stamp.engine).open_writer(engine_folder(generation(index)))
    writer.add(documents(letter)[0])
    writer.commit()
    findings = told(index)
    assert any("issues in the index" in finding.told for finding in findings)
    assert any("the counts of" in finding.told for finding in findings)
    repair(index, check(index))
    assert held(index) == before


def test_much_damage_is_told_by_its_number(index: Path, source: Path) -> None:
    for number in range(25):
        (source / f"note{number:02}.txt").write_text(f"Note {number}.")
    build(index, [])
    in_ledger(index, "UPDATE texts SET letter = letter || '!'")
    findings = [finding.told for finding in told(index)]
    assert findings[20] == "and 14 more letters are damaged"
    assert sum("the index lacks it" in one for one in findings) == 20


def test_a_damaged_ledger_is_found_and_mended(index: Path) -> None:
    before = held(index)
    path = generation(index) / NAME
    data = bytearray(path.read_bytes())
    data[4096 : 4096 + 512] = b"\xff" * 512
    path.write_bytes(data)
    broken = imr("check", index=index)
    assert broken.returncode in (1, 3)
    assert "Traceback" not in broken.stderr
    mended = imr("check", "--repair", "--json", index=index)
    assert (mended.returncode, mended.stderr) == (0, "")
    assert json.loads(mended.stdout)["ok"]
    assert held(index) == before


def test_letters_that_are_lost_for_good_are_named(index: Path, source: Path) -> None:
    letter = min(source.glob("CM*.txt"))
    letter.write_bytes(b"\0")
    in_ledger(index, "UPDATE texts SET letter = 'none' WHERE source = (SELECT min(source) FROM texts)")
    ended = imr("check", "--repair", "--json", index=index)
    (lost,) = json.loads(ended.stdout)["lost"]
    assert (lost["source"], "the letter none is lost" in lost["reason"]) == (str(letter), True)
    assert (ended.returncode, ended.stderr) == (1, f"lost: {lost['source']}: {lost['reason']}\n")
    assert check(index).letters == 8


def test_changes_of_the_sources_are_found_and_mended(index: Path, source: Path) -> None:
    first, second, *_ = sorted(source.glob("CM*.txt"))
    first.unlink()
    second.write_text("Another note.")
    (source / "new.txt").write_text("A new note.")
    assert [(Path(finding.told.split(": ")[0]).name, finding.mend) for finding in told(index)] == [
        (second.name, "update"), ("new.txt", "update"), (first.name, "update"),
    ]  # fmt: skip
    repair(index, check(index))
    assert told(index) == []


def test_many_changes_are_told_by_their_number(index: Path, source: Path) -> None:
    for number in range(25):
        (source / f"new{number:02}.txt").write_text(f"Note {number}.")
    findings = told(index)
    assert len(findings) == 21
    assert findings[-1].told.startswith("and 5 more files: ")


def test_what_no_run_can_mend_is_told_again(index: Path, source: Path) -> None:
    (source / "scan.pdf").write_bytes(b"%PDF-broken")
    build(index, [])
    assert [(finding.told.split(": ")[0], finding.mend) for finding in told(index)] == [
        (str(source / "scan.pdf"), None)
    ]
    (source / "scan.pdf").write_bytes(b"%PDF-replaced")
    assert [finding.mend for finding in told(index)] == [None, "update"]
    shutil.rmtree(source)
    findings = told(index)
    assert str(source) in findings[0].told
    repair(index, check(index))
    assert check(index).letters == 9


def test_what_failed_for_a_time_is_tried_again(index: Path, source: Path, tmp_path: Path) -> None:
    (source / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    build(index, [])
    assert [finding.mend for finding in told(index)] == ["update"]
    (tmp_path / "elsewhere.txt").write_text("Another note.")
    repair(index, check(index))
    assert (told(index), check(index).letters) == ([], 10)


def test_leftovers_of_a_killed_run_are_found_and_cleared(index: Path) -> None:
    (index / "generations" / "000009" / "engine").mkdir(parents=True)
    assert [finding.mend for finding in told(index)] == ["clear"]
    repair(index, check(index))
    assert told(index) == []
    assert len(list((index / "generations").iterdir())) == 1
