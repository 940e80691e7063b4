"""Marks: where what a query asked for stands in a letter's texts.

Engines mark nothing; the same words that the index holds are looked for here, so marks are the same for all engines.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import compress, count
from typing import NamedTuple

from index.analysis import Words
from index.query import Clause
from search.sought import Operand, Pair, Shown, Sought, sought_in


class Mark(NamedTuple):
    """A span of a text, in characters, of whole words; and what of the query it shows."""

    start: int
    end: int
    shown: Shown


class Marker:
    """Marks what a clause asks for, in the fields it asks for it.

    Function words are marked only in phrases and near others. What is asked to stand near or together in one field is
    marked only where it does.
    """

    def __init__(self, clause: Clause) -> None:
        self._fields = {name: (sought, frozenset(sought.stems())) for name, sought in sought_in(clause).items()}

    def terms(self, field: str) -> int:
        """Return the bits of all that may be shown in a field."""
        return self._fields[field][0].terms if field in self._fields else 0

    def marked(self, field: str, texts: Sequence[str]) -> "Marked":
        """Return the texts of a letter's or an issue's field, in the order of an index, marked."""
        if field not in self._fields:
            return Marked(texts, None, [])
        sought, stems = self._fields[field]
        words = Words(texts)
        return Marked(texts, words, _joined(_find(sought, _Places(words, stems))))


class _Found(NamedTuple):
    """The position of a first word, and of the one behind the last."""

    first: int
    last: int
    shown: Shown


class Marked:
    """The texts of a field, and what was found in them. `terms` are the bits of all that it shows."""

    def __init__(self, texts: Sequence[str], words: Words | None, found: Sequence[_Found]) -> None:
        self.texts = texts
        self.terms = 0
        for one in found:
            self.terms |= one.shown.terms
        self._words = words
        self._found = found

    @cached_property
    def marks(self) -> list[list[Mark]]:
        """The marks in each of the texts, in order, none overlapping another."""
        marks: list[list[Mark]] = [[] for _ in self.texts]
        if self._words:
            for first, last, shown in self._found:
                text, start, end = self._words.span(first, last)
                marks[text].append(Mark(start, end, shown))
        return marks


class _Places:
    """The positions at which what is sought stands."""

    def __init__(self, words: Words, sought: AbstractSet[str]) -> None:
        self._words = words
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place in compress(count(), map(sought.__contains__, words.stems)):
            self._places[words.stems[place]].append(place)

    def of_phrase(self, phrase: tuple[str, ...]) -> list[int]:
        """Return where a phrase of sought words begins."""
        places = self._places.get(phrase[0], [])
        if len(phrase) == 1 or not places:
            return places
        stems, ahead, last = self._words.stems, len(phrase) - 1, phrase[-1]
        if last not in self._places:
            return []
        # Most are no such phrase by their last word already.
        inside = places[: bisect_left(places, len(stems) - ahead)]
        return [
            place
            for place in inside
            if stems[place + ahead] == last and tuple(stems[place : place + ahead]) == phrase[:-1]
        ]

    def of_start(self, start: str) -> list[int]:
        """Return where words stand that start so."""
        return [place for place, word in enumerate(self._words.words) if word.startswith(start)]


def _find(sought: Sought, places: _Places) -> list[_Found]:
    found: list[_Found] = []
    for phrase, shown in sought.phrases.items():
        found += [_Found(place, place + len(phrase), shown) for place in places.of_phrase(phrase)]
    for start, shown in sought.starts.items():
        found += [_Found(place, place + 1, shown) for place in places.of_start(start)]
    for pair in sought.pairs:
        found += _find_pair(pair, places)
    for parts in sought.together:
        found += _find_all(parts, places)
    return found


def _find_all(parts: Iterable[Sought], places: _Places) -> list[_Found]:
    """Return what is found of parts; nothing if any of them is not found at all."""
    found = [_find(part, places) for part in parts]
    return [one for part in found for one in part] if all(found) else []


def _find_pair(pair: Pair, places: _Places) -> list[_Found]:
    ones, others = ([place + one.outer for place in places.of_phrase(one.stems)] for one in (pair.one, pair.other))
    found = [*_near(pair.one, ones, others, pair.within), *_near(pair.other, others, ones, pair.within)]
    return found or _find_all(pair.otherwise, places)


def _near(operand: Operand, places: list[int], others: list[int], within: int) -> Iterator[_Found]:
    """Yield where an operand has any of the others, which are in order, with at most so many words between."""
    far = within + 1
    for place in places:
        nearest = bisect_left(others, place - far)
        if nearest < len(others) and others[nearest] <= place + far:
            first = place - operand.outer
            yield _Found(first, first + len(operand.stems), operand.shown)


def _joined(found: list[_Found]) -> list[_Found]:
    """Return what was found in order, and what overlaps as one."""
    joined: list[_Found] = []
    for one in sorted(found):
        if joined and one.first < joined[-1].last:
            first, last, shown = joined[-1]
            joined[-1] = _Found(first, max(last, one.last), shown | one.shown)
        else:
            joined.append(one)
    return joined
