"""What the results page shows beside a `ResultPage`: chips, facets and pages, each with its link."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.fields import BY_NAME, FACETS, Field
from search import Hit, ResultPage
from search.filters import FacetValue
from web.asked import LAST_ROW, Asked
from web.in_words import path_in_words

_PATH = "/search"
# Values of a facet that are shown at first, and at most
_FEW, _MOST = 6, 60
# Facets that stand open; the others are a click away.
_OPEN = frozenset({"decision", "category", "procedure", "drug", "reason", "year"})
_SORTS = (("relevance", "Best match"), ("newest", "Newest"), ("oldest", "Oldest"))
_SIZES = (10, 25, 50)
_NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Link:
    """A choice by a link. `is_current` tells that it is made already."""

    text: str
    address: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """An applied filter, and where it is taken back."""

    label: str
    value: str
    remove: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet; `address` makes the choice, or takes it back. `depth` is its place in a tree."""

    label: str
    count: int
    selected: bool
    address: str
    depth: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet; `more` leads to all of its values, or back to few."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    is_open: bool
    more: Link | None
    left_out: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results, with its links. `hits` match, `lacking` lack a word."""

    page: ResultPage
    asked: Asked
    hits: tuple[Hit, ...]
    lacking: tuple[Hit, ...]
    chips: tuple[Chip, ...]
    clear: str
    facets: tuple[Facet, ...]
    sorts: tuple[Link, ...]
    sizes: tuple[Link, ...]
    previous: str | None
    following: str | None
    exactly: str
    one_by_one: Link
    csv: str
    looser: tuple[tuple[Link, int], ...]


def results(asked: Asked, page: ResultPage) -> Results:
    """Return what is shown of `page`, which was asked for with one row more than `asked`: it tells of a next page."""
    request = asked.request
    matching = tuple(hit for hit in page.hits if hit.without is None)
    after = request.offset + request.limit
    has_next = len(matching) > request.limit and after <= LAST_ROW
    before = max(0, request.offset - request.limit)
    hits = matching[: request.limit]
    return Results(
        page=page,
        asked=asked,
        hits=hits,
        lacking=tuple(hit for hit in page.hits if hit.without is not None)[: request.limit - len(hits)],
        chips=tuple(_chips(asked)),
        clear=replace(asked.asking(filters=(), exact=False, collapse=True), more=()).address(_PATH),
        facets=tuple(_facets(asked, page)),
        sorts=tuple(_sorts(asked)),
        sizes=tuple(Link(str(n), asked.asking(limit=n).address(_PATH), n == request.limit) for n in _SIZES),
        previous=asked.starting_at(before).address(_PATH) if request.offset else None,
        following=asked.starting_at(after).address(_PATH) if has_next else None,
        exactly=asked.asking(exact=True).address(_PATH),
        one_by_one=_one_by_one(asked),
        csv=replace(asked.asking(limit=10), more=()).address("/search.csv"),
        looser=tuple((Link(one.query, asked.asking(text=one.query).address(_PATH)), one.total) for one in page.looser),
    )


def _sorts(asked: Asked) -> Iterator[Link]:
    # Without words there is nothing to rank by.
    unranked = not asked.request.text and asked.request.sort == "relevance"
    used = "newest" if unranked else asked.request.sort
    yield from (Link(text, asked.asking(sort=sort).address(_PATH), sort == used) for sort, text in _SORTS)


def _one_by_one(asked: Asked) -> Link:
    collapse = asked.request.collapse
    text = "List near-twins one by one" if collapse else "Collapse near-twins"
    return Link(text, asked.asking(collapse=not collapse).address(_PATH))


def _chips(asked: Asked) -> Iterator[Chip]:
    for name, value in asked.request.filters:
        told = path_in_words(value) or _NOT_STATED
        yield Chip(BY_NAME[name].label, told, asked.without_filter(name, value).address(_PATH))
    if asked.request.exact:
        yield Chip("Words", "exactly as typed", asked.asking(exact=False).address(_PATH))
    if not asked.request.collapse:
        yield Chip("Near-twins", "one by one", asked.asking(collapse=True).address(_PATH))


def _facets(asked: Asked, page: ResultPage) -> Iterator[Facet]:
    for field in FACETS:
        values = page.facets[field.name]
        if not any(one.value is not None or one.selected for one in values):
            continue
        shows_all = field.name in asked.more
        shown = _shown(values, shows_all=shows_all)
        more = None
        if shows_all:
            more = Link("Show fewer", asked.showing_few_of(field.name).address(_PATH))
        elif len(shown) < len(values):
            more = Link(f"Show more ({len(values) - len(shown):,})", asked.showing_all_of(field.name).address(_PATH))
        yield Facet(
            name=field.name,
            label=field.label,
            choices=tuple(_choice(asked, field, one) for one in shown),
            is_open=shows_all or field.name in _OPEN or any(one.selected for one in values),
            more=more,
            left_out=len(values) - len(shown) if shows_all else 0,
        )


def _shown(values: Iterable[FacetValue], *, shows_all: bool) -> list[FacetValue]:
    """Return the values to show, in a tree each below its branch; few are the first, and what hangs on the chosen."""
    values = list(values)
    chosen = [one.value for one in values if one.selected and one.value]
    if shows_all:
        shown = values[:_MOST]
    else:
        roots = [one for one in values if _depth(one) == 0][:_FEW]
        shown = [one for one in values if one in roots or one.selected or _hangs_on(one, chosen)]
    counts = {one.value: one.count for one in values}

    def place(one: FacetValue) -> list[tuple[int, str]]:
        steps = (one.value or "").split(" > ")
        branches = (" > ".join(steps[: depth + 1]) for depth in range(len(steps)))
        return [(-counts.get(branch, one.count), branch) for branch in branches]

    is_tree = any(map(_depth, shown))
    return sorted(shown, key=lambda one: (one.value is None, place(one))) if is_tree else shown


def _depth(value: FacetValue) -> int:
    return (value.value or "").count(" > ")


def _hangs_on(one: FacetValue, chosen: Iterable[str]) -> bool:
    """Tell whether a value is the next twig of a chosen branch, or a branch that a chosen value hangs on."""
    parent = (one.value or "").rpartition(" > ")[0].casefold()
    own = f"{one.value} > ".casefold()
    return any(parent == branch.casefold() or branch.casefold().startswith(own) for branch in chosen)


def _choice(asked: Asked, field: Field, one: FacetValue) -> Choice:
    value = one.value or ""
    change = asked.without_filter if one.selected else asked.with_filter
    label = one.label.rpartition(" > ")[2]
    return Choice(label, one.count, one.selected, change(field.name, value).address(_PATH), _depth(one))
