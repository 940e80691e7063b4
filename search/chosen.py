"""What a request chooses: its words as a clause, widened or not, narrowed by its filters."""

from dataclasses import dataclass

from corpus.determination import Decision
from index.engine import Engine
from index.query import AllOf, AnyOf, AtLeast, BestOf, Clause, Everything, Exactly, Not, Prefer
from search.compile import compile_query
from search.expression import Expression
from search.filters import Filters
from search.request import SearchRequest
from search.sought import leaves
from search.widening import Correction

# Reasons are read by the decision: each speaks for one.
TELL_DECISION = frozenset({"decision", "reason"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The issues that a request asks for.

    `expression` is what its words ask as typed, `clause` as it runs, `where` that narrowed by all filters;
    `corrections` tell what else is looked for.
    """

    expression: Expression
    clause: Clause
    filters: Filters
    where: Clause
    corrections: tuple[Correction, ...]

    @property
    def tells_decision(self) -> bool:
        """Whether issues are chosen by how they were decided: then the share overturned says nothing of them."""
        by_filter = any(map(self.filters.selected, TELL_DECISION))
        # "Approved" is a word of some rationales too, but there are few of these.
        by_word = any(leaf.field == "decision" for leaf in leaves(self.clause))
        return by_filter or by_word or _asks_for(self.clause, TELL_DECISION)


def choose(engine: Engine, request: SearchRequest) -> Chosen:
    """Return what a request chooses; its page and order are no part of that.

    Raises:
        BadRequest: a filter names an unknown field, or a value that its field can't have.
    """
    compiled = compile_query(engine, request.text, exact=request.exact)
    filters = Filters(request.filters)
    where = filters.apply(compiled.clause)
    return Chosen(compiled.expression, compiled.clause, filters, where, compiled.corrections)


def decided(where: Clause, decision: Decision) -> Clause:
    """Narrow a clause to what was decided so."""
    return AllOf((where, Exactly("decision", decision)))


def _asks_for(clause: Clause, fields: frozenset[str]) -> bool:
    """Tell whether some word is asked for, or excluded, in these fields and in no others."""
    match clause:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return any(_asks_for(part, fields) for part in parts)
        case BestOf(parts):
            return bool(parts) and all(_asks_for(part, fields) for part in parts)
        case Prefer(part) | Not(part):
            return _asks_for(part, fields)
        case Everything():
            return False
        case _:
            return clause.field in fields
