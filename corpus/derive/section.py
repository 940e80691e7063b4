"""A section of a letter as its readers see it: words, and the sentences they make."""

import re
from collections.abc import Iterator

from corpus.determination import Passage
from corpus.vocabulary.words import Words

# A full stop before white space and a capital or digit ends a sentence, unless it abbreviates.
_SENTENCE_END = re.compile(
    r"""[.?!] (?<! \b [Dd]r\. ) (?<! \b vs\. ) (?<! \b No\. ) (?<! \.g\. ) (?<! \.e\. ) ['"”’)\]]*
        \s+ (?= ['"“(\[]* [A-Z0-9] )""",
    re.VERBOSE,
)
# Readers compare the words of a sentence with each other; the longest real ones have a thousand characters.
_LONGEST_SENTENCE = 2_000


def _breaks(text: str) -> Iterator[int]:
    """Yield where each sentence but the first begins; one that goes on and on is cut."""
    begin = 0
    for end in (*(end.end() for end in _SENTENCE_END.finditer(text)), len(text)):
        yield from range(begin + _LONGEST_SENTENCE, end, _LONGEST_SENTENCE)
        if end < len(text):
            yield end
        begin = end


class Section:
    """A section's words, in sentences.

    It is read as printed and not as repaired, so that what is found can be shown where it stands.
    """

    def __init__(self, body: str, passage: Passage) -> None:
        text = body[passage.start : passage.end]
        self.words = Words(text, _breaks(text))
        self._start = passage.start

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the span in the letter of the words `first` to `last - 1`."""
        start, end = self.words.span(first, last)
        return self._start + start, self._start + end
