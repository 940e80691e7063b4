"""How issues were decided, for any query and by the values of any facet: rates of prior decisions, no forecasts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from corpus.determination import Decision
from corpus.errors import BadRequest
from index.engine import Engine
from index.fields import BY_NAME, FACETS, Field, Kind, Value
from index.query import Clause, Everything, FacetQuery, Query
from search.chosen import TELL_DECISION, choose, decided
from search.filters import Filters
from search.in_words import counted, rate_in_words
from search.rates import ENOUGH, Rate, overturned_rate
from search.request import SearchRequest
from search.results import rate_json
from search.widening import Correction

# Of one value for each letter: its counts add up to all letters.
_OF_EVERY_LETTER = "layout"
_DECISIONS: tuple[Decision, Decision] = ("overturned", "upheld")
_NO_FILTERS = Filters(())
# A longer one than of so many years is a misprint, and not a time without decisions.
_LONGEST_GAP = 20

_WITHHELD = f"Rates are withheld where fewer than {ENOUGH} issues were decided: they would say more than the data does."
_CHOSEN_BY_DECISION = (
    "Issues are chosen by their decision or its reasons, so the share overturned says nothing of them."
)
_BY_DECISION = "Each reason speaks for one decision, so the share overturned says nothing of it."


@dataclass(frozen=True, slots=True)
class Row:
    """What has one value of a field, None for what has none: issues, letters that have some, the share overturned."""

    value: str | None
    label: str
    issues: int
    letters: int
    overturned: Rate


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a query finds in all (`total`), and by the values of the field `by`, if one was named.

    `baseline` is the share overturned of the whole index. `notes` tell why rates are withheld.
    """

    query: str
    by: str | None
    baseline: Rate
    total: Row
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    corrections: tuple[Correction, ...]

    def __repr__(self) -> str:
        """Return a line for all and a line a row, for people at a prompt or a notebook."""
        lines = [f"<Statistics {self.query!r}: {_told(self.total)}>", *(f"  {_told(row)}" for row in self.rows)]
        return "\n".join(lines + list(self.notes))

    def as_json(self) -> dict[str, Any]:
        """Return what `imr stats --json` prints of it."""
        return {
            "query": self.query,
            "corrections": [{"typed": one.typed, "used": one.used, "kind": one.kind} for one in self.corrections],
            "baseline": rate_json(self.baseline),
            "total": _figures(self.total),
            "by": self.by,
            "rows": [{"value": row.value} | _figures(row) for row in self.rows],
            "notes": list(self.notes),
        }


def statistics(engine: Engine, request: SearchRequest, by: str | None = None) -> Statistics:
    """Count what a request finds, its page and order aside; with `by`, also by the values of that field.

    Numbers are ascending, and years without issues between others have a row; other values come by their issues, most
    first.

    Raises:
        BadRequest: `by` is no field of facets, or a filter is none.
    """
    field = _facet(by) if by else None
    chosen = choose(engine, request)
    rows = _rows(engine, chosen.where, field) if field else []
    total = _total(engine, chosen.where)
    notes = []
    if chosen.tells_decision:
        notes.append(_CHOSEN_BY_DECISION)
        total, rows = _without_rate(total), list(map(_without_rate, rows))
    elif field and field.name in TELL_DECISION:
        notes.append(_BY_DECISION)
        rows = list(map(_without_rate, rows))
    elif any(row.overturned.rate is None for row in (total, *rows)):
        notes.append(_WITHHELD)
    _, baseline = _decided(engine, Everything())
    return Statistics(
        request.text, field.name if field else None, baseline, total, tuple(rows), tuple(notes), chosen.corrections
    )


def _facet(name: str) -> Field:
    field = BY_NAME.get(name.lower())
    if field is None or not field.facet:
        raise BadRequest(f"can't count by {name!r}; fields to count by are {', '.join(one.name for one in FACETS)}")
    return field


def _total(engine: Engine, where: Clause) -> Row:
    issues, overturned = _decided(engine, where)
    return Row(None, "All", issues, sum(engine.letters(_OF_EVERY_LETTER, where).values()), overturned)


def _decided(engine: Engine, where: Clause) -> tuple[int, Rate]:
    """Return how many issues match, and the share overturned of those that were decided."""
    answer = engine.search(Query(where, (FacetQuery("decision", where),), limit=0))
    n, upheld = (answer.counts["decision"].get(decision, 0) for decision in _DECISIONS)
    return answer.total, overturned_rate(n, n + upheld)


def _rows(engine: Engine, where: Clause, field: Field) -> list[Row]:
    offered = _NO_FILTERS.facet_values(field, _issues(engine, field, where))
    # The letters of a band add up, as each has one age.
    found = engine.letters(field.name, where), *(_issues(engine, field, decided(where, one)) for one in _DECISIONS)
    letters, overturned, upheld = (
        {one.value: one.count for one in _NO_FILTERS.facet_values(field, counts)} for counts in found
    )
    rows = []
    for one in offered:
        n = overturned.get(one.value, 0)
        rate = overturned_rate(n, n + upheld.get(one.value, 0))
        rows.append(Row(one.value, one.label, one.count, letters[one.value], rate))
    return _ascending(rows) if field.kind is Kind.NUMBER and not field.bands else rows


def _issues(engine: Engine, field: Field, where: Clause) -> Mapping[Value | None, int]:
    return engine.search(Query(where, (FacetQuery(field.name, where),), limit=0)).counts[field.name]


def _ascending(rows: list[Row]) -> list[Row]:
    """Return rows of numbers in order, with those between that have no issues, and last what has no number."""
    numbered = sorted(((int(row.value), row) for row in rows if row.value is not None), key=lambda pair: pair[0])
    ordered: list[Row] = []
    for number, row in numbered:
        last = int(ordered[-1].value or 0) if ordered else number
        if number - last <= _LONGEST_GAP:
            ordered += (Row(str(gap), str(gap), 0, 0, overturned_rate(0, 0)) for gap in range(last + 1, number))
        ordered.append(row)
    return [*ordered, *(row for row in rows if row.value is None)]


def _without_rate(row: Row) -> Row:
    return replace(row, overturned=row.overturned.withheld())


def _told(row: Row) -> str:
    return f"{row.label}: {counted(row.issues, 'issue')}; {rate_in_words(row.overturned)}"


def _figures(row: Row) -> dict[str, Any]:
    return {"issues": row.issues, "letters": row.letters, "overturned": rate_json(row.overturned)}
