"""The corpus in figures, counted once for each commit of the index."""

from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from index.engine import Engine
from search import SearchRequest, search
from search.filters import FacetValue
from search.rates import Rate
from search.statistics import Row, statistics

_POPULAR = 8


@dataclass(frozen=True, slots=True)
class Figures:
    """All of an index: `years` ascending, those without a decision date left out; the most frequent `procedures`."""

    letters: int
    issues: int
    overturned: Rate
    years: tuple[Row, ...]
    procedures: tuple[FacetValue, ...]
    drugs: tuple[FacetValue, ...]


_counted: WeakKeyDictionary[Engine, Figures] = WeakKeyDictionary()
_lock = Lock()


def figures_of(engine: Engine) -> Figures:
    """Return the figures of an open index."""
    with _lock:
        if engine not in _counted:
            _counted[engine] = _count(engine)
        return _counted[engine]


def _count(engine: Engine) -> Figures:
    told = statistics(engine, SearchRequest(), by="year")
    facets = search(engine, SearchRequest(limit=0)).facets
    years = tuple(row for row in told.rows if row.value is not None)

    def most(facet: str) -> tuple[FacetValue, ...]:
        return tuple(one for one in facets[facet] if one.value is not None)[:_POPULAR]

    return Figures(told.total.letters, told.total.issues, told.baseline, years, most("procedure"), most("drug"))
