"""The user's language over an index: queries, filters, facets, highlighting, result pages and lists, exports."""

from search.export import save
from search.opened import OpenIndex
from search.opened import opened as open  # noqa: A004 (read with its module's name, as gzip.open is)
from search.request import EVERY, SearchRequest
from search.results import Hit, Listing, ResultPage
from search.run import listing, search

__all__ = ["EVERY", "Hit", "Listing", "OpenIndex", "ResultPage", "SearchRequest", "listing", "open", "save", "search"]
