"""What a front end asks."""

import sys
from dataclasses import dataclass

from index.query import Sort

# A limit that leaves nothing out
EVERY = sys.maxsize


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as a user puts it.

    `exact` words are neither corrected nor given synonyms. `filters` are (field, value) pairs: values of one field
    widen, fields narrow; an empty value asks for what has none.
    `offset` and `limit` count rows: with `collapse`, near-twins share one. EVERY as the limit asks for all.
    """

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    exact: bool = False
    collapse: bool = True
