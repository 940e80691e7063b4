"""Looser queries for one that finds nothing, or little: as it was typed, with one thing left out, or taken apart.

Phrases are taken out of their quotes, and what was typed without a blank ("neck/shoulder") into its words.

They are texts of the query language, so that a user can run them, and change them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.clean import clean, one_line
from index.analysis import FUNCTION_WORDS, tokenize
from search.lexer import Lexeme, Mark, lexemes
from search.synonyms import named_in

_OPERATORS = frozenset({Mark.AND, Mark.OR, Mark.NOT, Mark.NEAR})


@dataclass(frozen=True, slots=True)
class LooserQuery:
    """A query that asks for less. `without` are the words left out, None where it is not just words that were."""

    text: str
    without: str | None = None


def looser_queries(text: str) -> list[LooserQuery]:
    """Return queries that ask for less than `text`, each text once, those that take the least away first."""
    cleaned = clean(text)
    units = list(_named_together(list(_units(list(lexemes(cleaned))))))
    wanted = (unit for unit in units if all(piece.mark is not Mark.NOT for piece in unit))
    apart = (LooserQuery(_apart(cleaned, piece)) for unit in wanted for piece in unit if _is_several(piece))
    shorter = (_without(cleaned, unit) for unit in units if not _says_nothing(unit)) if len(units) > 1 else ()
    by_text: dict[str, LooserQuery] = {}
    for one in (*apart, *shorter):
        if one.text and one.text != one_line(cleaned):
            by_text.setdefault(one.text, one)
    return list(by_text.values())


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


def _named_together(units: list[list[Lexeme]]) -> Iterator[list[Lexeme]]:
    """Yield units, but one of all the words of a name: what is left of "physical therapy" is no looser name."""
    flat = [(number, token.word) for number, unit in enumerate(units) if _is_word(unit)
            for token in tokenize(unit[0].text)]  # fmt: skip
    starts: dict[int, int] = {}
    for one in named_in([word for _, word in flat]):
        first, last = flat[one.first][0], flat[one.last - 1][0]
        if last - first < one.last - one.first:
            starts[first] = last
    number = 0
    while number < len(units):
        last = starts.get(number, number)
        yield [piece for unit in units[number : last + 1] for piece in unit]
        number = last + 1


def _is_word(unit: list[Lexeme]) -> bool:
    return len(unit) == 1 and unit[0].mark is Mark.WORD and unit[0].field is None


def _says_nothing(unit: list[Lexeme]) -> bool:
    return _is_word(unit) and FUNCTION_WORDS.issuperset(token.word for token in tokenize(unit[0].text))


def _without(text: str, unit: list[Lexeme]) -> LooserQuery:
    rest = one_line(f"{text[: unit[0].start]} {text[unit[-1].end :]}")
    plain = all(piece.mark in (Mark.WORD, Mark.PHRASE) and piece.field is None for piece in unit)
    without = one_line(text[unit[0].start : unit[-1].end]) if plain else None
    # What is left may begin with the operator that joined it.
    first = next(lexemes(rest), None)
    if first and first.mark in _OPERATORS - {Mark.NOT}:
        return LooserQuery(rest[first.end :].strip(), None)
    return LooserQuery(rest, without)


def _is_several(piece: Lexeme) -> bool:
    """Tell whether a piece is a phrase, or several words joined by punctuation, of which one is no number."""
    if piece.mark is not Mark.WORD or piece.field:
        return piece.mark is Mark.PHRASE
    words = [token.word for token in tokenize(piece.text)]
    return len(words) > 1 and any(map(str.isalpha, words))


def _apart(text: str, piece: Lexeme) -> str:
    words = piece.text if piece.mark is Mark.PHRASE else " ".join(token.word for token in tokenize(piece.text))
    scoped = f"{piece.field}:({words})" if piece.field else words
    return one_line(f"{text[: piece.start]} {scoped} {text[piece.end :]}")
