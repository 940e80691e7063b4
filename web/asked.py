"""The address line: what a visitor asks, read from a query string and written into one. There is no other state."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, get_args
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from corpus.clean import clean, one_line
from corpus.errors import BadRequest
from index.fields import BY_NAME, Kind
from index.query import Sort
from search import SearchRequest

# Longer texts are none to put into an address.
LONGEST_QUERY = 1_000
DEFAULT_ROWS, MOST_ROWS, LAST_ROW = 10, 100, 10_000
_LONGEST_FILTER, _MOST_FILTERS = 200, 50

_SORTS: tuple[Sort, ...] = get_args(Sort)
FILTERS = tuple(name for name, one in BY_NAME.items() if one.kind is not Kind.TEXT)
_OWN = ("q", "sort", "limit", "offset", "exact", "collapse")
_MORE = "more"
_SWITCH = {"0": False, "1": True}


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, and of which facets the page shows all values (`more`)."""

    request: SearchRequest = field(default_factory=SearchRequest)
    more: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters of this search, those left out that are as usual."""
        return list(_pairs(self))

    def address(self, path: str) -> str:
        """Return where `path` answers this search."""
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def starting_at(self, offset: int) -> "Asked":
        """Return the same search, from another row on."""
        return replace(self, request=replace(self.request, offset=offset))

    def asking(self, **changes: Any) -> "Asked":
        """Return another search, from its first row on; `changes` are fields of its request."""
        return replace(self, request=replace(self.request, offset=0, **changes))

    def with_filter(self, name: str, value: str) -> "Asked":
        """Return the search narrowed, or widened, by a value of a field."""
        return self.asking(filters=(*self.request.filters, (name, value)))

    def without_filter(self, name: str, value: str) -> "Asked":
        """Return the search without a choice, however it is spelt."""
        gone = name, value.casefold()
        return self.asking(filters=tuple(one for one in self.request.filters if (one[0], one[1].casefold()) != gone))

    def showing_all_of(self, facet: str) -> "Asked":
        """Return the search with all values of a facet on show."""
        return replace(self, more=tuple(dict.fromkeys((*self.more, facet))))

    def showing_few_of(self, facet: str) -> "Asked":
        """Return the search with the first values of a facet on show."""
        return replace(self, more=tuple(one for one in self.more if one != facet))


def _pairs(asked: Asked) -> Iterator[tuple[str, str]]:
    request, usual = asked.request, SearchRequest()
    if request.text:
        yield "q", request.text
    yield from request.filters
    if request.sort != usual.sort:
        yield "sort", request.sort
    if request.exact:
        yield "exact", "1"
    if not request.collapse:
        yield "collapse", "0"
    if request.limit != DEFAULT_ROWS:
        yield "limit", str(request.limit)
    if request.offset:
        yield "offset", str(request.offset)
    yield from ((_MORE, facet) for facet in asked.more)


def read_asked(given: MultiDict[str, str]) -> Asked:
    """Return what a page is asked for.

    Raises:
        BadRequest: a parameter is unknown, given twice, or has a value that it can't have; the message names the mend.
    """
    more = tuple(dict.fromkeys(given.getlist(_MORE)))
    for facet in more:
        if facet not in BY_NAME or not BY_NAME[facet].facet:
            facets = ", ".join(name for name, one in BY_NAME.items() if one.facet)
            raise BadRequest(f"more={_shown(facet)}: no such facet; write one of {facets}")
    return Asked(read_request(given, (_MORE,)), more)


def read_request(given: MultiDict[str, str], others: tuple[str, ...] = ()) -> SearchRequest:
    """Return the search that is asked for; `others` are parameters that are read elsewhere.

    Raises:
        BadRequest: a parameter is unknown, given twice, or has a value that it can't have; the message names the mend.
    """
    _check_names(given, (*_OWN, *FILTERS, *others))
    sort = _once(given, "sort", "relevance")
    if sort not in _SORTS:
        raise BadRequest(f"sort={_shown(sort)}: no such order; write one of {', '.join(_SORTS)}")
    return SearchRequest(
        text=read_query(given),
        filters=_filters(given),
        sort=sort,
        offset=_number(given, "offset", 0, 0, LAST_ROW),
        limit=_number(given, "limit", DEFAULT_ROWS, 1, MOST_ROWS),
        exact=_switch(given, "exact", usual=False),
        collapse=_switch(given, "collapse", usual=True),
    )


def read_marking(given: MultiDict[str, str]) -> tuple[str, bool]:
    """Return the query that a letter is marked for, and whether exactly.

    Raises:
        BadRequest: as `read_request`.
    """
    _check_names(given, ("q", "exact"))
    return read_query(given), _switch(given, "exact", usual=False)


def read_query(given: MultiDict[str, str]) -> str:
    """Return the query.

    Raises:
        BadRequest: it is too long, or given twice.
    """
    text = one_line(clean(_once(given, "q", "")))
    if len(text) > LONGEST_QUERY:
        raise BadRequest(f"q: {len(text):,} characters are more than the {LONGEST_QUERY:,} of a query; shorten it")
    return text


def _check_names(given: MultiDict[str, str], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise BadRequest(f"{_shown(name)}: no such parameter; known are {', '.join(known)}")


def _filters(given: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = [(name, one_line(clean(value))) for name in FILTERS for value in given.getlist(name)]
    if len(pairs) > _MOST_FILTERS:
        raise BadRequest(f"{len(pairs)} filters are more than {_MOST_FILTERS}; take some away")
    for name, value in pairs:
        if len(value) > _LONGEST_FILTER:
            raise BadRequest(f"{name}: a value has at most {_LONGEST_FILTER} characters; take one that the facet lists")
    return tuple(dict.fromkeys(pairs))


def _once(given: MultiDict[str, str], name: str, usual: str) -> str:
    values = given.getlist(name)
    if len(values) > 1:
        raise BadRequest(f"{name}: given {len(values)} times; give it once")
    return values[0] if values else usual


def _number(given: MultiDict[str, str], name: str, usual: int, low: int, high: int) -> int:
    typed = _once(given, name, str(usual))
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(high)) and low <= int(typed) <= high):
        raise BadRequest(f"{name}={_shown(typed)}: write a whole number from {low} to {high:,}")
    return int(typed)


def _switch(given: MultiDict[str, str], name: str, *, usual: bool) -> bool:
    typed = _once(given, name, str(int(usual)))
    if typed not in _SWITCH:
        raise BadRequest(f"{name}={_shown(typed)}: write 1 for yes or 0 for no")
    return _SWITCH[typed]


def _shown(typed: str) -> str:
    """Return the beginning of what was typed, to be told."""
    longest = 40
    told = one_line(clean(typed))
    return told if len(told) <= longest else f"{told[:longest]}…"
