"""The words of an index that a misspelt word may stand for.

rapidfuzz compares; what is compared is narrowed first, because an index has half a million words. A word within one
edit of another has the first or the second half in common with it, one within two edits the beginning, the middle or
the end; only two letters that are swapped where these meet touch both, and that is tried by swapping them back.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

# A word of so many letters may be one edit off, and one of so many two: what was typed, or what was meant by it.
_ONE_EDIT, _TWO_EDITS = 4, 8
# Sorts behind whatever goes on from a beginning
_BEHIND = "\U0010ffff"


def edits_allowed(typed: int, meant: int) -> int:
    """Return how many edits may be between words of so many letters."""
    longer = max(typed, meant)
    return 0 if longer < _ONE_EDIT else 1 if longer < _TWO_EDITS else 2


class _Words:
    """Words of one length: by their beginnings, by their ends, and as one text."""

    def __init__(self, words: list[str]) -> None:
        self._by_start = sorted(words)
        self._by_end = sorted(words, key=_reversed)
        self._text = "\n".join(("", *self._by_start, ""))

    def starting(self, part: str) -> list[str]:
        words = self._by_start
        return words[bisect_left(words, part) : bisect_left(words, part + _BEHIND)]

    def ending(self, part: str) -> list[str]:
        words, begun = self._by_end, _reversed(part)
        return words[bisect_left(words, begun, key=_reversed) : bisect_left(words, begun + _BEHIND, key=_reversed)]

    def holding(self, part: str) -> Iterator[str]:
        at = self._text.find(part)
        while at >= 0:
            start, end = self._text.rindex("\n", 0, at) + 1, self._text.index("\n", at)
            yield self._text[start:end]
            at = self._text.find(part, end)


class Spellings:
    """The words that misspelt words are compared with."""

    def __init__(self, words: Iterable[str]) -> None:
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in words:
            by_length[len(word)].append(word)
        self._by_length = {length: _Words(known) for length, known in by_length.items()}

    def near(self, word: str) -> dict[str, int]:
        """Return the words within the edits allowed (letters added, left out, changed, or swapped), with how many.

        Numbers, words with digits and words of one or two letters are taken at their word.
        """
        near: dict[str, int] = {}
        if not word.isalpha() or len(word) < _ONE_EDIT - 1:
            return near
        for edits, within in ((1, _within_one), (2, _within_two)):
            known = [
                self._by_length[length]
                for length in range(len(word) - edits, len(word) + edits + 1)
                if length in self._by_length and edits_allowed(len(word), length) == edits
            ]
            alike = set(within(word, known)) if known else ()
            found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=edits, limit=None)
            near |= {one: int(distance) for one, distance, _ in found}
        return near


def _within_one(word: str, known: list[_Words]) -> Iterator[str]:
    """Yield all words within one edit, and others that have half of the word."""
    middle = len(word) // 2
    swapped = _swapped(word, middle)
    for words in known:
        yield from words.starting(word[:middle])
        yield from words.ending(word[middle:])
        yield from (one for one in words.starting(swapped) if one == swapped)


def _within_two(word: str, known: list[_Words]) -> Iterator[str]:
    """Yield all words within two edits, and others that have a part of the word."""
    first, last = (len(word) + 1) // 3, len(word) - (len(word) + 1) // 3
    for words in known:
        yield from words.starting(word[:first])
        yield from words.holding(word[first:last])
        yield from words.ending(word[last:])
    for middle in (first, last):
        yield from _within_one(_swapped(word, middle), known)


def _swapped(word: str, middle: int) -> str:
    return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]


def _reversed(word: str) -> str:
    return word[::-1]
