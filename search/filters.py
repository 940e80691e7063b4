"""Filters and the facets that offer them: values of one field widen, fields narrow."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.clean import clean
from corpus.errors import BadRequest
from index.fields import BY_NAME, FACETS, Field, Kind, Value
from index.query import AllOf, AnyOf, Clause, Exactly, FacetQuery, Missing
from search.bounds import parse_range

_NOT_STATED = "Not stated"
_EXAMPLES = {Kind.NUMBER: "60, >60 or 50-59", Kind.DATE: "2016, 2016-06 or 2016-06-03"}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that a facet offers. `value` is what a filter takes, None for letters that don't say."""

    value: str | None
    label: str
    count: int
    selected: bool


class Filters:
    """The filters of one request, by field."""

    def __init__(self, filters: Iterable[tuple[str, str]]) -> None:
        """Check and group (field, value) pairs.

        Raises:
            BadRequest: an unknown field, or a value that its field can't have.
        """
        self._selected: dict[str, list[str]] = {}
        self._clauses: dict[str, list[Clause]] = {}
        for name, given in filters:
            field = _filterable(name)
            value = " ".join(clean(given).split())
            self._clauses.setdefault(field.name, []).append(_clause(field, value))
            self._selected.setdefault(field.name, []).append(value)

    def apply(self, query: Clause, but: str | None = None) -> Clause:
        """Return `query` narrowed by all filters, those of the field `but` left out."""
        narrowing = [AnyOf(tuple(clauses)) for name, clauses in self._clauses.items() if name != but]
        return AllOf((query, *narrowing)) if narrowing else query

    def selected(self, field: str) -> frozenset[str]:
        """Return the values selected of a field, in the folded case in which engines compare them."""
        return frozenset(value.casefold() for value in self._selected.get(field, ()))

    def facet_queries(self, query: Clause) -> tuple[FacetQuery, ...]:
        """Return what to count: each facet ignores its own selection, so that the other choices show their counts."""
        return tuple(FacetQuery(facet.name, self.apply(query, but=facet.name)) for facet in FACETS)

    def facet_values(self, field: Field, counts: Mapping[Value | None, int]) -> tuple[FacetValue, ...]:
        """Return what a facet offers: most frequent first, or bands in order and years from the latest; nulls last."""
        by_value: dict[str | None, int] = {}
        for value, count in counts.items():
            name = _band(field, value) if isinstance(value, int) else value
            by_value[name] = by_value.get(name, 0) + count
        # A choice stays on show even where nothing is left of it: it must be possible to take it back.
        offered_already = {(name or "").casefold() for name in by_value}
        for chosen in self._selected.get(field.name, ()):
            if chosen.casefold() not in offered_already:
                by_value[chosen or None] = _count_in_range(field, chosen, counts)
        selected = self.selected(field.name)
        offered = [
            FacetValue(name, _label(field, name), count, (name or "").casefold() in selected)
            for name, count in by_value.items()
        ]
        if field.kind is Kind.NUMBER:
            offered.sort(key=_first_number, reverse=not field.bands)
        else:
            offered.sort(key=lambda one: (-one.count, one.label))
        return tuple(sorted(offered, key=lambda one: one.value is None))


def _first_number(offered: FacetValue) -> int:
    number = re.search(r"\d+", offered.value or "")
    return int(number[0]) if number else 0


def _count_in_range(field: Field, chosen: str, counts: Mapping[Value | None, int]) -> int:
    """Return the count of a choice that is no value of the facet: a range of numbers, or a word that never occurs."""
    asked = parse_range(field, chosen) if chosen and field.kind is Kind.NUMBER else None
    if asked is None:
        return 0
    low, high = asked.low, asked.high
    return sum(
        count
        for value, count in counts.items()
        if isinstance(value, int) and (low is None or low <= value) and (high is None or value <= high)
    )


def _filterable(name: str) -> Field:
    field = BY_NAME.get(name.lower())
    if field is None or field.kind is Kind.TEXT:
        known = ", ".join(field.name for field in BY_NAME.values() if field.kind is not Kind.TEXT)
        raise BadRequest(f"can't filter on {name!r}; fields to filter on are {known}")
    return field


def _clause(field: Field, value: str) -> Clause:
    if not value:
        return Missing(field.name)
    if field.kind is Kind.KEYWORD:
        return Exactly(field.name, value)
    asked = parse_range(field, value)
    if asked is None:
        raise BadRequest(f"can't filter {field.name} by {value!r}; write it like {_EXAMPLES[field.kind]}")
    return asked


def _band(field: Field, value: int) -> str:
    if not field.bands:
        return str(value)
    low = value - value % field.bands
    return f"{low}-{low + field.bands - 1}"


def _label(field: Field, value: str | None) -> str:
    if value is None:
        return _NOT_STATED
    return value.capitalize() if field.name in ("decision", "sex") else value
