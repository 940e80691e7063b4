"""The user's language over an index: queries, filters, facets, highlighting, result pages."""

from search.request import SearchRequest
from search.results import ResultPage
from search.run import search

__all__ = ["ResultPage", "SearchRequest", "search"]
