"""The query language: a user's text to a clause. The only place that parses what users type.

Words, "phrases", AND OR NOT, parentheses, -word, +word, prefix*, field:value, ranges. Any text means something: stray
quotes, brackets and operators are passed over, and punctuation inside a word makes it a phrase ("10/325").
"""

from dataclasses import dataclass, field

from corpus.clean import clean
from index.analysis import FUNCTION_WORDS, tokenize
from index.fields import BY_NAME, DEFAULT_FIELDS, Field, Kind
from index.query import AllOf, AnyOf, BestOf, Clause, Everything, Not, Phrase, Prefix, Term
from search.bounds import parse_range
from search.lexer import Lexeme, Mark, lexemes

# Up to so many words must all match; more, without operators, are a description, ranked by how much of it matches. So
# is any text of more characters than a query has.
_ALL_MUST_MATCH = 6
_LONGEST_QUERY = 2_000

# Parentheses deeper than this are passed over: nobody means them, and engines recurse.
_DEEPEST = 30


@dataclass(slots=True)
class _Group:
    """An open parenthesis: the alternatives parted by OR, each a list of clauses that must all match.

    `scope` is the field named before the parenthesis, which holds for all in it.
    """

    scope: str | None = None
    negated: bool = False
    alternatives: list[list[Clause]] = field(default_factory=lambda: [[]])

    def add(self, clause: Clause, *, negated: bool) -> None:
        self.alternatives[-1].append(Not(clause) if negated else clause)

    def clause(self) -> Clause | None:
        parts = [_one_or(AllOf, alternative) for alternative in self.alternatives if alternative]
        return _one_or(AnyOf, parts) if parts else None


def parse_query(text: str) -> Clause:
    """Return what `text` asks for. A blank text asks for everything, one without any letter or digit for nothing."""
    if not text.strip():
        return Everything()
    pieces = list(lexemes(clean(text)))
    words = [piece for piece in pieces if piece.mark in (Mark.WORD, Mark.PHRASE)]
    if len(text) > _LONGEST_QUERY or (len(words) > _ALL_MUST_MATCH and not any(map(_is_operator, pieces))):
        return _description(words)
    return _grouped(pieces) or AnyOf(())


def _is_operator(piece: Lexeme) -> bool:
    """Tell what only a query has, and no pasted text: quotes and parentheses alone prove nothing."""
    return piece.mark in (Mark.AND, Mark.OR, Mark.NOT) or piece.field is not None


def _description(words: list[Lexeme]) -> Clause:
    """Return a clause for a long text: any of its telling words, each counted once, and the more the better."""
    telling = [piece for piece in words if piece.text.lower() not in FUNCTION_WORDS]
    leaves = dict.fromkeys(leaf for piece in telling or words if (leaf := _leaf(piece, None)))
    return AnyOf(tuple(leaves))


def _grouped(pieces: list[Lexeme]) -> Clause | None:
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
            case Mark.WORD | Mark.PHRASE:
                leaf = _leaf(piece, groups[-1].scope)
                if leaf:
                    groups[-1].add(leaf, negated=negated)
        negated = False
    while len(groups) > 1:
        _close(groups)
    return groups[0].clause()


def _close(groups: list[_Group]) -> None:
    group = groups.pop()
    clause = group.clause()
    if clause:
        groups[-1].add(clause, negated=group.negated)


def _leaf(piece: Lexeme, group_field: str | None) -> Clause | None:
    name = piece.field or group_field
    if name is None:
        return _words(piece, DEFAULT_FIELDS)
    asked = BY_NAME[name]
    if asked.kind in (Kind.TEXT, Kind.KEYWORD):
        return _words(piece, (asked,))
    # What is no number or date is searched for as it stands.
    return parse_range(asked, piece.text) or _words(piece, DEFAULT_FIELDS)


def _words(piece: Lexeme, fields: tuple[Field, ...]) -> Clause | None:
    """Return a clause for a word or phrase in any of the fields; None if there is no letter or digit in it."""
    tokens = list(tokenize(piece.text))
    if not tokens:
        return None
    stems = tuple(token.stem for token in tokens)
    is_prefix = piece.mark is Mark.WORD and len(tokens) == 1 and piece.text.endswith("*")
    parts: list[Clause] = []
    for searched in fields:
        weight = searched.weight or 1.0
        if is_prefix:
            parts.append(Prefix(searched.name, tokens[0].word, weight))
        elif len(stems) == 1:
            parts.append(Term(searched.name, stems[0], weight))
        else:
            parts.append(Phrase(searched.name, stems, weight))
    return _one_or(BestOf, parts)


def _one_or(kind: type[AllOf] | type[AnyOf] | type[BestOf], parts: list[Clause]) -> Clause:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
