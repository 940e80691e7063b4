"""A section of a letter as its readers see it: on one line, and in sentences."""

import re
from bisect import bisect_right
from itertools import pairwise
from sys import maxsize

from corpus.determination import Passage
from corpus.repair import Repairer

# A full stop before a capital or digit ends a sentence, unless it abbreviates.
_SENTENCE_END = re.compile(
    r"""[.?!] (?<! \b [Dd]r\. ) (?<! \b vs\. ) (?<! \b No\. ) (?<! \.g\. ) (?<! \.e\. ) ['"”’)\]]*
        [ ] (?= ['"“(\[]* [A-Z0-9] )""",
    re.VERBOSE,
)
# Readers compare the words of a sentence with each other; the longest real ones have a thousand characters.
_LONGEST_SENTENCE = 2_000
# In text whose only white space is blanks: so Python's matcher skips from one wide space to the next.
_WIDE_SPACE = re.compile("  +")


class Section:
    """A passage of a letter on one `line`, white space collapsed.

    Letters say the same again and again, and break the lines elsewhere each time: on one line it is the same text, and
    what readers made of it can be kept. Nothing but white space is changed, unlike in repaired text, so that what is
    found can be shown where it stands.
    """

    def __init__(self, repairer: Repairer, passage: Passage) -> None:
        self.line = repairer.line(passage)
        self._start = passage.start
        self._repairer = repairer
        self._passage = passage
        self._sentences: list[tuple[int, str]] | None = None
        # Where wide spaces end in the line, and how many characters they and those before them lost; None: not known
        self._spaces: list[tuple[int, int]] | None = None if passage.end - passage.start > len(self.line) else []

    @property
    def sentences(self) -> list[tuple[int, str]]:
        """The sentences of the line, and where each begins in it; one that goes on and on is cut."""
        if self._sentences is None:
            line = self.line
            begins = [0, *[end.end() for end in _SENTENCE_END.finditer(line)]]
            if len(line) > _LONGEST_SENTENCE:
                ends = [*begins[1:], len(line)]
                begins = [
                    cut for begin, end in zip(begins, ends, strict=True) for cut in range(begin, end, _LONGEST_SENTENCE)
                ]
            self._sentences = [(begin, line[begin:end]) for begin, end in pairwise([*begins, len(line)])]
        return self._sentences

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the letter of a span in the line."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, position: int) -> int:
        """Return where in the letter a character of the line stands."""
        if self._spaces is None:
            self._spaces = self._find_spaces()
        behind = bisect_right(self._spaces, (position, maxsize))
        return self._start + position + (self._spaces[behind - 1][1] if behind else 0)

    def _find_spaces(self) -> list[tuple[int, int]]:
        printed = self._repairer.printed(self._passage)
        printed = printed.replace("\n", " ").replace("\f", " ").replace("\t", " ")
        spaces = []
        lost = 0
        for space in _WIDE_SPACE.finditer(printed):
            lost += space.end() - space.start() - 1
            spaces.append((space.end() - lost, lost))
        return spaces
