"""Find the title of an issue above the issue's first label, and what it says was decided.

What is not marked is where a rationale ends and the next title begins; `_title_start` decides that from the blank space
the letters print there, and from the wording where a page break or a careless extraction has swallowed the space.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from corpus import patterns
from corpus.determination import Decision
from corpus.wording import end_of_like_label

# More lines than this are a rationale taken for a title: the longest real one seen has five.
_LONGEST_TITLE = 16
# An outcome and the white space round it, in characters; a verdict is longer.
_OUTCOME_WINDOW = 80
_VERDICT_WINDOW = 160
# In a region with fewer lines than this most gaps may be those above and below a paragraph.
_TELLING_LINES = 8
# What may stand between a title and its verdict.
_TITLE_TRAIL = " \t\n\f:;,–—-"
# More characters than this between a title's label and the verdict are more than the title.
LONGEST_TITLE = 700
# Where a "not" may stand before a verdict, in characters.
_NOT_WINDOW = 8
# How far above a title its number may stand, in characters.
_NUMBER_WINDOW = 16
# What may follow a verdict.
_VERDICT_TRAIL = " \t\n\f."

_LINE_END = re.compile(r"\n\s*")
_PRINTED_LINE = re.compile(r"\S[^\n\f]*")


@dataclass(frozen=True, slots=True)
class Title:
    """A title from its number to its outcome, the span of its text, which has neither, and what it says was decided."""

    begins: int
    ends: int
    text: tuple[int, int]
    decision: Decision | None


class _Line(NamedTuple):
    """A printed line; `gap` counts the line ends above it less one, `new_page` tells that a page begins with it."""

    start: int
    text: str
    gap: int
    new_page: bool


def outcome_above(body: str, start: int, end: int) -> tuple[int, Decision] | None:
    """Return where the outcome that ends `body[start:end]` begins, and what it says."""
    start = max(start, end - LONGEST_TITLE)
    end = start + len(body[start:end].rstrip())
    match = patterns.OUTCOME.search(body, max(start, end - _OUTCOME_WINDOW), end)
    if match is None:
        return None
    said = (match["after_colon"] or match["bare"]).lower()
    return match.start(), "upheld" if said == "upheld" else "overturned"


def number_above(body: str, position: int) -> tuple[int | None, int]:
    """Return the number that stands right above a position and where it begins; without one, None and the position."""
    match = patterns.NUMBER_ABOVE.search(body, max(0, position - _NUMBER_WINDOW), position)
    return (int(match["number"]), match.start()) if match else (None, position)


def has_numbered_title_above(body: str, start: int, end: int, number: int, *, stated: bool) -> bool:
    """Tell whether a title that has no outcome ends `body[start:end]`: one with its number and a verdict.

    Above a label that is `stated` one of the two will do, if it is the whole verdict.
    """
    start = max(start, end - LONGEST_TITLE)
    verdict = _verdict_above(body, start, end)
    if not (verdict or stated) or body[start:end].isspace():
        return False
    if _numbered(_lines(body, start, end), number):
        return True
    return verdict is not None and stated and body[start:end].rstrip(_VERDICT_TRAIL).endswith("appropriate")


def title_above_label(
    body: str, start: int, end: int, number: int, spacing: "Spacing", *, first: bool, stated: bool
) -> Title:
    """Find the title in the region between one issue's last label and the next issue's first, which may be `stated`.

    `number` is the issue's own. Below the heading of the issues, the `first` has the region to itself.
    """
    outcome: tuple[int, Decision | None] | None = outcome_above(body, start, end)
    if outcome is None:
        verdict = _verdict_above(body, start, end)
        numbered = _numbered(_lines(body, start, end), number) if verdict or stated else None
        if numbered:
            begins, text_start = numbered
            text_start = _end_of_damaged_label(body, text_start)
            return _trimmed(body, begins, text_start, *(verdict or (end, None)), end)
        # Above another label a verdict without number may be a rationale's.
        outcome = verdict if first or stated else None
    title_end, decision = outcome or (end, None)
    lines = [] if first else _lines(body, start, title_end)
    begins = lines[_title_start(lines, spacing)].start if lines else start if first else title_end
    return Title(begins, end, (begins, title_end), decision)


def decision_of(verdict: re.Match[str]) -> Decision | None:
    """Return what a verdict means for the denial: it stands if the treatment is not necessary.

    None if a word stands before it that may be a damaged "not".
    """
    if verdict["denied"]:
        return "upheld"
    above = verdict.string[max(0, verdict.start() - _NOT_WINDOW) : verdict.start()].rstrip(" \t")
    return "overturned" if verdict["verb"] or above[-1:] in {"", *_TITLE_TRAIL} else None


def title_below_label(body: str, begins: int, start: int, end: int, *, alone: bool) -> Title:
    """Read the title that follows a label such as "1. Decision for".

    The next label stands at `end`. A title that is `alone` has none below it, and there `end` is the issue's.
    """
    if not alone:
        outcome = outcome_above(body, start, end)
        if outcome:
            return _trimmed(body, begins, start, *outcome, end)
    line_end = patterns.TITLE_LINE_END.search(body, start, end) if alone else None
    text_end = line_end.start() if line_end else end
    verdict = patterns.VERDICT.search(body, start, min(end, start + LONGEST_TITLE))
    if verdict and not body[text_end : verdict.start()].strip(_TITLE_TRAIL):
        return _trimmed(body, begins, start, verdict.start(), decision_of(verdict), verdict.end())
    return _trimmed(body, begins, start, text_end, None, text_end)


def trimmed(body: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a title without what parts it from its verdict."""
    return start, start + len(body[start:end].rstrip(_TITLE_TRAIL))


def _trimmed(body: str, begins: int, start: int, end: int, decision: Decision | None, ends: int) -> Title:
    return Title(begins, ends, trimmed(body, start, end), decision)


def _verdict_above(body: str, start: int, end: int) -> tuple[int, Decision | None] | None:
    """Return where the verdict that ends `body[start:end]` begins, and what it says."""
    end = start + len(body[start:end].rstrip(_VERDICT_TRAIL))
    for match in patterns.VERDICT.finditer(body, max(start, end - _VERDICT_WINDOW), end):
        if match.end() == end:
            return match.start(), decision_of(match)
    return None


def _numbered(lines: list[_Line], number: int) -> tuple[int, int] | None:
    """Return where the last line that has that number begins, and where its text does."""
    for line in reversed(lines[-_LONGEST_TITLE:]):
        match = patterns.NUMBERED_LINE.match(line.text)
        if match and int(match["number"]) == number:
            return line.start, line.start + match.end()
    return None


def _end_of_damaged_label(body: str, start: int) -> int:
    """Return where the text of a title begins: behind its label, if that was not recognized as one."""
    ends = (end_of_like_label(body, start, label.wording) for label in patterns.LABEL_WORDINGS if label.part == "title")
    return max((end for end in ends if end), default=start)


def _lines(body: str, start: int, end: int) -> list[_Line]:
    lines = []
    above = start
    for match in _PRINTED_LINE.finditer(body, start, end):
        between = body[above : match.start()]
        lines.append(_Line(match.start(), match[0], _gap(between), "\f" in between))
        above = match.end()
    return lines


def _title_start(lines: list[_Line], spacing: "Spacing") -> int:
    """Return the index of the line on which the title begins that ends with the last of `lines`."""
    leading = spacing.of(lines)
    lowest = max(1, len(lines) - _LONGEST_TITLE)
    starts = (
        number
        for number in range(len(lines) - 1, lowest - 1, -1)
        if _parts(lines[number - 1], lines[number], leading, spacing.has_gaps)
    )
    nearest = next(starts, None)
    if nearest is None:
        return len(lines) - 1
    # A narrated title holds whole sentences, one of which may end where a page does: go on up to its first.
    title = "\n".join(line.text for line in lines[nearest:])
    if patterns.NARRATED_REMAINDER.search(title) and not patterns.NARRATED_BEGINNING.search(title):
        for number in starts:
            if patterns.NARRATED_BEGINNING.search("\n".join(line.text for line in lines[number:])):
                return number
    return nearest


def _parts(above: _Line, below: _Line, leading: int, has_gaps: bool) -> bool:
    """Tell whether a title may begin with `below`, the rationale before it ending with `above`."""
    spaced = below.gap > leading
    if patterns.SENTENCE_END.search(above.text) or patterns.VERDICT_END.search(above.text):
        return spaced or below.new_page or not has_gaps
    goes_on = patterns.GOES_ON_BELOW.match(below.text) or patterns.GOES_ON_ABOVE.search(above.text)
    return spaced and not goes_on


class Spacing:
    """How a letter sets its lines.

    `has_gaps`: more blank lines stand between paragraphs than between lines, so that a title is known by the gap above
    it. Letters extracted without positions have none.
    """

    def __init__(self, body: str, labels_at: list[int]) -> None:
        self._body = body
        self._labels_at = labels_at

    # Both are looked at where an issue follows another, and most letters have one.
    @cached_property
    def _leading(self) -> int:
        spaces = Counter(_LINE_END.findall(self._body))
        return _most_common_gap({space: times for space, times in spaces.items() if "\f" not in space})

    @cached_property
    def has_gaps(self) -> bool:
        """Whether a title is known by the gap above it."""
        above_labels = [_space_above(self._body, start) for start in self._labels_at]
        gaps = [_gap(space) for space in above_labels if "\n" in space and "\f" not in space]
        return 2 * sum(gap > self._leading for gap in gaps) >= len(gaps) > 0

    def of(self, lines: list[_Line]) -> int:
        """Return the blank lines between two lines of a paragraph, for letters that change their spacing midway."""
        gaps = Counter(line.gap for line in lines[1:] if not line.new_page)
        if len(lines) < _TELLING_LINES:
            # Of two gaps or more the least is one between lines: a rationale or a title has two lines.
            return min(gaps) if gaps.total() > 1 else self._leading
        return max(gaps, key=gaps.__getitem__, default=self._leading)


def _space_above(body: str, position: int) -> str:
    above = body[max(0, position - _OUTCOME_WINDOW) : position]
    return above[len(above.rstrip()) :]


def _gap(space: str) -> int:
    return space.count("\n") - 1


def _most_common_gap(spaces: Mapping[str, int]) -> int:
    """Return the gap that occurs most often; `spaces` counts what stands between lines."""
    gaps: Counter[int] = Counter()
    for space, times in spaces.items():
        gaps[_gap(space)] += times
    return max(gaps, key=gaps.__getitem__, default=0)
