"""Text to words, and a table that finds listed word sequences among them.

A vocabulary lists thousands of terms; the table looks at each word of a text once, whatever their number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

# An apostrophe belongs to its word; an ampersand is one ("and").
_WORD = re.compile(r"([a-z0-9]+(?:['’][a-z]+)*|&)")
# Words so short keep their final "s": "abs", "uds", "gas".
_SHORT = 3
_FOLDED_KEPT = 200_000


@lru_cache(_FOLDED_KEPT)
def _fold(word: str) -> str:
    if word == "&":
        return "and"
    word = word.replace("'", "").replace("’", "")
    return word[:-1] if word[-1] == "s" and len(word) > _SHORT else word


class Words:
    """The words of a text, folded for comparison, and where they begin and end, in characters.

    Folding: lower case, no apostrophes, "&" is "and", no final "s" ("sessions" is "session").
    """

    __slots__ = ("ends", "folded", "starts")

    def __init__(self, text: str) -> None:
        lower = text.lower()
        if len(lower) != len(text):
            # The lower case of a letter may be two characters; spans must stay true.
            lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
        parts = _WORD.split(lower)
        edges = list(accumulate(map(len, parts)))
        self.folded = list(map(_fold, parts[1::2]))
        self.starts = edges[:-1:2]
        self.ends = edges[1::2]


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

    def find(self, words: Words, first: int = 0, last: int | None = None) -> Iterator[Found[T]]:
        """Yield the terms among the words `first` to `last - 1` in order, the longest first, none across another."""
        folded = words.folded if last is None else words.folded[:last]
        root, free, count = self._root, first, len(folded)
        for begin in [number for number, word in enumerate(folded) if word in root]:
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

    def find_all(self, words: Words) -> Iterator[Found[T]]:
        """Yield every term found, also those inside or across others, by their first words and the shortest first."""
        folded, root, count = words.folded, self._root, len(words.folded)
        for begin in [number for number, word in enumerate(folded) if word in root]:
            node, number = root[folded[begin]], begin + 1
            if _VALUE in node:
                yield Found(node[_VALUE], begin, number)
            while number < count and folded[number] in node:
                node = node[folded[number]]
                number += 1
                if _VALUE in node:
                    yield Found(node[_VALUE], begin, number)
