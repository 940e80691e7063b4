"""A query's text to lexemes, in one pass over it. Nothing is an error: what means nothing is passed over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from index.fields import BY_NAME


class Mark(Enum):
    """What a lexeme is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    PHRASE = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a query, and its span there. `field` is the name that stands before it: `rationale:pain`.

    `within` is the number behind a phrase: `"near words"~5`.
    """

    mark: Mark
    start: int
    end: int
    text: str = ""
    field: str | None = None
    within: int | None = None


_FIELD_NAME = "|".join(sorted(BY_NAME, key=len, reverse=True))

# Alternatives in order of trial. The length of a range is bounded, so that no text makes the scan quadratic.
_LEXEME = re.compile(
    rf"""\s+
       | (?P<close> \) )
       | (?P<not> - (?= [^\s)-] ) )
       | (?P<and> \+ (?= [^\s)+] ) )
       | (?: (?P<field> {_FIELD_NAME} ) : (?P<without> - (?= [^\s):-] ) )? (?= [^\s):] ) )?
         (?: (?P<open> \( )
           | ["“”] (?P<phrase> [^"“”]* ) ["“”] (?: ~ (?P<within> \d{{1,4}} ) )?
           | (?P<range> [\[{{] [^\[\]{{}}()"“”]{{1,60}} [\]}}] )
           | (?P<word> [^\s()"“”]+ ) (?: \( e?s \) )?
           | (?P<stray> . ) )""",
    re.VERBOSE | re.IGNORECASE,
)
_OPERATORS = {
    "AND": Mark.AND, "OR": Mark.OR, "NOT": Mark.NOT,
    "/s": Mark.NEAR, "/S": Mark.NEAR, "/p": Mark.NEAR, "/P": Mark.NEAR,
}  # fmt: skip


def lexemes(text: str) -> Iterator[Lexeme]:
    """Yield the lexemes of a query in order."""
    for match in _LEXEME.finditer(text):
        start, end = match.span()
        field = match["field"].lower() if match["field"] else None
        if match["without"]:
            yield Lexeme(Mark.NOT, start, end)
        if match["close"]:
            yield Lexeme(Mark.CLOSE, start, end)
        elif match["not"]:
            yield Lexeme(Mark.NOT, start, end)
        elif match["and"]:
            yield Lexeme(Mark.AND, start, end)
        elif match["open"]:
            yield Lexeme(Mark.OPEN, start, end, field=field)
        elif match["phrase"] is not None:
            within = int(match["within"]) if match["within"] else None
            yield Lexeme(Mark.PHRASE, start, end, match["phrase"], field, within)
        elif match["range"] or match["word"]:
            word = match["range"] or match["word"]
            mark = _OPERATORS.get(word, Mark.WORD) if field is None else Mark.WORD
            yield Lexeme(mark, start, end, word, field)
