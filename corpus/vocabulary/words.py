"""Text to words, and a table that finds listed word sequences among them.

A vocabulary lists thousands of terms; the table looks at each word of a text once, whatever their number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

# Words so short keep their final "s": "abs", "uds", "gas".
_SHORT = 3
# ... and so do these, whose "s" makes no plural: stimulators of nerves
_NO_PLURALS = frozenset({"tens", "pens"})
_FOLDED_KEPT = 200_000
# The words that `_Blanks` leaves, where they stand in the text
_WORD = re.compile(r"[^\W_](?:[^\W_]|['’])*|&")


class _Blanks(dict[int, str]):
    """What `str.translate` makes of a character: what parts words is a blank, what is inside them is left out."""

    def __missing__(self, code: int) -> str:
        """Decide on a character when it is first seen."""
        self[code] = char if (char := chr(code)).isalnum() else " "
        return self[code]


_BLANKS = _Blanks({ord("&"): " and ", ord("'"): "", ord("’"): ""})


@lru_cache(_FOLDED_KEPT)
def _fold(word: str) -> str:
    return word[:-1] if word[-1] == "s" and len(word) > _SHORT and word not in _NO_PLURALS else word


class Words:
    """The words of a text, folded for comparison, and where they begin and end, in characters.

    Folding: lower case, no apostrophes, "&" is "and", no final "s" ("sessions" is "session").
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = list(map(_fold, text.lower().translate(_BLANKS).split()))

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The span of each word."""
        return [match.span() for match in _WORD.finditer(self.text)]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the span of the words `first` to `last - 1`."""
        return self.spans[first][0], self.spans[last - 1][1]

    def between(self, last: int, first: int) -> str:
        """Return the text from behind word `last - 1` up to word `first`, with all punctuation."""
        return self.text[self.spans[last - 1][1] : self.spans[first][0]]


class Found(NamedTuple, Generic[T]):
    """A term found in a text: what it stands for, and its words, numbered `first` to `last - 1`."""

    value: T
    first: int
    last: int


# A word's children, and under the empty word what the words so far stand for
_Node = dict[str, Any]
_VALUE = ""


class WordTable(Generic[T]):
    """Finds the listed terms in texts: a tree of words, so that a text's every word is looked at about once."""

    def __init__(self, terms: Mapping[str, T] | Iterable[tuple[str, T]]) -> None:
        """Compile terms and what they stand for; of a term listed twice the first counts."""
        self._root: _Node = {}
        for term, value in terms.items() if isinstance(terms, Mapping) else terms:
            node = self._root
            for word in Words(term).folded:
                node = node.setdefault(word, {})
            node.setdefault(_VALUE, value)

    def find(self, folded: list[str], first: int = 0, last: int | None = None) -> Iterator[Found[T]]:
        """Yield the terms among the words `first` to `last - 1` in order, the longest first, none across another."""
        root, free = self._root, first
        count = len(folded) if last is None else last
        for begin in [number for number in range(first, count) if folded[number] in root]:
            if begin < free:
                continue
            node, number = root[folded[begin]], begin + 1
            longest = number if _VALUE in node else 0
            value = node.get(_VALUE)
            while number < count and folded[number] in node:
                node = node[folded[number]]
                number += 1
                if _VALUE in node:
                    longest, value = number, node[_VALUE]
            if longest:
                yield Found(value, begin, longest)
                free = longest

    def find_all(self, folded: list[str]) -> Iterator[Found[T]]:
        """Yield every term found, also those inside or across others, by their first words and the shortest first."""
        root, count = self._root, len(folded)
        for begin in [number for number, word in enumerate(folded) if word in root]:
            node, number = root[folded[begin]], begin + 1
            if _VALUE in node:
                yield Found(node[_VALUE], begin, number)
            while number < count and folded[number] in node:
                node = node[folded[number]]
                number += 1
                if _VALUE in node:
                    yield Found(node[_VALUE], begin, number)
