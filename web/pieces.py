"""Texts in pieces, marked and not, for templates to print."""

from collections.abc import Iterable
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a text; `mark` numbers those that are marked, from the first one given, and is 0 for others."""

    text: str
    mark: int


def pieces(text: str, marks: Iterable[tuple[int, int]], first: int = 1) -> list[Piece]:
    """Part a text at its marks, which are spans in order of which none overlaps another. New pages are new lines."""
    text = text.replace("\f", "\n")
    parted = []
    end = 0
    for number, (start, stop) in enumerate(marks, first):
        parted += [Piece(text[end:start], 0), Piece(text[start:stop], number)]
        end = stop
    return [piece for piece in (*parted, Piece(text[end:], 0)) if piece.text]
