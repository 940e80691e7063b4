"""JSON Lines: a hit a line, as `imr search --json` gives it."""

import json
from collections.abc import Iterator

from search.export.permalink import Site
from search.results import Listing, hit_json


def write(listing: Listing, site: Site) -> Iterator[bytes]:
    """Yield a line a hit."""
    del site
    for hit in listing.hits:
        # Half a character, which no letter has, would be written as JSON escapes it.
        yield (json.dumps(hit_json(hit), ensure_ascii=False) + "\n").encode(errors="backslashreplace")
