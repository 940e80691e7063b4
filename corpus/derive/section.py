"""A section of a letter as its readers see it: words, and the sentences they make."""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from corpus.determination import Passage
from corpus.vocabulary.words import Words

# A full stop before white space and a capital or digit ends a sentence, unless it abbreviates.
_SENTENCE_END = re.compile(
    r"""[.?!] (?<! \b [Dd]r\. ) (?<! \b vs\. ) (?<! \b No\. ) (?<! \.g\. ) (?<! \.e\. ) ['"”’)\]]*
        \s+ (?= ['"“(\[]* [A-Z0-9] )""",
    re.VERBOSE,
)


class Section:
    """A section's words, numbered from 0.

    It is read as printed and not as repaired, so that what is found can be shown where it stands.
    """

    def __init__(self, body: str, passage: Passage) -> None:
        self.words = Words(body[passage.start : passage.end])
        self._start = passage.start

    @cached_property
    def sentence_starts(self) -> list[int]:
        """The first word of each sentence, and the number of all words."""
        ends = [end.end() for end in _SENTENCE_END.finditer(self.words.text)]
        starts = [0, *(bisect_left(self.words.starts, end) for end in ends), len(self.words.lower)]
        return list(dict.fromkeys(starts))

    def sentence_of(self, number: int) -> tuple[int, int]:
        """Return the sentence of a word: its first word and the one behind its last."""
        behind = bisect_right(self.sentence_starts, number)
        return self.sentence_starts[behind - 1], self.sentence_starts[behind]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the span in the letter of the words `first` to `last - 1`."""
        start, end = self.words.span(first, last)
        return self._start + start, self._start + end
