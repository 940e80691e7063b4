"""The query language: a user's text to an expression. The only place that parses what users type.

Words, "phrases", "near words"~N, /s and /p, AND OR NOT, parentheses, -word, +word, prefix*, field:value, ranges. Any
text means something: stray quotes, brackets and operators are passed over, and punctuation inside a word makes it
several that stand together ("10/325").
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.clean import clean
from index.analysis import FUNCTION_WORDS, tokenize
from index.fields import BY_NAME, Kind
from search.bounds import parse_range
from search.expression import (
    All,
    Any,
    Anything,
    Between,
    Description,
    Expression,
    Quoted,
    Start,
    Together,
    Without,
    Word,
)
from search.lexer import Lexeme, Mark, lexemes

# Up to so many words must all match; more, without operators, are a description, ranked by how much of it matches. So
# is any text of more characters than a query has.
_ALL_MUST_MATCH = 6
_LONGEST_QUERY = 2_000

# What the parts of a query cost to look for, words of their own being one, and how much it may cost: what asks for more
# is taken for a description too.
_PHRASE, _PREFIX, _MOST = 4, 8, 120

# Parentheses deeper than this are passed over: nobody means them, and engines recurse.
_DEEPEST = 30
# Words between two that /s asks for: about a sentence.
_SENTENCE = 25


@dataclass(slots=True)
class _Group:
    """An open parenthesis: the alternatives parted by OR, each a list of parts that must all match.

    `scope` is the field named before the parenthesis, which holds for all in it. `near` is the /s or /p that waits for
    its second operand.
    """

    scope: str | None = None
    negated: bool = False
    alternatives: list[list[Expression]] = field(default_factory=lambda: [[]])
    near: str | None = None

    def add(self, part: Expression, *, negated: bool) -> None:
        parts = self.alternatives[-1]
        near, self.near = self.near, None
        if negated:
            parts.append(Without(part))
        elif near and parts and not isinstance(parts[-1], Without):
            self._join(parts, part, _SENTENCE if near.lower() == "/s" else None)
        else:
            parts.append(part)

    @staticmethod
    def _join(parts: list[Expression], part: Expression, within: int | None) -> None:
        match parts[-1]:
            case Together(joined, before) if before == within:
                parts[-1] = Together((*joined, part), within)
            case Together(joined):
                # "a /s b /p c": b goes with both.
                parts.append(Together((joined[-1], part), within))
            case first:
                parts[-1] = Together((first, part), within)

    def expression(self) -> Expression | None:
        parts = list(dict.fromkeys(_one_or(All, alternative) for alternative in self.alternatives if alternative))
        return _one_or(Any, parts) if parts else None


def parse_query(text: str) -> Expression:
    """Return what `text` asks for. A blank text asks for everything, one without any letter or digit for nothing."""
    if not text.strip():
        return Anything()
    pieces = list(lexemes(clean(text)))
    words = [piece for piece in pieces if piece.mark in (Mark.WORD, Mark.PHRASE)]
    if len(text) > _LONGEST_QUERY or (len(words) > _ALL_MUST_MATCH and not any(map(_is_operator, pieces))):
        return _description(words)
    asked = _grouped(pieces) or Any(())
    if _cost(asked) <= _MOST:
        return asked
    return Description(tuple(dict.fromkeys(_single_words(asked))), is_query=True)


def _single_words(asked: Expression) -> Iterator[Word]:
    """Yield the words that are wanted, each by itself; what is not wanted can only be let go."""
    match asked:
        case Word(words) | Quoted(words):
            yield from (Word((word,)) for word in words)
        case Start(start):
            yield Word((start,))
        case Any(parts) | All(parts) | Together(parts):
            for part in parts:
                yield from _single_words(part)


def _cost(asked: Expression) -> int:
    """Return what an expression costs to look for."""
    match asked:
        case Word(words):
            return _PHRASE if len(words) > 1 else 1
        case Quoted(words):
            return _PHRASE * (len(words) - 1)
        case Start():
            return _PREFIX
        case Any(parts) | All(parts):
            return sum(map(_cost, parts))
        case Without(part):
            return _cost(part)
        case Together(parts):
            # Each of the words on one side is looked for near each on the other.
            return sum(_PHRASE * _cost(one) * _cost(other) for one, other in pairwise(parts))
        case _:
            return 0


def is_list(text: str) -> bool:
    """Tell whether a query is a list of words and phrases, which nobody joined by an operator."""
    return not any(piece.mark in (Mark.OPEN, Mark.CLOSE) or _is_operator(piece) for piece in lexemes(clean(text)))


def _is_operator(piece: Lexeme) -> bool:
    """Tell what only a query has, and no pasted text: quotes and parentheses alone prove nothing."""
    return piece.mark in (Mark.AND, Mark.OR, Mark.NOT, Mark.NEAR) or piece.field is not None


def _description(pieces: list[Lexeme]) -> Description:
    """Return what a long text says: each word once, and none that says nothing, unless it has no others."""
    told = dict.fromkeys(words for piece in pieces if (words := _words(piece.text)))
    telling = [words for words in told if not FUNCTION_WORDS.issuperset(words)]
    return Description(tuple(map(Word, telling or told)))


def _grouped(pieces: list[Lexeme]) -> Expression | None:
    groups = [_Group()]
    too_deep = 0
    negated = False
    for piece in pieces:
        match piece.mark:
            case Mark.NOT:
                negated = not negated
                continue
            case Mark.OPEN if len(groups) > _DEEPEST:
                too_deep += 1
            case Mark.OPEN:
                groups.append(_Group(piece.field or groups[-1].scope, negated))
            case Mark.CLOSE if too_deep:
                too_deep -= 1
            case Mark.CLOSE if len(groups) > 1:
                _close(groups)
            case Mark.OR:
                groups[-1].alternatives.append([])
            case Mark.NEAR:
                groups[-1].near = piece.text
            case Mark.WORD | Mark.PHRASE:
                leaf = _leaf(piece, piece.field or groups[-1].scope)
                if leaf:
                    groups[-1].add(leaf, negated=negated)
        negated = False
    while len(groups) > 1:
        _close(groups)
    return groups[0].expression()


def _close(groups: list[_Group]) -> None:
    group = groups.pop()
    expression = group.expression()
    if expression:
        groups[-1].add(expression, negated=group.negated)


def _leaf(piece: Lexeme, name: str | None) -> Expression | None:
    """Return what a word or phrase asks for; None if there is no letter or digit in it."""
    asked = BY_NAME[name] if name else None
    if asked and asked.kind not in (Kind.TEXT, Kind.KEYWORD):
        if found := parse_range(asked, piece.text):
            return Between(found)
        # What is no number or date is searched for as it stands.
        name = None
    words = _words(piece.text)
    if not words:
        return None
    if piece.mark is Mark.PHRASE and len(words) > 1:
        return Quoted(words, piece.within, name)
    if piece.mark is Mark.WORD and len(words) == 1 and piece.text.endswith("*"):
        return Start(words[0], name)
    return Word(words, name)


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokenize(text))


def _one_or(kind: type[All] | type[Any], parts: list[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
