"""How text becomes tokens: alike in every engine, in highlighting and in queries.

Split at whatever is not a letter or digit, lower case, then the Snowball English stemmer. Text is NFKC by the time it
comes here (`corpus.clean`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

WORD = re.compile(r"[^\W_]+")

# PyStemmer keeps a cache of its own that is not safe to share between threads; lru_cache is.
_STEMMER = Stemmer.Stemmer("english", 0)
_STEMS_KEPT = 200_000

# Words that say nothing where they stand alone: searched, but neither marked nor asked of a long text.
FUNCTION_WORDS = frozenset(
    "a an and are as at be been but by for from had has have he her his if in into is it its no not of on or she "
    "such that the their then there these they this to was were will with".split()
)


class Token(NamedTuple):
    """A word of a text: its stem, itself in lower case, and its span in characters."""

    stem: str
    word: str
    start: int
    end: int


@lru_cache(_STEMS_KEPT)
def stem(word: str) -> str:
    """Return the stem of a lower-case word: "injections" -> "inject"."""
    return str(_STEMMER.stemWord(word))


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` in order: "10/325" gives two."""
    for match in WORD.finditer(text):
        word = match[0].lower()
        yield Token(stem(word), word, match.start(), match.end())
