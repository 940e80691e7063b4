"""The phrases of a rationale: one to four words in a row, by their stems."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from index.analysis import FUNCTION_WORDS, lower, stem, word_pattern

# The stems of a phrase's words, parted by blanks: strings keep their hashes, and tuples make them each time anew.
Phrase = str
LONGEST = 4
# What parts phrases: punctuation but for hyphens and apostrophes, and words with digits in them.
_PARTS = re.compile(r"[^\w\s'’\-]+|\w*\d\w*")
_DENYING = frozenset({"no", "not"})
_SAYING_NOTHING = FUNCTION_WORDS | frozenset(
    "about above after again all also although another any because before being below both can could did do does "
    "each either even few further had here how however i just may me might more most much must my nor now one "
    "only other our out over own same should since so some still than them themselves those though through too under "
    "patient patients claimant applicant worker employee injured member "
    "until upon very we what when where whether which while who whom why would yet you your".split()
)
_NOT_FIRST = frozenset(map(stem, _SAYING_NOTHING - _DENYING))
_NOT_LAST = frozenset(map(stem, _SAYING_NOTHING))


class Wording:
    """The words of a rationale's sentences, in stretches that phrases do not go beyond."""

    def __init__(self, sentences: Iterable[str]) -> None:
        stretches = (lower(stretch) for sentence in sentences for stretch in _PARTS.split(sentence))
        self._words = [words for stretch in stretches if (words := word_pattern(stretch).findall(stretch))]
        self._stems = [list(map(stem, words)) for words in self._words]

    def phrases(self) -> set[Phrase]:
        """Return all runs of one to four words; `may_stand_alone` tells which of them are worth showing."""
        found: set[Phrase] = set()
        for stems in self._stems:
            for length in range(1, LONGEST + 1):
                runs = zip(*(islice(stems, start, None) for start in range(length)), strict=False)
                found.update(map(" ".join, runs))
        return found

    def writings(self, phrase: Phrase) -> Iterator[str]:
        """Yield how a phrase is written, each time that it stands there."""
        sought = phrase.split()
        for words, stems in zip(self._words, self._stems, strict=True):
            for start, first in enumerate(stems):
                if first == sought[0] and stems[start : start + len(sought)] == sought:
                    yield " ".join(words[start : start + len(sought)])


def may_stand_alone(phrase: Phrase) -> bool:
    """Tell whether a phrase neither begins nor ends with a word that says nothing, but for a "no" at its beginning."""
    first, _, rest = phrase.partition(" ")
    last = rest.rpartition(" ")[2] or first
    return first not in _NOT_FIRST and last not in _NOT_LAST


def usual_writing(phrase: Phrase, wordings: Iterable[Wording]) -> str:
    """Return the most frequent writing of a phrase, of equals the first in the alphabet."""
    counts = Counter(writing for wording in wordings for writing in wording.writings(phrase))
    return min(counts, key=lambda writing: (-counts[writing], writing))


def parts_of(phrase: Phrase) -> Iterator[Phrase]:
    """Yield the shorter phrases that stand in a phrase."""
    stems = phrase.split()
    for length in range(1, len(stems)):
        for start in range(len(stems) - length + 1):
            yield " ".join(stems[start : start + length])


def overlap(one: Phrase, other: Phrase) -> bool:
    """Tell whether the end of one phrase is the beginning of the other, or one stands in the other."""
    these, those = one.split(), other.split()
    lengths = range(1, min(len(these), len(those)) + 1)
    return (
        one in parts_of(other)
        or other in parts_of(one)
        or any(these[-length:] == those[:length] or those[-length:] == these[:length] for length in lengths)
    )
