"""Zip files and JSON lines: many letters in one file, read one at a time."""

import gzip
import io
import json
import os
import tracemalloc
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.as_json import as_json
from corpus.clean import clean
from corpus.determination import SourceText
from corpus.errors import UnreadableLetter
from corpus.parse import parse
from corpus.readers import Other, Read, file_of, holders, list_files, read_letters
from corpus.readers.found import printable
from corpus.readers.letter import LARGEST_LETTER
from corpus.readers.lines import line_letters


def line(name: object, text: object) -> bytes:
    return json.dumps({"id": name, "text": text}).encode() + b"\n"


def zipped(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def found_in(path: Path, data: bytes) -> list[Read]:
    path.write_bytes(data)
    return list(read_letters(path))


def told(found: Iterable[Read], folder: Path) -> list[tuple[str, str]]:
    """Return each letter's source and text, each failure's source and reason, and the source of all else."""

    def second(one: Read) -> str:
        match one:
            case SourceText():
                return one.text
            case UnreadableLetter():
                return f"failed: {one.reason}"
        return "other"

    return [(one.source.removeprefix(f"{folder}/"), second(one)) for one in found]


GOOD = b'{"id": "A1", "text": "A note."}'


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"text": "x"}', 'has no "id"'),
        (b'{"id": "x"}', 'has no "text"'),
        (b'{"id": "x", "text": null}', 'its "text" is not a string'),
        (b'{"id": "x", "text": 5}', 'its "text" is not a string'),
        (b'{"id": "x", "text": ["y"]}', 'its "text" is not a string'),
        (b'{"id": "x", "text": " "}', "holds no text"),
        (b'{"id": null, "text": "x"}', 'its "id" is neither a string nor a number'),
        (b'{"id": true, "text": "x"}', 'its "id" is neither a string nor a number'),
        (b'{"id": NaN, "text": "x"}', 'its "id" is neither a string nor a number'),
        (b'{"id": " ", "text": "x"}', 'its "id" is empty'),
        (line("i" * 256, "x").strip(), "its name is longer than 255 characters"),
        (b'["id", "text"]', "is not a JSON object"),
        (b'"text"', "is not a JSON object"),
        (b"A note.", "is not JSON (Expecting value at character 1)"),
        (b'{"id": "x", "text": "y', "is not JSON (Invalid control character at character 23)"),
        (GOOD + GOOD, "is not JSON (Extra data at character 32)"),
        (b'{"id": "x", "text": "\xff"}', "is not UTF-8 text"),
        (b'{"id": "x", "text": "y", "z": ' + b"[" * 200_000, "is nested too deeply"),
        (b'{"id": "x", "text": "' + b"y" * LARGEST_LETTER + b'"}', "is larger than 64 MB, too large for a letter"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "line",
)
def test_a_line_that_is_no_letter_says_why_and_the_rest_goes_on(tmp_path: Path, bad: bytes, reason: str) -> None:
    found = found_in(tmp_path / "a.jsonl", GOOD + b"\n\n" + bad + b"\n" + GOOD)
    assert told(found, tmp_path) == [
        ("a.jsonl:1", "A note."),
        ("a.jsonl:3", f"failed: {reason}"),
        ("a.jsonl:4", "A note."),
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b'"CM16-0000001"', "CM16-0000001"),
        (b'" x y\\n"', "x y"),
        (b"17", "17"),
        (b"123456789012345678901234567890", "123456789012345678901234567890"),
        (b"-1.50e3", "-1.50e3"),
        (b'"\\u001b[31m\\ud800\\u202e"', "\\x1b[31m\\ud800\\u202e"),
        ('"é#1"'.encode(), "é#1"),
    ],
)
def test_the_id_of_a_line_is_the_letters_name(tmp_path: Path, written: bytes, name: str) -> None:
    (letter,) = found_in(tmp_path / "a.jsonl", b'{"more": {"id": 1}, "id": %s, "text": "x"}' % written)
    assert isinstance(letter, SourceText)
    assert letter.name == name
    letter.name.encode()


def test_lines_may_end_and_begin_as_they_do_elsewhere(tmp_path: Path) -> None:
    found = found_in(tmp_path / "a.JSONL", b"\xef\xbb\xbf" + GOOD + b"\r\n \t\r\n" + GOOD)
    assert told(found, tmp_path) == [("a.JSONL:1", "A note."), ("a.JSONL:3", "A note.")]


def test_characters_that_are_none_are_replaced_and_told(tmp_path: Path) -> None:
    (letter,) = found_in(tmp_path / "a.jsonl", b'{"id": "x", "text": "a\\ud800b"}')
    assert isinstance(letter, SourceText)
    assert (letter.text, letter.warnings) == ("a\ufffdb", ("1 characters could not be read",))


LINES = b"".join(line(number, f"Note {number}. " + os.urandom(50).hex()) for number in range(1000))
PACKED = gzip.compress(LINES)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"\n \n", "is empty"),
        ("a.jsonl.gz", b"", "is empty"),
        ("a.jsonl.gz", gzip.compress(b""), "is empty"),
        ("a.jsonl.gz", LINES, "is not readable gzip data (damaged, or another format)"),
        ("a.jsonl.gz", PACKED[: len(PACKED) // 2], "is cut off: its packed data has no end"),
        (
            "a.jsonl.gz",
            PACKED[:-8] + bytes(8),
            "is not readable gzip data (damaged, or another format)",
        ),
        ("a.jsonl.gz", PACKED + b"more", "is not readable gzip data (damaged, or another format)"),
        ("a.zip", b"", "is not a readable zip (damaged, or another format)"),
        ("a.zip", zipped([]), "is empty"),
        ("a.zip", zipped([("folder/", b"")]), "is empty"),
        ("a.zip", LINES, "is not a readable zip (damaged, or another format)"),
        ("a.zip", zipped([("a.txt", LINES)])[:-30], "is not a readable zip (damaged, or another format)"),
    ],
)
def test_a_collection_that_is_damaged_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    *before, last = found_in(tmp_path / name, data)
    assert told([last], tmp_path) == [(name, f"failed: {reason}")]
    texts = [one.text for one in before if isinstance(one, SourceText)]
    assert texts == [json.loads(one)["text"] for one in LINES.splitlines()[: len(texts)]]
    # What comes before the place of the damage counts: half of a file that was cut in half, for one.
    assert len(before) >= {PACKED[: len(PACKED) // 2]: 400, PACKED + b"more": 1000}.get(data, 0)


def test_members_of_a_zip_are_read_or_say_why(tmp_path: Path) -> None:
    members = [
        ("2016/a.txt", b"A note."),
        ("2016/", b""),
        ("B.TXT", b"B note."),
        ("c.html", b"<p>C note."),
        ("windows\\d.txt", b"D note."),
        ("lines.jsonl", line("e", "E note.") + b"nonsense\n"),
        ("lines.jsonl.gz", gzip.compress(line("f", "F note."))),
        ("short.jsonl.gz", PACKED[:200]),
        ("empty.txt", b""),
        ("broken.pdf", b"no"),
        ("in.zip", zipped([("g.txt", b"G note.")])),
        ("notes.docx", b"x"),
        ("../../etc/passwd.txt", b"H note."),
        ("/root.txt", b"I note."),
        ("C:/j.txt", b"J note."),
        ("\x1b[2Jk.txt", b"K note."),
        (".hidden/l.txt", b"L note."),
        ("__MACOSX/._a.txt", b"M note."),
        (f"{'n' * 300}.txt", b"N note."),
    ]
    found = told(found_in(tmp_path / "r.zip", zipped(members)), tmp_path)
    assert found == [
        ("r.zip/2016/a.txt", "A note."),
        ("r.zip/B.TXT", "B note."),
        ("r.zip/c.html", "C note."),
        ("r.zip/windows/d.txt", "D note."),
        ("r.zip/lines.jsonl:1", "E note."),
        ("r.zip/lines.jsonl:2", "failed: is not JSON (Expecting value at character 1)"),
        ("r.zip/lines.jsonl.gz:1", "F note."),
        *[one for one in found if one[0].startswith("r.zip/short.jsonl.gz:")],
        ("r.zip/short.jsonl.gz", "failed: is cut off: its packed data has no end"),
        ("r.zip/empty.txt", "failed: is empty"),
        ("r.zip/broken.pdf", "failed: is not a readable PDF (damaged, without pages, or another format)"),
        ("r.zip/in.zip", "failed: is a zip within a zip: unpack it first"),
        ("r.zip/notes.docx", "other"),
        ("r.zip/../../etc/passwd.txt", "H note."),
        ("r.zip//root.txt", "I note."),
        ("r.zip/C:/j.txt", "J note."),
        ("r.zip/\\x1b[2Jk.txt", "K note."),
        (f"r.zip/{'n' * 300}.txt", "failed: its name is longer than 255 characters"),
    ]
    assert [entry.name for entry in tmp_path.iterdir()] == ["r.zip"]


def _patched(archive: bytes, local: int, central: int, value: bytes) -> bytes:
    """Return a zip of one member with bytes of its local and its central header replaced."""
    data, header = bytearray(archive), archive.index(b"PK\x01\x02")
    data[local : local + len(value)] = value
    data[header + central : header + central + len(value)] = value
    return bytes(data)


ONE = zipped([("a.txt", b"A note that is long enough to be damaged.")], zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_patched(ONE, 6, 8, b"\1\0"), "is encrypted: unpack the zip with its password first"),
        (_patched(ONE, 8, 10, b"\x63\0"), "is packed by an unusual method: pack the zip with deflate"),
        (
            zipped([("a.txt", b"x" * 999)], zipfile.ZIP_LZMA),
            "is packed by an unusual method: pack the zip with deflate",
        ),
        (ONE.replace(b"long", b"LONG"), "is damaged in the zip"),
        (_patched(ONE, 0, 42, b"\xff\xff\xff\x7f"), "is damaged in the zip"),
        # A bomb: some kilobytes that claim to be, and are, 65 MB.
        (zipped([("a.txt", b"x" * (LARGEST_LETTER + 1))]), "is larger than 64 MB, too large for a letter"),
        # One that lies about its size: no more is unpacked than it claims.
        (_patched(zipped([("a.txt", b"x" * 10**7)]), 22, 24, b"\x64\0\0\0"), "is damaged in the zip"),
    ],
)
def test_a_member_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, reason: str) -> None:
    whole = told(found_in(tmp_path / "a.zip", data), tmp_path)
    assert whole == [("a.zip/a.txt", f"failed: {reason}")]


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(str.strip)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\n\t\f"), max_size=200
).filter(lambda text: clean(text).strip())


@given(
    st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=20), st.booleans(), st.sampled_from(["", "\n", "\n\n \n"])
)
def test_letters_come_back_from_json_lines(
    tmp_path_factory: pytest.TempPathFactory, letters: Sequence[tuple[str, str]], ascii_only: bool, last: str
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    objects = [json.dumps({"id": name, "text": text, "k": 1}, ensure_ascii=ascii_only) for name, text in letters]
    data = ("\n".join(objects) + last).encode()
    names = [printable(name.strip()) for name, _ in letters]
    for name, packed in {"a.jsonl": data, "a.jsonl.gz": gzip.compress(data)}.items():
        found = found_in(folder / name, packed)
        (folder / "a.zip").write_bytes(zipped([(f"b/{name}", packed)]))
        assert [(one.name, one.text) for one in found if isinstance(one, SourceText)] == [
            (one, clean(text)) for one, (_, text) in zip(names, letters, strict=True)
        ]
        assert [one.source for one in found] == [f"{folder / name}:{number}" for number in range(1, len(letters) + 1)]
        assert [one.text for one in read_letters(folder / "a.zip") if isinstance(one, SourceText)] == [
            one.text for one in found if isinstance(one, SourceText)
        ]


MEMBER = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)


@given(st.dictionaries(st.tuples(MEMBER, MEMBER), TEXTS, min_size=1, max_size=20), st.booleans())
def test_letters_come_back_from_a_zip(
    tmp_path_factory: pytest.TempPathFactory, letters: dict[tuple[str, str], str], packed: bool
) -> None:
    folder = tmp_path_factory.mktemp("zips")
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    members = [(f"{place}/{name}.txt", text.encode()) for (place, name), text in letters.items()]
    found = found_in(folder / "a.zip", zipped(members, method))
    assert [(one.source, one.name, one.text) for one in found if isinstance(one, SourceText)] == [
        (f"{folder}/a.zip/{place}/{name}.txt", name, clean(text)) for (place, name), text in letters.items()
    ]


WHOLE = {
    "a.jsonl": LINES[:2000],
    "a.jsonl.gz": gzip.compress(LINES[:2000]),
    "a.zip": zipped([("a.txt", LINES[:900]), ("b/c.jsonl", LINES[:2000]), ("d.jsonl.gz", gzip.compress(LINES[:900]))]),
}


@given(st.sampled_from(sorted(WHOLE)), st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=5))
@example("a.zip", [(0, 0)])
def test_no_damage_ends_in_an_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(WHOLE[name])
    for place, value in changes:
        data[place % len(data)] = value
    for one in found_in(tmp_path_factory.mktemp("damaged") / name, bytes(data)):
        assert isinstance(one, SourceText | UnreadableLetter | Other)


@given(st.sampled_from(["a.txt", "a.pdf", "a.html", "a.zip", "a.jsonl", "a.jsonl.gz"]), st.binary())
def test_no_bytes_end_in_an_error(tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes) -> None:
    assert found_in(tmp_path_factory.mktemp("bytes") / name, data)


def test_lines_are_read_as_they_come() -> None:
    # The other end writes a line only when it is asked for the next one: a reader that wants more waits without end.
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0) as raw, open(writing, "wb", buffering=0) as pipe:  # noqa: PTH123
        letters = line_letters(io.BufferedReader(raw), "endless.jsonl")
        for number in range(1, 200):
            pipe.write(line(number, "A note."))
            assert next(letters).source == f"endless.jsonl:{number}"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.zip"])
def test_memory_is_that_of_one_letter(tmp_path: Path, name: str) -> None:
    text = "The note of one letter. " * 4000
    data = {
        "a.jsonl": lambda: line("x", text) * 300,
        "a.jsonl.gz": lambda: gzip.compress(line("x", text) * 300, 1),
        "a.zip": lambda: zipped((f"{number}.txt", text.encode()) for number in range(300)),
    }
    (tmp_path / name).write_bytes(data[name]())
    tracemalloc.start()
    try:
        count = sum(len(one.text) for one in read_letters(tmp_path / name) if isinstance(one, SourceText))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 300 * len(text)
    assert peak < 12 * len(text)


def test_an_endless_line_is_not_held_in_memory(tmp_path: Path) -> None:
    data = gzip.compress(b"\n" + b"x" * (3 * LARGEST_LETTER) + b"\n" + GOOD, 1)
    tracemalloc.start()
    try:
        found = found_in(tmp_path / "a.jsonl.gz", data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [source for source, _ in told(found, tmp_path)] == ["a.jsonl.gz:2", "a.jsonl.gz:3"]
    assert peak < 2.5 * LARGEST_LETTER


@pytest.mark.parametrize(
    ("source", "file", "held_by"),
    [
        ("/d/a.txt", "/d/a.txt", ["/d/a.txt", "/d", "/"]),
        ("/d/a.jsonl:17", "/d/a.jsonl", ["/d/a.jsonl:17", "/d/a.jsonl", "/d", "/"]),
        ("/z.ZIP/a.JSONL.gz:1", "/z.ZIP/a.JSONL.gz", ["/z.ZIP/a.JSONL.gz:1", "/z.ZIP/a.JSONL.gz", "/z.ZIP", "/"]),
        ("d/a.txt:17", "d/a.txt:17", ["d/a.txt:17", "d", ""]),
        ("/d:1/a.txt", "/d:1/a.txt", ["/d:1/a.txt", "/d:1", "/"]),
    ],
)
def test_a_source_tells_what_it_stands_in(source: str, file: str, held_by: list[str]) -> None:
    assert file_of(source) == file
    assert list(holders(source)) == held_by


def test_real_letters_in_collections_parse_as_from_files(real_letters: Path, tmp_path: Path) -> None:
    files = list_files(real_letters).files[:30]
    singly = [found for file in files for found in read_letters(file)]
    (tmp_path / "a.zip").write_bytes(
        zipped((file.relative_to(real_letters).as_posix(), file.read_bytes()) for file in files)
    )
    texts = b"".join(line(one.name, one.text) for one in singly if isinstance(one, SourceText))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(texts))

    def parsed(found: Iterable[Read]) -> list[dict[str, object]]:
        return [as_json(parse(one)) | {"source": ""} for one in found if isinstance(one, SourceText)]

    assert len(parsed(singly)) == len(files)
    assert parsed(read_letters(tmp_path / "a.zip")) == parsed(singly)
    assert parsed(read_letters(tmp_path / "a.jsonl.gz")) == parsed(singly)
