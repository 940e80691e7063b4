"""One letter, whatever its format: its file's bytes, or its text, to a `SourceText`."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import IO, cast

from corpus.clean import clean
from corpus.determination import SourceText
from corpus.errors import UnreadableLetter
from corpus.readers.text import plain_text

Reader = Callable[[bytes, str], str]


# Loaded with the first such letter: the libraries take longer to import than a search takes, and that reads no file.
def _pdf_text(data: bytes, source: str) -> str:
    return cast("Reader", import_module("corpus.readers.pdf").pdf_text)(data, source)


def _html_text(data: bytes, source: str) -> str:
    return cast("Reader", import_module("corpus.readers.html").html_text)(data, source)


# By the end of a file's name: its bytes and its source, which errors name, to its text.
FORMATS: dict[str, Reader] = {
    ".pdf": _pdf_text,
    ".txt": plain_text,
    ".html": _html_text,
    ".htm": _html_text,
}

# Real letters take less than 1 MB in any format. Nothing larger than this is held in memory, whatever a file claims.
LARGEST_LETTER = 64 * 2**20
TOO_LARGE = f"is larger than {LARGEST_LETTER // 2**20} MB, too large for a letter"

# A letter's id is a term of the index, and engines bound the length of those.
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class UnreadLetter:
    """A letter's bytes; `path` gives its format and name."""

    source: str
    path: PurePath
    data: bytes

    def read(self) -> SourceText:
        """Read it.

        Raises:
            UnreadableLetter: it holds no text, or can't be read as what its name says.
        """
        return letter_of(FORMATS[self.path.suffix.lower()](self.data, self.source), self.path.stem, self.source)


def take_letter(stream: IO[bytes], path: PurePath, source: str) -> UnreadLetter:
    """Take the bytes of the letter whose file is open as `stream`.

    Raises:
        UnreadableLetter: there are none, or too many.
        OSError: reading fails.
    """
    data = stream.read(LARGEST_LETTER + 1)
    if not data:
        raise UnreadableLetter(source, "is empty")
    if len(data) > LARGEST_LETTER:
        raise UnreadableLetter(source, TOO_LARGE)
    return UnreadLetter(source, path, data)


def letter_of(raw: str, name: str, source: str) -> SourceText:
    """Return the letter that says `raw`.

    Raises:
        UnreadableLetter: there is no text, or the name is too long to be an id.
    """
    if len(name) > _LONGEST_NAME:
        raise UnreadableLetter(source, f"its name is longer than {_LONGEST_NAME} characters")
    text = clean(raw)
    if not text.strip():
        raise UnreadableLetter(source, "holds no text")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    warnings = (f"{damaged} characters could not be read",) if damaged else ()
    return SourceText(source=source, name=name, text=text, warnings=warnings)
