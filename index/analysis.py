"""How text becomes tokens: alike in every engine, in highlighting and in queries.

Split at whatever is not a letter or digit, lower case, then the Snowball English stemmer. Text is NFKC by the time it
comes here (`corpus.clean`). Characters are those of Unicode 17 (`index.alphanumeric`), and lower case is that of each
by itself: a sigma is the same letter at the end of a word as inside of it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress, count
from operator import add
from typing import NamedTuple

import Stemmer

from index.alphanumeric import BESIDE_PYTHONS, SMALL_LETTERS

# The look ahead passes over blanks and punctuation at once, which else were compared with all of the ranges.
_WORD = re.compile(rf"(?:[^\W_]+|(?![\x00-\u02ff\u2000-\u20ff])[{BESIDE_PYTHONS}])+")
_ASCII_WORD = re.compile(r"[^\W_]+")
_NEWER_CAPITALS = frozenset(map(chr, SMALL_LETTERS))
# The only letter whose small form Python chooses by what stands beside it
_SIGMA = "\N{GREEK CAPITAL LETTER SIGMA}", "\N{GREEK SMALL LETTER SIGMA}"

# PyStemmer keeps a cache of its own that is not safe to share between threads; a dictionary is.
_STEMMER = Stemmer.Stemmer("english", 0)
_STEMS_KEPT = 200_000

# Parts texts that are analyzed together, as a word that no text has.
_GAP = "\0"

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


class _Stems(dict[str, str]):
    """The stems of words that were met: looked up in half the time that a cache of the last ones takes."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _STEMS_KEPT:
            self.clear()
        stemmed = self[word] = str(_STEMMER.stemWord(word))
        return stemmed


_STEMS = _Stems()


def stem(word: str) -> str:
    """Return the stem of a lower-case word: "injections" -> "inject"."""
    return _STEMS[word]


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of lower-case words."""
    return list(map(_STEMS.__getitem__, words))


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


class _Folded(dict[int, str]):
    """What stands for each character in folded text, made when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self[code] = lower(character) if _WORD.match(character) else " "
        return folded


_FOLDED = _Folded()
_ASCII_FOLDED = bytes(ord(_FOLDED[code]) for code in range(128)) + bytes(128)


def fold(text: str) -> str:
    """Return cleaned text of the same length: words in lower case, and a blank for each other character."""
    if text.isascii():
        # Ten times as fast as a pattern
        return text.encode().translate(_ASCII_FOLDED).decode()
    return text.translate(_FOLDED)


class Words:
    """The words of one field's texts, each where it stands in an index, by their stems: `stems[position]`.

    Between a text and the next is a gap, which is no word of any. Made several times as fast as tokens are, the more so
    if it is not asked where words stand.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._folded = f" {_GAP} ".join(map(fold, texts))
        self.words = self._folded.split()
        self.stems = stems(self.words)
        lengths = (len(text) + len(_GAP) + 2 for text in texts[:-1])
        self._texts = list(accumulate(lengths, initial=0))

    @cached_property
    def _ends(self) -> list[int]:
        # Each piece ends behind the pieces before it and as many blanks as there are of them; a blank more is a piece
        # without a letter.
        pieces = self._folded.split(" ")
        return list(compress(map(add, accumulate(map(len, pieces)), count()), pieces))

    def span(self, first: int, last: int) -> tuple[int, int, int]:
        """Return where the words from `first` to before `last` stand, of one text: its number, start and end there."""
        ends = self._ends
        start, end = ends[first] - len(self.words[first]), ends[last - 1]
        number = bisect_right(self._texts, start) - 1
        return number, start - self._texts[number], end - self._texts[number]
