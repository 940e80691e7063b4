"""The words of an index and how frequent they are: looked up when a query needs it, kept while the index is open."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from threading import Lock
from weakref import WeakKeyDictionary, proxy

from index.analysis import stem
from index.engine import Engine
from index.query import AnyOf, Everything, Phrase, Query
from search.spelling import Spellings
from search.synonyms import name_words

Fields = tuple[str, ...]

# What is remembered of words and phrases that users type; they type others without end.
_REMEMBERED = 2**14

_lexicons: WeakKeyDictionary[Engine, "Lexicon"] = WeakKeyDictionary()
_lock = Lock()


class _Vocabulary:
    """The words of some fields together, each with the number of issues in that field that has it most."""

    def __init__(self, fields: Iterable[Sequence[tuple[str, int]]]) -> None:
        self.counts: dict[str, int] = {}
        for words in fields:
            for word, count in words:
                self.counts[word] = max(count, self.counts.get(word, 0))

    @cached_property
    def spellings(self) -> Spellings:
        # A name is known even if no letter has it: its other names may stand there.
        return Spellings(self.counts.keys() | name_words())


class Lexicon:
    """The words of an open index. Frequencies count issues, and of several fields that with the most."""

    def __init__(self, engine: Engine) -> None:
        # Whatever is kept must not keep the engine: an index that is let go of would stay open.
        self._engine: Engine = proxy(engine)
        self._frequency = lru_cache(_REMEMBERED)(partial(_frequency, self._engine))
        self._stand_together = lru_cache(_REMEMBERED)(partial(_stand_together, self._engine))
        self._vocabularies: dict[Fields, _Vocabulary] = {}

    @cached_property
    def issues(self) -> int:
        """How many issues the index has."""
        return self._engine.search(Query(Everything(), limit=0)).total

    def frequency(self, word: str, fields: Fields) -> int:
        """Return in how many issues a word stands, in any of its forms."""
        return self._frequency(fields, stem(word))

    def has_together(self, words: Sequence[str], fields: Fields) -> bool:
        """Tell whether words stand next to each other anywhere."""
        if len(words) == 1 or not all(self.frequency(word, fields) for word in words):
            return all(self.frequency(word, fields) for word in words)
        return self._stand_together(fields, tuple(map(stem, words)))

    def rarity(self, words: Iterable[str], fields: Fields) -> float:
        """Return how much it tells that words stand somewhere: the sum of what BM25 makes of their frequencies."""
        return sum(
            math.log(1 + (self.issues - count + 0.5) / (count + 0.5))
            for count in (min(self.issues, self.frequency(word, fields)) for word in words)
        )

    def counts(self, fields: Fields) -> Mapping[str, int]:
        """Return all words of fields, as they are printed, in lower case."""
        return self._vocabulary(fields).counts

    def spellings(self, fields: Fields) -> Spellings:
        """Return what misspelt words of fields are compared with."""
        return self._vocabulary(fields).spellings

    def _vocabulary(self, fields: Fields) -> _Vocabulary:
        if fields not in self._vocabularies:
            self._vocabularies[fields] = _Vocabulary(map(self._engine.words, fields))
        return self._vocabularies[fields]


def _frequency(engine: Engine, fields: Fields, stemmed: str) -> int:
    return max(engine.frequency(field, stemmed) for field in fields)


def _stand_together(engine: Engine, fields: Fields, stems: tuple[str, ...]) -> bool:
    anywhere = AnyOf(tuple(Phrase(field, stems) for field in fields))
    return engine.search(Query(anywhere, limit=0)).total > 0


def lexicon_of(engine: Engine) -> Lexicon:
    """Return the words of an open index, the same each time."""
    with _lock:
        if engine not in _lexicons:
            _lexicons[engine] = Lexicon(engine)
        return _lexicons[engine]
