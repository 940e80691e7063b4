"""Looser queries for one that finds nothing: as it was typed, with one thing left out, or out of its quotes.

They are texts of the query language, so that a user can run them, and change them.
"""

from collections.abc import Iterator

from corpus.clean import clean, one_line
from search.lexer import Lexeme, Mark, lexemes

_OPERATORS = frozenset({Mark.AND, Mark.OR, Mark.NOT, Mark.NEAR})


def looser_queries(text: str) -> list[str]:
    """Return queries that ask for less than `text`, each once, those that take the least away first."""
    cleaned = clean(text)
    units = list(_units(list(lexemes(cleaned))))
    unquoted = (_without_quotes(cleaned, piece) for unit in units for piece in unit if piece.mark is Mark.PHRASE)
    shorter = (_without(cleaned, unit) for unit in units) if len(units) > 1 else ()
    return [one for one in dict.fromkeys((*unquoted, *shorter)) if one and one != one_line(cleaned)]


def _units(pieces: list[Lexeme]) -> Iterator[list[Lexeme]]:
    """Yield what can be left out: a word, a phrase or a parenthesis, with the operators before it."""
    unit: list[Lexeme] = []
    depth = 0
    for piece in pieces:
        unit.append(piece)
        depth += (piece.mark is Mark.OPEN) - (piece.mark is Mark.CLOSE and depth > 0)
        if depth == 0 and piece.mark not in _OPERATORS:
            yield unit
            unit = []


def _without(text: str, unit: list[Lexeme]) -> str:
    rest = one_line(f"{text[: unit[0].start]} {text[unit[-1].end :]}")
    # What is left may begin with the operator that joined it.
    first = next(lexemes(rest), None)
    return rest[first.end :].strip() if first and first.mark in _OPERATORS - {Mark.NOT} else rest


def _without_quotes(text: str, piece: Lexeme) -> str:
    field = f"{piece.field}:" if piece.field else ""
    words = f"{field}({piece.text})" if field else piece.text
    return one_line(f"{text[: piece.start]} {words} {text[piece.end :]}")
