"""Where the site shows a hit."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from corpus.errors import BadRequest
from search.results import Hit

# A scheme, a host and a path, of characters that no format gives a meaning
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/%-]*)?")


@dataclass(frozen=True, slots=True)
class Site:
    """The site by its address; an empty one is that of a site nobody named, where links are paths."""

    address: str = ""

    @staticmethod
    def at(address: str) -> "Site":
        """Return the site at an address such as https://imr.example.org or https://example.org/imr.

        Raises:
            BadRequest: it is no address of a site.
        """
        if address and not _ADDRESS.fullmatch(address):
            raise BadRequest(f"{address!r} is no address of a site; write it like https://imr.example.org")
        return Site(address.rstrip("/"))

    def permalink(self, hit: Hit) -> str:
        """Return where the site shows a hit."""
        return f"{self.address}/letters/{quote(hit.letter, safe='', errors='replace')}#issue-{hit.k}"
