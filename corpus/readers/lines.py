"""Files of JSON lines, plain or packed by gzip: a letter a line, `{"id": ..., "text": ...}`; other keys are ignored."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from corpus.determination import SourceText
from corpus.errors import UnreadableLetter
from corpus.readers.found import Found, line_source, printable
from corpus.readers.letter import LARGEST_LETTER, TOO_LARGE, letter_of

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PASSED_OVER_AT_ONCE = 2**20


class _Number(str):
    """A JSON number as it is written: an id may have more digits than a number would keep."""

    __slots__ = ()


_decoder = json.JSONDecoder(parse_int=_Number, parse_float=_Number)


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line's bytes."""

    source: str
    data: bytes

    def read(self) -> SourceText:
        """Read it.

        Raises:
            UnreadableLetter: it is no JSON object with an id and a text.
        """
        return _letter(self.data, self.source)


def line_letters(stream: IO[bytes], source: str) -> Iterator[Found]:
    """Find the letters of JSON lines, one line in memory at a time; blank lines are passed over.

    Raises:
        UnreadableLetter: there is no line but blank ones.
        OSError: reading fails; what was yielded before counts.
    """
    empty = True
    for number, line in _lines(stream):
        empty = False
        yield UnreadLine(line_source(source, number), line)
    if empty:
        # An export that failed must not look like one from which all letters were taken.
        raise UnreadableLetter(source, "is empty")


def packed_line_letters(stream: IO[bytes], source: str) -> Iterator[Found]:
    """Find the letters of JSON lines packed by gzip.

    Raises:
        UnreadableLetter: as `line_letters`, or the packed data is damaged; what was yielded before counts.
        OSError: reading fails.
    """
    try:
        with gzip.GzipFile(fileobj=stream) as unpacked:
            yield from line_letters(cast("IO[bytes]", unpacked), source)
    except EOFError as error:
        raise UnreadableLetter(source, "is cut off: its packed data has no end") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableLetter(source, "is not readable gzip data (damaged, or another format)") from error


# By the end of a file's name.
LINE_FORMATS: dict[str, Callable[[IO[bytes], str], Iterator[Found]]] = {
    ".jsonl": line_letters,
    ".jsonl.gz": packed_line_letters,
}


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, numbered from 1; one that is too long is cut right behind the limit."""
    number = 0
    while line := stream.readline(LARGEST_LETTER + 1):
        number += 1
        piece = line
        while len(piece) > _PASSED_OVER_AT_ONCE and not piece.endswith(b"\n"):
            piece = stream.readline(_PASSED_OVER_AT_ONCE + 1)
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if line and not line.isspace():
            yield number, line


def _letter(line: bytes, source: str) -> SourceText:
    if len(line) > LARGEST_LETTER:
        raise UnreadableLetter(source, TOO_LARGE)
    try:
        fields = _decoder.decode(line.decode())
    except UnicodeDecodeError as error:
        raise UnreadableLetter(source, "is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise UnreadableLetter(
            source, f"is not JSON ({error.msg.removesuffix(' at')} at character {error.colno})"
        ) from error
    except RecursionError as error:
        raise UnreadableLetter(source, "is nested too deeply") from error
    if not isinstance(fields, dict):
        raise UnreadableLetter(source, "is not a JSON object")
    for key in ("id", "text"):
        if key not in fields:
            raise UnreadableLetter(source, f'has no "{key}"')
    name, text = fields["id"], fields["text"]
    if not isinstance(name, str):
        raise UnreadableLetter(source, 'its "id" is neither a string nor a number')
    if not isinstance(text, str) or isinstance(text, _Number):
        raise UnreadableLetter(source, 'its "text" is not a string')
    if not name.strip():
        raise UnreadableLetter(source, 'its "id" is empty')
    return letter_of(text, printable(name.strip()), source)
