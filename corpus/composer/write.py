"""Writing letters where other programs read them: a folder of .txt and .pdf, or one JSON line a letter."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.composer.pdf import to_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.composer.letter import ComposedLetter


def write_folder(letters: Iterable[ComposedLetter], folder: Path | str, pdf_every: int = 0) -> int:
    """Write each letter to `folder` (made if need be) as CASENUMBER.txt, every `pdf_every`th as CASENUMBER.pdf instead.

    Returns the number of letters written; `pdf_every` 0 writes no PDF. Raises OSError where writing fails.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for written, letter in enumerate(letters, 1):
        path = folder / letter.case_number
        if pdf_every and written % pdf_every == 0:
            path.with_suffix(".pdf").write_bytes(to_pdf(letter.text))
        else:
            path.with_suffix(".txt").write_text(letter.text, encoding="utf-8", newline="\n")
    return written


def write_jsonl(letters: Iterable[ComposedLetter], path: Path | str) -> int:
    """Write the letters to `path`, a line {"id", "text"} each, compressed where the name ends in .gz.

    Returns the number of letters written. Raises OSError where the file cannot be written.
    """
    path = Path(path)
    written = 0
    with path.open("wb") as raw:
        # No name and no time in the header of the gzip file: the same letters give the same bytes.
        out = gzip.GzipFile("", "wb", 6, raw, mtime=0) if path.suffix == ".gz" else raw
        with out:
            for letter in letters:
                line = json.dumps({"id": letter.letter, "text": letter.text}, ensure_ascii=False)
                out.write(line.encode() + b"\n")
                written += 1
    return written
