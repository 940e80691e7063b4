"""Read a file, whatever its kind: a letter, a zip of letters, or a letter a JSON line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corpus.determination import SourceText
from corpus.errors import UnreadableLetter, UnreadableNow
from corpus.readers.archive import ARCHIVE_FORMAT, archive_letters
from corpus.readers.found import Found, Other, Read
from corpus.readers.letter import FORMATS, take_letter
from corpus.readers.lines import LINE_FORMATS

_COLLECTIONS: dict[str, Callable[[IO[bytes], str], Iterator[Found]]] = {
    ARCHIVE_FORMAT: archive_letters,
    **LINE_FORMATS,
}
_ENDINGS = (*FORMATS, *_COLLECTIONS)

NO_LETTERS = f"holds no letters: the name must end in one of {', '.join(sorted(_ENDINGS))}"


def holds_letters(path: Path) -> bool:
    """Tell by its name whether a file is a letter or holds letters."""
    return path.name.lower().endswith(_ENDINGS)


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that is one letter."""

    path: Path

    @property
    def source(self) -> str:
        """The path."""
        return str(self.path)

    def read(self) -> SourceText:
        """Read it.

        Raises:
            UnreadableLetter: the file can't be read, or holds no text; the message says why.
        """
        return read_letter(self.path)


def find_letters(path: Path) -> Iterator[Found]:
    """Find the letters of the file at `path`, one in memory at a time, in the file's order.

    Nothing is raised for what can't be read: the error is yielded in its place, and the search goes on behind it if
    that is possible. An error whose source is the file itself says that the rest of it, or all, was not read.
    """
    name = path.name.lower()
    find = next((_COLLECTIONS[ending] for ending in _COLLECTIONS if name.endswith(ending)), None)
    if find is None:
        yield UnreadFile(path)
        return
    try:
        with _opened(path) as stream:
            yield from find(stream, str(path))
    except UnreadableLetter as error:
        yield error


def read_letters(path: Path) -> Iterator[Read]:
    """Read what `find_letters` finds; what can't be read is yielded as its error."""
    for found in find_letters(path):
        if isinstance(found, UnreadableLetter | Other):
            yield found
            continue
        try:
            yield found.read()
        except UnreadableLetter as error:
            yield error


def read_letter(path: Path) -> SourceText:
    """Read the file at `path`, which is one letter.

    Raises:
        UnreadableLetter: the file can't be read, or holds no text; the message says why.
    """
    if path.suffix.lower() not in FORMATS:
        raise UnreadableLetter(str(path), NO_LETTERS)
    with _opened(path) as stream:
        letter = take_letter(stream, path, str(path))
    return letter.read()


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, and translate what goes wrong while it is open."""
    try:
        if path.exists() and not path.is_file():
            # A pipe would be waited for without end.
            raise UnreadableLetter(str(path), "is not a regular file")
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise UnreadableNow(str(path), error.strerror or str(error)) from error
