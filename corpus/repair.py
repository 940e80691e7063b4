"""Make printed text readable: join what the page broke, keep what the writer wrote."""

import re
from bisect import bisect_left

from corpus.clean import one_line
from corpus.determination import Passage
from corpus.patterns import (
    HYPHENATED_PREFIXES,
    LINE_END_IN_WORD,
    PAGE_FOOTER,
    PAGE_NUMBER,
    SUSPENDED_HYPHEN,
    WORD_AFTER,
    WORD_BEFORE,
)

# Bounds the search backwards for the first half of a broken word, in characters.
_LONGEST_WORD = 40
_BREAKING = ("-", "‐", "/")


def blank_furniture(text: str) -> str:
    """Return `text` with page footers and page numbers turned to blanks, so that spans stay as they are.

    A bare number counts as a page number only at the edge of the page that it is the number of.
    """
    if "\f" in text:
        text = "\f".join(_blank_number(page, number) for number, page in enumerate(text.split("\f"), start=1))
    if "Page " in text or "Final Determination Letter" in text:
        text = PAGE_FOOTER.sub(lambda footer: " " * len(footer[0]), text)
    return text


def _blank_number(page: str, number: int) -> str:
    start, end = len(page) - len(page.lstrip()), len(page.rstrip())
    first_line = (start, page.find("\n", start, end))
    last_line = (page.rfind("\n", start, end) + 1, end)
    for line_start, line_end in (first_line, last_line):
        match = PAGE_NUMBER.fullmatch(page[line_start:line_end].strip()) if line_end - line_start > 0 else None
        if match and int(match["number"]) == number:
            page = page[:line_start] + " " * (line_end - line_start) + page[line_end:]
    return page


def _broken_ends(text: str) -> list[int]:
    """Return where lines end in a mark that may stand inside a word."""
    ends = []
    for mark in _BREAKING:
        at = text.find(mark)
        while at >= 0:
            if text[at + 1 : at + 2].isspace() and LINE_END_IN_WORD.match(text, at):
                ends.append(at)
            at = text.find(mark, at + 1)
    return sorted(ends)


class Repairer:
    """Repairs the passages of one letter.

    The whole letter is needed to join a word split at a syllable: "documen-" / "tation" is one word only if the letter
    has it whole elsewhere.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: frozenset[str] | None = None
        self._breaks = _broken_ends(text)

    def passage(self, start: int, end: int) -> Passage | None:
        """Return the passage at a span, white space at its edges left out; None if nothing else is there."""
        printed = self._text[start:end]
        stripped = printed.strip()
        if not stripped:
            return None
        start += printed.index(stripped[0])
        end = start + len(stripped)
        read = self._joined(start, end) if self._is_broken(start, end) else stripped
        return Passage(one_line(read), start, end)

    def line(self, passage: Passage) -> str:
        """Return a passage on one line: white space collapsed, and nothing else changed."""
        return one_line(self.printed(passage)) if self._is_broken(passage.start, passage.end) else passage.text

    def printed(self, passage: Passage) -> str:
        """Return a passage as it is printed."""
        return self._text[passage.start : passage.end]

    def _is_broken(self, start: int, end: int) -> bool:
        """Tell whether a line of a passage ends inside a word, perhaps; most passages have none that does."""
        return bisect_left(self._breaks, start) != bisect_left(self._breaks, end)

    def _joined(self, start: int, end: int) -> str:
        """Return a passage with the words joined in which its lines end."""
        joined = []
        position = start
        for at in self._breaks[bisect_left(self._breaks, start) : bisect_left(self._breaks, end)]:
            if line_end := LINE_END_IN_WORD.match(self._text, at, end):
                joined += [self._text[position:at], self._join(line_end)]
                position = line_end.end()
        return "".join(joined) + self._text[position:end]

    def _join(self, line_end: re.Match[str]) -> str:
        """Return what stands for a line end that may fall inside a word."""
        mark = line_end[0][0]
        left = WORD_BEFORE.search(line_end.string, max(0, line_end.start() - _LONGEST_WORD), line_end.start())
        right = WORD_AFTER.match(line_end.string, line_end.end())
        if not left or not right:
            return f"{mark} "
        if mark == "/":
            # A blank after the slash was typed, unless what it parts is one number: "7.5/ 325mg".
            one_number = left[0].isdigit() and right[0][0].isdigit()
            return mark if one_number or line_end[0][1] in "\n\f" else f"{mark} "
        if right[0] in SUSPENDED_HYPHEN:
            return f"{mark} "
        return "" if self._are_syllables(left[0], right[0]) else mark

    def _are_syllables(self, left: str, right: str) -> bool:
        if not (left.isalpha() and right.islower()) or left.lower() in HYPHENATED_PREFIXES:
            return False
        return self._is_word(left + right)

    def _is_word(self, word: str) -> bool:
        if self._words is None:
            self._words = frozenset(re.findall(r"[^\W\d_]+", self._text.lower()))
        return word.lower() in self._words
