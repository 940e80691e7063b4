"""Text to words, and a table that finds listed word sequences among them.

A vocabulary lists thousands of terms; the table looks at each word of a text once, whatever their number.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

# In a word so short an "s" makes no plural ("gas", "uds"), and shorter ones have none.
_SHORT = 3
# Stimulators of nerves, and a pain syndrome; and guidelines speak of patients, letters of the patient
_NO_PLURALS = frozenset({"tens", "pens", "crps", "patients"})
_WORD = re.compile(r"\S+")
# So many words are as soon parted once more as all are found.
_NEAR = 32


class _Blanks(dict[int, str]):
    """What `str.translate` makes of a character: a blank of all that parts words, so that the length stays."""

    def __missing__(self, code: int) -> str:
        """Decide on a character when it is first seen."""
        self[code] = char if (char := chr(code)).isalnum() else " "
        return self[code]


_BLANKS = _Blanks({ord("&"): "&"})


def _blanked(lower: str) -> str:
    """Return a text in lower case with blanks for all that parts words, and for the "'s" of a possessive."""
    if "’" in lower:
        lower = lower.replace("’", "'")
    if "'s " in lower:
        lower = lower.replace("'s ", "   ")
    return lower.translate(_BLANKS)


def forms(word: str) -> tuple[str, ...]:
    """Return the forms of a word that are one to the vocabulary: "session" and "sessions", "and" and "&"."""
    if word in ("and", "&"):
        return ("and", "&")
    has_s = word.endswith("s") and not word.endswith("ss") and len(word) > _SHORT and word not in _NO_PLURALS
    singular = word[:-1] if has_s else word
    plural = f"{singular}s"
    return (singular,) if len(singular) < _SHORT or plural in _NO_PLURALS or word in _NO_PLURALS else (singular, plural)


def folded(term: str) -> str:
    """Return a term with the first form of each of its words: terms that fold alike are one to the tables."""
    return " ".join(forms(word)[0] for word in _blanked(term.lower()).split())


class Words:
    """The words of a text in lower case, and where they stand in it, in characters.

    Whatever is no letter or digit parts words ("x-ray"), "'s" is none, an ampersand is one.
    """

    __slots__ = ("_blanked", "_starts", "lower", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        lower = text.lower()
        if len(lower) != len(text):
            # The lower case of a letter may be two characters; spans must stay true.
            lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
        self._blanked = _blanked(lower)
        self.lower = self._blanked.split()
        self._starts: list[int] | None = None

    def number_at(self, position: int) -> int:
        """Return the number of the first word that begins at a position of the text, or behind it."""
        return len(self._blanked[:position].split())

    def start(self, number: int) -> int:
        """Return where a word begins."""
        if number < _NEAR:
            # Of most texts nobody asks but where one or two of the first words stand.
            return len(self._blanked) - len(self._blanked.split(None, number)[number])
        if self._starts is None:
            self._starts = [word.start() for word in _WORD.finditer(self._blanked)]
        return self._starts[number]

    def end(self, number: int) -> int:
        """Return where a word ends."""
        return self.start(number) + len(self.lower[number])

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the span of the words `first` to `last - 1`."""
        return self.start(first), self.end(last - 1)

    def between(self, last: int, first: int) -> str:
        """Return the text from behind word `last - 1` up to word `first`, with all punctuation."""
        return self.text[self.end(last - 1) : self.start(first)]


class Found(NamedTuple, Generic[T]):
    """A term found in a text: what it stands for, and its words, numbered `first` to `last - 1`."""

    value: T
    first: int
    last: int


class Named(NamedTuple):
    """A name, and the words of a text that give it, numbered `first` to `last - 1`."""

    name: str
    first: int
    last: int


# Found without the call that a named tuple makes of it: many are made of each letter.
_found = tuple.__new__

# A word's children, and under the empty word what the words so far stand for
_Node = dict[str, Any]
_VALUE = ""


class WordTable(Generic[T]):
    """Finds the listed terms in texts: a tree of words, so that a text's every word is looked at about once."""

    def __init__(self, terms: Mapping[str, T] | Iterable[tuple[str, T]]) -> None:
        """Compile terms and what they stand for; of a term listed twice the first counts."""
        self.root: _Node = {}
        """The tree: each word leads to the words behind it, the empty word to what the words so far stand for."""
        for term, value in terms.items() if isinstance(terms, Mapping) else terms:
            node = self.root
            for word in _blanked(term.lower()).split():
                singular, *others = forms(word)
                child = node.setdefault(singular, {})
                node.update(dict.fromkeys(others, child))
                node = child
            node.setdefault(_VALUE, value)

    def may_be_in(self, words: list[str]) -> bool:
        """Tell whether any word may begin a term: most sentences hold none of a table's words."""
        return not self.root.keys().isdisjoint(words)

    def find(self, words: list[str], first: int = 0, last: int | None = None) -> list[Found[T]]:
        """Return the terms among the words `first` to `last - 1` in order, the longest first, none across another."""
        root, free = self.root, first
        count = len(words) if last is None else last
        searched = words if count - first == len(words) else words[first:count]
        if not self.may_be_in(searched):
            return []
        found: list[Found[T]] = []
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
                found.append(_found(Found, (value, begin, longest)))
                free = longest
        return found


# A term found, as `Found` has it, but as a plain tuple: a hundred are made of each letter, and few are looked at.
Hit = tuple[T, int, int]
# What the words so far stand for, each by the number of its table, and the words that may come next
_Joined = tuple[tuple[tuple[int, Any], ...], dict[str, "_Joined"]]


class WordTables:
    """Finds the terms of several tables in one pass over a text."""

    def __init__(self, *tables: WordTable[Any]) -> None:
        """Join the tables' trees."""
        self._tables = len(tables)
        self._made: dict[tuple[int, ...], _Joined] = {}
        _, self._root = self._join(dict(enumerate(table.root for table in tables)))

    def _join(self, nodes: Mapping[int, _Node]) -> _Joined:
        # The forms of a word share their node: it is joined once.
        key = tuple(id(nodes.get(number)) for number in range(self._tables))
        if key not in self._made:
            words = {word for node in nodes.values() for word in node if word != _VALUE}
            self._made[key] = (
                tuple((number, node[_VALUE]) for number, node in nodes.items() if _VALUE in node),
                {
                    word: self._join({number: node[word] for number, node in nodes.items() if word in node})
                    for word in words
                },
            )
        return self._made[key]

    def find_all(self, words: list[str]) -> tuple[list[Hit[Any]], ...]:
        """Return for each table every term found, also those inside others, by first words and the shortest first."""
        found: tuple[list[Hit[Any]], ...] = tuple([] for _ in range(self._tables))
        ended = [*words, _VALUE]
        for begin, first in enumerate(map(self._root.get, words)):
            node, number = first, begin + 1
            while node:
                values, behind = node
                for table, value in values:
                    found[table].append((value, begin, number))
                node = behind.get(ended[number]) if behind else None
                number += 1
        return found


def longest(hits: Iterable[Hit[T]]) -> list[Found[T]]:
    """Return of what `WordTables.find_all` found what `WordTable.find` finds: the longest, and none across another."""
    kept: list[Found[T]] = []
    first = free = 0
    for hit in hits:
        if hit[1] >= free:
            kept.append(_found(Found, hit))
        elif hit[1] == first:
            kept[-1] = _found(Found, hit)
        else:
            continue
        _, first, free = hit
    return kept
