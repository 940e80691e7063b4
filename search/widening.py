"""Other words for those of a query: the right spelling of a misspelt one, and synonyms. All are told to the user.

What the user typed always counts for more: where it stands in the index, what is added scores but a small share of it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.analysis import stem
from index.fields import DEFAULT_FIELDS
from search.lexicon import Fields, Lexicon
from search.sounds import sounding_like
from search.synonyms import Sense, named_in, related_to

# What is added to a word that the index has scores so much of it, so that lengths of texts and fields don't turn it.
_ADDED = 0.08
# A word that stands in fewer issues than these, or than one in so many, may be a misspelling ...
_FEW, _RARE = 5, 2_000
# ... of one that stands in so many times as many.
_MORE_FREQUENT = 20
# So many misspellings of a query are mended: more are no query.
_MOST_MISSPELT = 20
# Spellings taken for one that the index does not have, and how much less each counts than the one before it
_MOST_SPELLINGS = 4
_LESS_LIKELY = 0.8
# What an edit costs, and sounding alike is worth, in doublings of frequency
_EDIT, _SOUND, _FIRST_LETTER = 7.0, 4.0, 2.0
# Before a word they say the contrary: who asks for what is undocumented does not mean what is documented.
_NEGATIONS = ("un", "non", "in", "im", "ir", "dis", "a")
# Brands and other names taken for one thing: the most frequent
_MOST_WRITINGS = 8
_DEFAULT: Fields = tuple(field.name for field in DEFAULT_FIELDS)

Kind = Literal["typo", "sound", "synonym", "long"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What was searched besides, or instead of, what was typed."""

    typed: str
    used: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words to look for as well: `share` multiplies their weight. `field` is one of whole values, for a name there."""

    words: tuple[str, ...]
    share: float
    field: str | None = None


class Widening:
    """Widens the words of one query, and keeps what it told."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._told: dict[Correction, None] = {}
        self._misspelt = 0
        self._spelt: dict[tuple[str, Fields], tuple[bool, list[Alternative]]] = {}

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What was added so far, in the order of the query."""
        return tuple(self._told)

    def spellings(self, word: str, fields: Fields) -> tuple[bool, list[Alternative]]:
        """Return whether fields have a word, and how it may be spelt rightly, likeliest first."""
        if (word, fields) not in self._spelt:
            self._spelt[word, fields] = self._spellings(word, fields)
        return self._spelt[word, fields]

    def meant(self, word: str) -> list[str]:
        """Return what a word that no default field has may mean, likeliest first."""
        is_there, others = self.spellings(word, _DEFAULT)
        return [] if is_there else [other.words[0] for other in others]

    def _spellings(self, word: str, fields: Fields) -> tuple[bool, list[Alternative]]:
        count = self._lexicon.frequency(word, fields)
        if related_to((word,)) or named_in((word,)):
            # A word that is known is no misspelling.
            return count > 0, []
        if count >= max(_FEW, self._lexicon.issues // _RARE):
            return True, []
        self._misspelt += 1
        if self._misspelt > _MOST_MISSPELT:
            return count > 0, []
        likely = self._likely(word, count, fields)
        shares = [
            self._share((spelling,), (word,), fields) if count else _LESS_LIKELY**place
            for place, (spelling, _) in enumerate(likely)
        ]
        for spelling, kind in likely:
            self._told[Correction(word, spelling, kind)] = None
        return count > 0, [Alternative((one,), share) for (one, _), share in zip(likely, shares, strict=True)]

    def _likely(self, word: str, count: int, fields: Fields) -> list[tuple[str, Kind]]:
        counts = self._lexicon.counts(fields)
        near = self._lexicon.spellings(fields).near(word)
        sounding = sounding_like(word)
        others = _no_misspelt(word)
        likely = {
            one: math.log2(counts.get(one, 1))
            - _EDIT * near.get(one, 2)
            + _SOUND * (one in sounding)
            + _FIRST_LETTER * (one[0] == word[0])
            for one in near.keys() | sounding
            if stem(one) not in others and counts.get(one, 1) >= _MORE_FREQUENT * count
        }
        best = sorted(likely, key=lambda one: (-likely[one], one))[:_MOST_SPELLINGS]
        return [(one, "typo" if one in near else "sound") for one in best if likely[one] > likely[best[0]] - _EDIT]

    def synonyms(self, typed: Sequence[str], senses: Sequence[Sense]) -> Iterator[Alternative]:
        """Yield other words for what was typed, in the fields searched by default."""
        fields = _DEFAULT
        is_there = self._lexicon.has_together(typed, fields)
        said = tuple(map(stem, typed))
        for sense in senses:
            writings = (tuple(writing.split()) for writing in sense.writings)
            # Where a longer name stands, what was typed stands too.
            others = (one for one in writings if not set(said).issubset(map(stem, one)))
            counted = {one: min(self._lexicon.frequency(word, fields) for word in one) for one in others if one}
            frequent = sorted((one for one in counted if counted[one]), key=lambda one: -counted[one])
            used: list[tuple[tuple[str, ...], str | None]] = [(one, None) for one in frequent[:_MOST_WRITINGS]]
            if sense.field:
                used.append((sense.words, sense.field))
            for words, field in used:
                if tuple(map(stem, words)) != said:
                    self._told[Correction(" ".join(typed), " ".join(words), "synonym")] = None
                share = self._share(words, typed, fields if field is None else (field,)) if is_there else 1.0
                yield Alternative(words, share, field)

    def value(self, typed: Sequence[str], sense: Sense) -> Alternative:
        """Return what a field of whole values calls a thing."""
        self._told[Correction(" ".join(typed), sense.name, "synonym")] = None
        return Alternative(sense.words, 1.0, sense.field)

    def abouts(self, words: tuple[str, ...], fields: Fields) -> Iterator[Alternative]:
        """Yield words as what an issue is about, in the fields of whole values that have them."""
        is_there = self._lexicon.has_together(words, _DEFAULT)
        for field in fields:
            if self._lexicon.has_together(words, (field,)):
                yield Alternative(words, self._share(words, words, (field,)) if is_there else 1.0, field)

    def _share(self, words: Sequence[str], typed: Sequence[str], fields: Fields) -> float:
        """Return how much of their weight added words get, so that none outranks what was typed."""
        own, added = self._lexicon.rarity(typed, _DEFAULT), self._lexicon.rarity(words, fields)
        return _ADDED * min(1.0, own / added if added else 1.0)


def _no_misspelt(word: str) -> frozenset[str]:
    """Return the stems of what a word is no misspelling of: its other forms, found anyway, and what it denies."""
    return frozenset(stem(word.removeprefix(negation)) for negation in ("", *_NEGATIONS))
