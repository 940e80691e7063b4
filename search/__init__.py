"""The user's language over an index: queries, filters, facets, highlighting, result pages and lists, exports."""

from search.export import save
from search.marked_letter import MarkedLetter
from search.opened import OpenIndex
from search.opened import opened as open  # noqa: A004 (read with its module's name, as gzip.open is)
from search.request import EVERY, SearchRequest
from search.results import Hit, Listing, ResultPage
from search.run import listing, mark, search

__all__ = [
    "EVERY",
    "Hit",
    "Listing",
    "MarkedLetter",
    "OpenIndex",
    "ResultPage",
    "SearchRequest",
    "listing",
    "mark",
    "open",
    "save",
    "search",
]
