"""A section of a letter as the derivations read it: words, sentences and their spans."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from corpus.vocabulary.words import Words

# A full stop before white space and a capital or digit ends a sentence, unless it abbreviates.
_SENTENCE_END = re.compile(
    r"""[.?!] (?<! \b [Dd]r\. ) (?<! \b vs\. ) (?<! \b No\. ) (?<! \.g\. ) (?<! \.e\. ) ['"”’)\]]* \s+ (?= ['"“(\[]* [A-Z0-9] )""",
    re.VERBOSE,
)


class Section:
    """A section of a letter, from `start` to `end` in its text.

    It is read as printed and not as repaired, so that what is found can be shown where it stands.
    """

    def __init__(self, body: str, start: int, end: int) -> None:
        self.text = body[start:end]
        self.start = start

    @cached_property
    def words(self) -> Words:
        """The section's words; their places count from the section's beginning."""
        return Words(self.text)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the span in the letter of words `first` to `last - 1`."""
        return self.start + self.words.starts[first], self.start + self.words.ends[last - 1]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield each sentence: its first word and the word behind its last."""
        starts = self.words.starts
        first = 0
        for end in _SENTENCE_END.finditer(self.text):
            last = bisect_left(starts, end.end())
            if last > first:
                yield first, last
            first = last
        if first < len(starts):
            yield first, len(starts)
