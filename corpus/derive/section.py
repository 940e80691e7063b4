"""A section of a letter as its readers see it: on one line, and in sentences."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

from corpus.determination import Passage

# A full stop before a capital or digit ends a sentence, unless it abbreviates.
_SENTENCE_END = re.compile(
    r"""[.?!] (?<! \b [Dd]r\. ) (?<! \b vs\. ) (?<! \b No\. ) (?<! \.g\. ) (?<! \.e\. ) ['"”’)\]]*
        [ ] (?= ['"“(\[]* [A-Z0-9] )""",
    re.VERBOSE,
)
# Readers compare the words of a sentence with each other; the longest real ones have a thousand characters.
_LONGEST_SENTENCE = 2_000
_WORD = re.compile(r"\S+")


class Section:
    """A passage of a letter on one `line`, white space collapsed.

    Letters say the same again and again, and break the lines elsewhere each time: on one line it is the same text, and
    what readers made of it can be kept. Nothing but white space is changed, unlike in repaired text, so that what is
    found can be shown where it stands.
    """

    def __init__(self, body: str, passage: Passage) -> None:
        self._start = passage.start
        self._printed = body[passage.start : passage.end]
        self.line = " ".join(self._printed.split())

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Yield the sentences of the line, and where each begins in it; one that goes on and on is cut."""
        line = self.line
        begin = 0
        for end in (*(end.end() for end in _SENTENCE_END.finditer(line)), len(line)):
            for start in range(begin, end, _LONGEST_SENTENCE):
                yield start, line[start : min(end, start + _LONGEST_SENTENCE)]
            begin = end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the letter of a span in the line."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, position: int) -> int:
        """Return where in the letter a character of the line stands."""
        if len(self.line) == len(self._printed):
            return self._start + position
        # Blanks part the words of the line as white space parts those of the letter.
        number = bisect_right(self._begins, position, key=itemgetter(0)) - 1
        in_line, in_print = self._begins[number]
        return self._start + in_print + position - in_line

    @cached_property
    def _begins(self) -> list[tuple[int, int]]:
        """Where each word begins: in the line, and as printed."""
        words = list(_WORD.finditer(self._printed))
        ends = accumulate(len(word[0]) + 1 for word in words)
        return [(end - len(word[0]) - 1, word.start()) for word, end in zip(words, ends, strict=True)]
