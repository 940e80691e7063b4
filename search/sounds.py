"""Names of drugs and procedures that sound like a word: they are spelt by ear ("vikoden", "gabapenton")."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from jellyfish import metaphone
from rapidfuzz.distance import OSA

from corpus.vocabulary.drugs import drugs
from corpus.vocabulary.procedures import procedures
from index.analysis import tokenize

# Shorter words sound like too many.
_SHORTEST = 5


def sounding_like(word: str) -> frozenset[str]:
    """Return the names that sound like a word and share at least half of its letters."""
    if len(word) < _SHORTEST or not word.isalpha():
        return frozenset()
    named = _by_sound().get(metaphone(word), frozenset())
    return frozenset(name for name in named if OSA.distance(word, name) <= len(word) // 2)


@cache
def _by_sound() -> dict[str, frozenset[str]]:
    by_sound: defaultdict[str, set[str]] = defaultdict(set)
    for word in _names():
        by_sound[metaphone(word)].add(word)
    return {sound: frozenset(words) for sound, words in by_sound.items()}


def _names() -> Iterator[str]:
    for name, drug in drugs().items():
        for writing in (name, *drug.also, *drug.brands, *drug.topical_brands, *drug.injected_brands):
            yield from _words(writing)
    for name in procedures():
        yield from _words(name)


def _words(name: str) -> Iterator[str]:
    return (token.word for token in tokenize(name) if len(token.word) >= _SHORTEST and token.word.isalpha())
