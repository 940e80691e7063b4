"""Text to words, and a table that finds listed word sequences among them.

A vocabulary lists thousands of terms; the table looks at each word of a text once, whatever their number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

# In a word so short an "s" makes no plural ("gas", "uds"), and shorter ones have none.
_SHORT = 3
# Stimulators of nerves
_NO_PLURALS = frozenset({"tens", "pens"})
_WORD = re.compile(r"\S+")


class _Blanks(dict[int, str]):
    """What `str.translate` makes of a character: a blank of all that parts words, so that the length stays."""

    def __missing__(self, code: int) -> str:
        """Decide on a character when it is first seen."""
        self[code] = char if (char := chr(code)).isalnum() else " "
        return self[code]


_BLANKS = _Blanks({ord("&"): "&"})


def forms(word: str) -> tuple[str, ...]:
    """Return the forms of a word that are one to the vocabulary: "session" and "sessions", "and" and "&"."""
    if word in ("and", "&"):
        return ("and", "&")
    singular = word.removesuffix("s") if len(word) > _SHORT and word not in _NO_PLURALS else word
    plural = f"{singular}s"
    return (singular,) if len(singular) < _SHORT or plural in _NO_PLURALS or word in _NO_PLURALS else (singular, plural)


class Words:
    """The words of a text in lower case, and where they begin and end, in characters.

    Whatever is no letter or digit parts words ("x-ray", "Quervain's"); an ampersand is a word.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        lower = text.lower()
        if len(lower) != len(text):
            # The lower case of a letter may be two characters; spans must stay true.
            lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
        self._blanked = lower.translate(_BLANKS)
        self.lower = self._blanked.split()

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins."""
        return [match.start() for match in _WORD.finditer(self._blanked)]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the span of the words `first` to `last - 1`."""
        return self.starts[first], self.starts[last - 1] + len(self.lower[last - 1])

    def between(self, last: int, first: int) -> str:
        """Return the text from behind word `last - 1` up to word `first`, with all punctuation."""
        return self.text[self.starts[last - 1] + len(self.lower[last - 1]) : self.starts[first]]


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
            for word in Words(term).lower:
                singular, *others = forms(word)
                child = node.setdefault(singular, {})
                node.update(dict.fromkeys(others, child))
                node = child
            node.setdefault(_VALUE, value)

    def find(self, words: list[str], first: int = 0, last: int | None = None) -> Iterator[Found[T]]:
        """Yield the terms among the words `first` to `last - 1` in order, the longest first, none across another."""
        root, free = self._root, first
        count = len(words) if last is None else last
        searched = words if count - first == len(words) else words[first:count]
        for begin in [number for number, word in enumerate(searched, first) if word in root]:
            if begin < free:
                continue
            node, number = root[words[begin]], begin + 1
            longest = number if _VALUE in node else 0
            value = node.get(_VALUE)
            while number < count and words[number] in node:
                node = node[words[number]]
                number += 1
                if _VALUE in node:
                    longest, value = number, node[_VALUE]
            if longest:
                yield Found(value, begin, longest)
                free = longest

    def find_all(self, words: list[str]) -> Iterator[Found[T]]:
        """Yield every term found, also those inside or across others, by their first words and the shortest first."""
        root, count = self._root, len(words)
        for begin in [number for number, word in enumerate(words) if word in root]:
            node, number = root[words[begin]], begin + 1
            if _VALUE in node:
                yield Found(node[_VALUE], begin, number)
            while number < count and words[number] in node:
                node = node[words[number]]
                number += 1
                if _VALUE in node:
                    yield Found(node[_VALUE], begin, number)
