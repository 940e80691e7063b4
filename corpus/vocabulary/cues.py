"""Words that tell how a sentence is meant, by classes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from corpus.vocabulary.words import Found, Hit, WordTable, folded

# Classes as bits of a number: sets that are joined and compared a hundred times a letter.
Classes = int
Cue = Found[Classes]


class Cues:
    """Listed terms, each of one class or several."""

    def __init__(self, terms_by_class: Mapping[str, Iterable[str]]) -> None:
        """Compile the terms of each class."""
        self._bits = {name: 1 << number for number, name in enumerate(terms_by_class)}
        classes: dict[str, Classes] = defaultdict(int)
        for name, terms in terms_by_class.items():
            for term in terms:
                classes[folded(term)] |= self._bits[name]
        self.table: WordTable[Classes] = WordTable(classes)
        """The terms: each stands for its classes."""

    def classes(self, *names: str) -> Classes:
        """Return classes by their names.

        Raises:
            KeyError: there is no such class.
        """
        joined = 0
        for name in names:
            joined |= self._bits[name]
        return joined


def told(cues: Iterable[Cue | Hit[Classes]]) -> Classes:
    """Return all classes that some cue is of."""
    joined = 0
    for cue in cues:
        joined |= cue[0]
    return joined
