"""The user's language over an index: queries, filters, facets, highlighting, result pages."""

from search.marked_letter import MarkedLetter
from search.request import SearchRequest
from search.results import ResultPage
from search.run import mark, search

__all__ = ["MarkedLetter", "ResultPage", "SearchRequest", "mark", "search"]
