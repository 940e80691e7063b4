"""The user's language over an index: queries, filters, facets, highlighting, result pages and lists, exports."""

from search.request import EVERY, SearchRequest
from search.results import Hit, Listing, ResultPage
from search.run import listing, search

__all__ = ["EVERY", "Hit", "Listing", "ResultPage", "SearchRequest", "listing", "search"]
