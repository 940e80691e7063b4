"""How text becomes tokens: alike in every engine, in highlighting and in queries.

Split at whatever is not a letter or digit, lower case, then the Snowball English stemmer. Text is NFKC by the time it
comes here (`corpus.clean`). Characters are those of Unicode 17 (`index.alphanumeric`), and lower case is that of each
by itself: a sigma is the same letter at the end of a word as inside of it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from index.alphanumeric import BESIDE_PYTHONS, SMALL_LETTERS

# The look ahead passes over blanks and punctuation at once, which else were compared with all of the ranges.
_WORD = re.compile(rf"(?:[^\W_]+|(?![\x00-\u02ff\u2000-\u20ff])[{BESIDE_PYTHONS}])+")
_ASCII_WORD = re.compile(r"[^\W_]+")
_NEWER_CAPITALS = frozenset(map(chr, SMALL_LETTERS))
# The only letter whose small form Python chooses by what stands beside it
_SIGMA = "\N{GREEK CAPITAL LETTER SIGMA}", "\N{GREEK SMALL LETTER SIGMA}"

# PyStemmer keeps a cache of its own that is not safe to share between threads; lru_cache is.
_STEMMER = Stemmer.Stemmer("english", 0)
_STEMS_KEPT = 200_000

# Words that say nothing where they stand alone: searched, but neither marked nor asked of a long text.
FUNCTION_WORDS = frozenset(
    "a about after again also am an and any are as at be because been before being both but by can could did do does "
    "during each for from get getting had has have he her him his how i if in into is it its just me my no nor not of "
    "on or our she should so some such than that the their them then there these they this those to until up upon very "
    "was we were what when where whether which while who whom whose why will with within without would you your "
    # Short for "with", "without" and "versus"
    "o vs versus w".split()
)


class Token(NamedTuple):
    """A word of a text: its stem, itself in lower case, and its span in characters."""

    stem: str
    word: str
    start: int
    end: int


def lower(text: str) -> str:
    """Return `text` in lower case, as engines compare it."""
    if text.isascii():
        return text.lower()
    lowered = text.replace(*_SIGMA).lower()
    return lowered if _NEWER_CAPITALS.isdisjoint(lowered) else lowered.translate(SMALL_LETTERS)


@lru_cache(_STEMS_KEPT)
def stem(word: str) -> str:
    """Return the stem of a lower-case word: "injections" -> "inject"."""
    return str(_STEMMER.stemWord(word))


def word_pattern(text: str) -> re.Pattern[str]:
    """Return what finds the words of `text`: of ASCII alone in little more than half the time."""
    return _ASCII_WORD if text.isascii() else _WORD


def words(text: str) -> list[str]:
    """Return the words of `text` in lower case."""
    return list(map(lower, word_pattern(text).findall(text)))


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` in order: "10/325" gives two."""
    for match in word_pattern(text).finditer(text):
        word = lower(match[0])
        yield Token(stem(word), word, match.start(), match.end())
