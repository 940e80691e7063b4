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
    PHRASE = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a query. `field` is the name that stands before it: `rationale:pain`."""

    mark: Mark
    text: str = ""
    field: str | None = None


_FIELD_NAME = "|".join(sorted(BY_NAME, key=len, reverse=True))

# Alternatives in order of trial. The length of a range is bounded, so that no text makes the scan quadratic.
_LEXEME = re.compile(
    rf"""\s+
       | (?P<close> \) )
       | (?P<not> - (?= [^\s)-] ) )
       | (?P<and> \+ (?= [^\s)+] ) )
       | (?: (?P<field> {_FIELD_NAME} ) : (?P<without> - (?= [^\s):-] ) )? (?= [^\s):] ) )?
         (?: (?P<open> \( )
           | ["“”] (?P<phrase> [^"“”]* ) ["“”] (?: ~ \d{{1,4}} )?
           | (?P<range> [\[{{] [^\[\]{{}}()"“”]{{1,60}} [\]}}] )
           | (?P<word> [^\s()"“”]+ ) (?: \( e?s \) )?
           | (?P<stray> . ) )""",
    re.VERBOSE | re.IGNORECASE,
)
_OPERATORS = {"AND": Mark.AND, "OR": Mark.OR, "NOT": Mark.NOT}


def lexemes(text: str) -> Iterator[Lexeme]:
    """Yield the lexemes of a query in order."""
    for match in _LEXEME.finditer(text):
        field = match["field"].lower() if match["field"] else None
        if match["without"]:
            yield Lexeme(Mark.NOT)
        if match["close"]:
            yield Lexeme(Mark.CLOSE)
        elif match["not"]:
            yield Lexeme(Mark.NOT)
        elif match["and"]:
            yield Lexeme(Mark.AND)
        elif match["open"]:
            yield Lexeme(Mark.OPEN, field=field)
        elif match["phrase"] is not None:
            yield Lexeme(Mark.PHRASE, match["phrase"], field)
        elif match["range"] or match["word"]:
            word = match["range"] or match["word"]
            yield Lexeme(_OPERATORS.get(word, Mark.WORD) if field is None else Mark.WORD, word, field)
