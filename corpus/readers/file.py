"""Read a file, whatever its kind: a letter, a zip of letters, or a letter a JSON line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from corpus.determination import SourceText
from corpus.errors import UnreadableLetter
from corpus.readers.archive import ARCHIVE_FORMAT, archive_letters
from corpus.readers.found import Found
from corpus.readers.letter import FORMATS, read_stream
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


def read_letters(path: Path) -> Iterator[Found]:
    """Read the letters of the file at `path`, one in memory at a time, in the file's order.

    Nothing is raised for what can't be read: the error is yielded in its place, and reading goes on behind it if that
    is possible. An error whose source is the file itself says that the rest of it, or all, was not read.
    """
    name = path.name.lower()
    read = next((_COLLECTIONS[ending] for ending in _COLLECTIONS if name.endswith(ending)), None)
    try:
        if read is None:
            yield read_letter(path)
        else:
            with _opened(path) as stream:
                yield from read(stream, str(path))
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
        return read_stream(stream, path, str(path))


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, and translate what goes wrong while it is open."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise UnreadableLetter(str(path), "its name is not UTF-8: rename it") from error
    if path.exists() and not path.is_file():
        # A pipe would be waited for without end.
        raise UnreadableLetter(str(path), "is not a regular file")
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise UnreadableLetter(str(path), error.strerror or str(error)) from error
