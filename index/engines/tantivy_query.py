"""Clauses to tantivy's queries."""

from collections.abc import Callable
from itertools import pairwise

import tantivy

from index.analysis import lower
from index.engines.tantivy_schema import column_of, whole_of, words_of
from index.query import (
    AllOf,
    AnyOf,
    AtLeast,
    BestOf,
    Clause,
    Everything,
    Exactly,
    Missing,
    Near,
    Not,
    Phrase,
    Prefer,
    Prefix,
    Range,
    Term,
)

# A prefix of fewer words is looked up word by word, several times faster than walking the dictionary by pattern.
_MANY_WORDS = 1_000
# How much the second-best field of a word adds to the best one's score.
_TIE_BREAKER = 0.3
_MUST, _SHOULD, _MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class ClauseCompiler:
    """Compiles clauses for an index; `terms` returns so many terms of a column that begin with a prefix, or all."""

    def __init__(self, schema: tantivy.Schema, terms: Callable[[str, str, int], list[str]]) -> None:
        self._schema = schema
        self._terms = terms

    def query(self, clause: Clause) -> tantivy.Query:
        """Return tantivy's query for a clause."""
        schema, make = self._schema, tantivy.Query
        match clause:
            case Term(field, stem, weight):
                return make.boost_query(make.term_query(schema, field, stem), weight)
            case Phrase(field, stems, weight):
                return make.boost_query(make.phrase_query(schema, field, list(stems)), weight)
            case Near(weight=weight):
                return make.boost_query(self._near(clause), weight)
            case Prefix(weight=weight):
                return make.boost_query(self._prefix(clause), weight)
            case Exactly(field, value):
                return unscored(make.term_query(schema, whole_of(field), lower(value)))
            case Missing(field):
                present = make.exists_query(column_of(field))
                return make.boolean_query([(_MUST, unscored(make.all_query())), (_MUST_NOT, present)])
            case Range(field, None, None):
                return unscored(make.exists_query(column_of(field)))
            case Range(field, low, high):
                return unscored(make.range_query(schema, field, tantivy.FieldType.Integer, low, high))
            case Everything():
                return unscored(make.all_query())
            case _:
                return self._compile_parts(clause)

    def _compile_parts(self, clause: AllOf | AnyOf | BestOf | AtLeast | Prefer | Not) -> tantivy.Query:
        make = tantivy.Query
        match clause:
            case AllOf(parts):
                return self._all_of(parts)
            case AnyOf(parts):
                return make.boolean_query([(_SHOULD, self.query(part)) for part in parts])
            case BestOf(parts):
                return make.disjunction_max_query([self.query(part) for part in parts], _TIE_BREAKER)
            case AtLeast(least, parts):
                asked = [(_SHOULD, self.query(part)) for part in parts]
                return make.boolean_query(asked, minimum_number_should_match=least)
            case Prefer(part, bonuses):
                rather = [(_SHOULD, self.query(bonus)) for bonus in bonuses]
                return make.boolean_query([(_MUST, self.query(part)), *rather])
            case Not():
                return self._all_of((clause,))

    def _near(self, clause: Near) -> tantivy.Query:
        """Ask for each pair in both orders: tantivy's slop allows two words fewer between the words turned around."""
        make, pairs = tantivy.Query, [pair for pair in pairwise(clause.stems) if pair[0] != pair[1]]
        if not pairs:
            return make.term_query(self._schema, clause.field, clause.stems[0])
        asked = [
            (_SHOULD, make.phrase_query(self._schema, clause.field, list(order), clause.within))
            for pair in pairs
            for order in (pair, pair[::-1])
        ]
        return make.boolean_query(
            [(_MUST, make.boolean_query(list(both))) for both in zip(asked[::2], asked[1::2], strict=True)]
        )

    def _prefix(self, clause: Prefix) -> tantivy.Query:
        field = words_of(clause.field)
        found = self._terms(field, clause.start, _MANY_WORDS)
        if len(found) < _MANY_WORDS:
            return tantivy.Query.term_set_query(self._schema, field, found)
        # The start of a word holds letters and digits only: nothing in it is special to a regular expression.
        return tantivy.Query.regex_query(self._schema, field, f"{clause.start}.*")

    def _all_of(self, parts: tuple[Clause, ...]) -> tantivy.Query:
        wanted = [(_MUST, self.query(part)) for part in parts if not isinstance(part, Not)]
        unwanted = [(_MUST_NOT, self.query(part.part)) for part in parts if isinstance(part, Not)]
        # A query of nothing but exclusions matches nothing in tantivy.
        everything = [] if wanted else [(_MUST, unscored(tantivy.Query.all_query()))]
        return tantivy.Query.boolean_query([*everything, *wanted, *unwanted])


def unscored(query: tantivy.Query) -> tantivy.Query:
    """Let a filter choose without adding to the score."""
    return tantivy.Query.const_score_query(query, 0.0)
