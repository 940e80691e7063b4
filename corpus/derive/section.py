"""A section of a letter as its readers see it: on one line, and in sentences."""

import re
from bisect import bisect_right
from itertools import pairwise

from corpus.determination import Passage
from corpus.repair import Repairer

_STOPS = (".", "?", "!")
# A stop before a capital or digit ends a sentence, unless it abbreviates.
_SENTENCE_END = re.compile(
    r"""[.?!] (?<! \b [Dd]r\. ) (?<! \b vs\. ) (?<! \b No\. ) (?<! \.g\. ) (?<! \.e\. ) ['"”’)\]]*
        [ ] (?= ['"“(\[]* [A-Z0-9] )""",
    re.VERBOSE,
)
# Readers compare the words of a sentence with each other; the longest real ones have a thousand characters.
_LONGEST_SENTENCE = 2_000
# In text whose only white space is blanks: so Python's matcher skips from one wide space to the next.
_WIDE_SPACE = re.compile("  +")
# Where wide spaces end in the line, and how many characters are lost before the first and up to the end of each
_Spaces = tuple[list[int], list[int]]


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
        self.passage = passage
        self._sentences: list[tuple[int, str]] | None = None
        self._spaces: _Spaces | None = None if passage.end - passage.start > len(self.line) else ([], [0])

    @property
    def sentences(self) -> list[tuple[int, str]]:
        """The sentences of the line, and where each begins in it; one that goes on and on is cut."""
        if self._sentences is None:
            self._sentences = sentences_of(self.line)
        return self._sentences

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the letter of a span in the line."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, position: int) -> int:
        """Return where in the letter a character of the line stands."""
        if self._spaces is None:
            self._spaces = _find_spaces(self._repairer.printed(self.passage))
        ends, lost = self._spaces
        return self._start + position + lost[bisect_right(ends, position)]


def sentences_of(line: str) -> list[tuple[int, str]]:
    """Return the sentences of a line, and where each begins in it; one that goes on and on is cut."""
    begins = [0, *_sentence_ends(line)]
    if len(line) > _LONGEST_SENTENCE:
        ends = [*begins[1:], len(line)]
        begins = [cut for begin, end in zip(begins, ends, strict=True) for cut in range(begin, end, _LONGEST_SENTENCE)]
    return [(begin, line[begin:end]) for begin, end in pairwise([*begins, len(line)])]


def _find_spaces(printed: str) -> _Spaces:
    ends, lost = [], [0]
    for space in _WIDE_SPACE.finditer(printed.replace("\n", " ").replace("\f", " ").replace("\t", " ")):
        lost.append(lost[-1] + space.end() - space.start() - 1)
        ends.append(space.end() - lost[-1])
    return ends, lost


def _sentence_ends(line: str) -> list[int]:
    """Return where the sentences of a line end, but for the last."""
    ends = []
    # Stops are found several times as fast one by one as by a pattern that looks at every character.
    for stop in _STOPS:
        at = line.find(stop)
        while at >= 0:
            if not line[at + 1 : at + 2].isalnum() and (end := _SENTENCE_END.match(line, at)):
                ends.append(end.end())
            at = line.find(stop, at + 1)
    return sorted(ends)
