"""Composed letters as files: PDF, folders, JSON Lines."""

import gzip
import html
import json
import re
from pathlib import Path

import pypdfium2
import pytest

from corpus.composer import ComposedLetter, compose, write_folder, write_jsonl
from corpus.composer.pdf import to_pdf
from corpus.composer.write import TOGETHER


@pytest.fixture(scope="module")
def letters() -> list[ComposedLetter]:
    return list(compose(800, seed=3))


def test_the_pdf_reads_back_word_for_word(letters: list[ComposedLetter]) -> None:
    chosen = [next(one for one in letters if one.layout == layout) for layout in "ABCDE"]
    for letter in [*chosen, next(one for one in letters if "“" in one.text)]:
        document = pypdfium2.PdfDocument(to_pdf(letter.text))
        pages = [page.get_textpage().get_text_range() for page in document]
        assert len(pages) == letter.text.count("\f") + 1
        read = re.sub(r"\s", "", "".join(pages)).replace("\ufffe", "-")
        assert read == re.sub(r"\s", "", letter.text)


def test_no_line_of_a_pdf_runs_off_the_page() -> None:
    document = pypdfium2.PdfDocument(to_pdf("W" * 95 + "\nshort"))
    left, _, right, _ = next(iter(document[0].get_objects())).get_bounds()
    assert left >= 71
    assert right <= 612 - 71


def test_pdf_bytes_depend_on_the_text_alone(letters: list[ComposedLetter]) -> None:
    assert to_pdf(letters[0].text) == to_pdf(letters[0].text)
    assert to_pdf(letters[0].text) != to_pdf(letters[1].text)
    assert re.findall(rb"\(D:[^)]*\)", to_pdf(letters[0].text)) == [b"(D:20000101000000+00'00')"]


def test_a_folder_holds_text_and_every_nth_as_pdf(tmp_path: Path) -> None:
    ours = list(compose(10, seed=1))
    assert write_folder(ours, tmp_path / "new", pdf_every=5) == 10
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {f"{one.case_number}.{'pdf' if k % 5 == 0 else 'txt'}" for k, one in enumerate(ours, 1)}
    assert (tmp_path / "new" / f"{ours[0].case_number}.txt").read_bytes().decode() == ours[0].text


def test_some_letters_of_a_folder_are_pages_of_html(tmp_path: Path) -> None:
    ours = list(compose(12, seed=1))
    write_folder(ours, tmp_path, pdf_every=5, html_every=12)
    page = (tmp_path / f"{ours[11].case_number}.html").read_text("utf-8")
    assert [path.suffix for path in tmp_path.iterdir()].count(".html") == 1
    body = re.sub("<(title|meta)[^>]*>(Letter</title>)?", "", page)
    assert re.sub(r"\s", "", html.unescape(re.sub("<[^>]+>", "", body))) == re.sub(r"\s", "", ours[11].text)


@pytest.mark.parametrize("count", [7, TOGETHER + 7])
@pytest.mark.parametrize("name", ["letters.jsonl", "letters.jsonl.gz"])
def test_json_lines_hold_id_and_text(tmp_path: Path, name: str, count: int) -> None:
    write_jsonl(tmp_path / name, count, seed=1)
    data = (tmp_path / name).read_bytes()
    lines = (gzip.decompress(data) if name.endswith(".gz") else data).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": one.letter, "text": one.text} for one in compose(count, seed=1)
    ]
    write_jsonl(tmp_path / name, count, seed=1)
    assert (tmp_path / name).read_bytes() == data, "the same letters give the same bytes"
