"""Writing letters where other programs read them: a folder of files, or one JSON line a letter."""

from __future__ import annotations

import gc
import gzip
import html
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec.json

from corpus.composer.assemble import compose_texts
from corpus.composer.pdf import to_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.composer.letter import ComposedLetter

_ENCODER: Final = msgspec.json.Encoder()
TOGETHER: Final = 500  # letters that one process composes at a time


def write_folder(letters: Iterable[ComposedLetter], folder: Path | str, pdf_every: int = 0, html_every: int = 0) -> int:
    """Write each letter to `folder` (made if need be) as CASENUMBER.txt, some as .pdf or .html instead.

    Every `pdf_every`th is a PDF, and of the others every `html_every`th a page of HTML; 0 writes none. Returns the
    number of letters written. Raises OSError where writing fails.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for written, letter in enumerate(letters, 1):
        path = folder / letter.case_number
        if pdf_every and written % pdf_every == 0:
            path.with_suffix(".pdf").write_bytes(to_pdf(letter.text))
        elif html_every and written % html_every == 0:
            path.with_suffix(".html").write_text(to_html(letter.text), encoding="utf-8", newline="\n")
        else:
            path.with_suffix(".txt").write_text(letter.text, encoding="utf-8", newline="\n")
    return written


def to_html(text: str) -> str:
    r"""The letter `text` (pages parted by "\f") as a page of HTML, a line for each of its lines."""
    lines = "<br>\n".join(html.escape(line.rstrip(), quote=False) for line in text.replace("\f", "\n").split("\n"))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Letter</title>\n<p>{lines}</p>\n</html>\n'
    )


def write_jsonl(path: Path | str, count: int, seed: int = 0) -> None:
    """Write the letters of `compose(count, seed)` to `path`, a line {"id", "text"} each.

    Lines are compressed where the name ends in .gz. Many letters are composed by as many processes as there are
    processors; the bytes written are the same. Raises OSError where the file cannot be written.
    """
    path = Path(path)
    lines = partial(_packed_lines if path.suffix == ".gz" else _lines, seed, count)
    starts = range(0, count, TOGETHER)
    # Letters hold no reference cycles, so the processes spend no time looking for any.
    with (
        path.open("wb") as out,
        ProcessPoolExecutor(initializer=gc.disable) if len(starts) > 1 else nullcontext() as processes,
    ):
        for some in processes.map(lines, starts) if processes else map(lines, starts):
            out.write(some)


def _lines(seed: int, count: int, first: int) -> bytes:
    """The lines of the `TOGETHER` letters from number `first` on, of `count` in all."""
    letters = compose_texts(min(TOGETHER, count - first), seed, first)
    return _ENCODER.encode_lines([{"id": name, "text": text} for name, text in letters])


def _packed_lines(seed: int, count: int, first: int) -> bytes:
    # Without the time in its header, so that the same letters give the same bytes.
    return gzip.compress(_lines(seed, count, first), 6, mtime=0)
