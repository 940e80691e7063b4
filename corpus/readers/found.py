"""What the readers find in a file, and the names they give it.

A letter's `source` is its file's path. Inside a zip the member's path follows: `records.zip/2016/CM16-0000001.pdf`;
inside a file of JSON lines the line's number: `letters.jsonl:17`, `records.zip/letters.jsonl:17`.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from corpus.determination import SourceText
from corpus.errors import UnreadableLetter

_LINE = re.compile(r"(?P<file>.*\.jsonl(?:\.gz)?):\d+", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Other:
    """Something in a zip that is no letter, by its name: counted and left alone."""

    source: str


class Unread(Protocol):
    """A letter that was found but not yet read. It can be sent to another process, to be read there."""

    @property
    def source(self) -> str:
        """Where the letter stands."""
        ...

    def read(self) -> SourceText:
        """Read it.

        Raises:
            UnreadableLetter: it can't be read, or holds no text; the message says why.
        """
        ...


Found = Unread | UnreadableLetter | Other
Read = SourceText | UnreadableLetter | Other


def line_source(file: str, number: int) -> str:
    """Return the source of a JSON line, counted from 1."""
    return f"{file}:{number}"


def file_of(source: str) -> str:
    """Return the file, or the member of a zip, that a source stands in: itself, unless it is a JSON line."""
    line = _LINE.fullmatch(source)
    return line["file"] if line else source


def holders(source: str) -> Iterator[str]:
    """Yield a source, and whatever it stands in: its file, its zip, and their folders to the root."""
    yield source
    place = file_of(source)
    if place != source:
        yield place
    while (holder := os.path.dirname(place)) != place:  # noqa: PTH120  # a source inside a zip is no path
        yield holder
        place = holder


def printable(name: str) -> str:
    r"""Return a name from inside a file so that it can be shown and stored anywhere: `\x1b` for an escape character."""
    return name if name.isprintable() else "".join(map(_escaped, name))


def _escaped(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
