"""Tell a letter's issues apart: each title and outcome, both guideline statements, the rationale.

The labels ("Claims Administrator guideline:" ...) are certain anchors. What is not marked is where a rationale ends and
the next title begins; `_title_start` decides that from the blank space the letters print there, and from the wording
where a page break or a careless extraction has swallowed the space.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from corpus import patterns
from corpus.determination import Decision, Issue
from corpus.repair import Repairer

# Labels in the order an issue prints them.
_ORDER = ("administrator", "reviewer", "rationale")
# More lines than this are a rationale taken for a title: the longest real one seen has five.
_LONGEST_TITLE = 16
# An outcome and the white space round it, in characters.
_OUTCOME_WINDOW = 80
# A region with fewer lines than this says too little about its own line spacing.
_TELLING_LINES = 8

_LINE_END = re.compile(r"\n\s*")
_PRINTED_LINE = re.compile(r"\S[^\n\f]*")


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line; `gap` counts the line ends above it less one, `new_page` tells that a page begins with it."""

    start: int
    text: str
    gap: int
    new_page: bool


@dataclass(frozen=True, slots=True)
class _Title:
    """Span of a title without its outcome, and the outcome."""

    start: int
    end: int
    decision: Decision | None


def split_issues(body: str, start: int, repairer: Repairer, *, headed: bool = True) -> tuple[Issue, ...]:
    """Return the issues printed in `body` from `start` on, in order; none if there is no label.

    `body` is the letter's text without page furniture, `start` the end of the issues' heading and its introduction. A
    letter that lost them is not `headed`: before its first title stands the summary.
    """
    groups = _group_labels(body, start)
    if not groups:
        return ()
    spacing = _Spacing(body, groups)
    starts = [start, *(group[-1].end for group in groups)]
    titles = [_title(body, region, group[0].start, spacing, first=headed and region == start)
              for region, group in zip(starts, groups, strict=False)]  # fmt: skip
    ends = [*(title.start for title in titles[1:]), len(body)]
    page_breaks = [match.start() for match in re.finditer("\f", body)]
    issues = []
    for k, (group, title, end) in enumerate(zip(groups, titles, ends, strict=True), start=1):
        section_ends = [*(label.start for label in group[1:]), end]
        sections = {
            label.name: repairer.passage(label.end, section_end)
            for label, section_end in zip(group, section_ends, strict=True)
        }
        treatment = repairer.passage(title.start, title.end)
        printed_at = treatment.start if treatment else group[0].start
        issues.append(
            Issue(
                k=k,
                treatment=treatment,
                decision=title.decision,
                claims_administrator_guideline=sections.get("administrator"),
                reviewer_guideline=sections.get("reviewer"),
                rationale=sections.get("rationale"),
                page=1 + bisect_left(page_breaks, printed_at) if page_breaks else None,
            )
        )
    return tuple(issues)


def _group_labels(body: str, start: int) -> list[list[_Label]]:
    """Group the labels by issue.

    An administrator's label begins one. Another label begins one only where it comes out of order and an outcome stands
    right before it; else the words are a quotation inside a rationale.
    """
    groups: list[list[_Label]] = []
    for match in patterns.ISSUE_LABEL.finditer(body, start):
        label = _Label(str(match.lastgroup), match.start(), match.end())
        if groups and _ORDER.index(label.name) > _ORDER.index(groups[-1][-1].name):
            groups[-1].append(label)
        elif not groups or label.name == "administrator" or _outcome(body, groups[-1][-1].end, label.start):
            groups.append([label])
    return groups


def _outcome(body: str, start: int, end: int) -> tuple[int, Decision] | None:
    """Return where the outcome that ends `body[start:end]` begins, and what it says."""
    end = start + len(body[start:end].rstrip())
    match = patterns.OUTCOME.search(body, max(start, end - _OUTCOME_WINDOW), end)
    if match is None:
        return None
    said = (match["after_colon"] or match["bare"]).lower()
    return match.start(), "upheld" if said == "upheld" else "overturned"


def _title(body: str, start: int, end: int, spacing: "_Spacing", *, first: bool) -> _Title:
    """Find the title in the region between one issue's last label and the next issue's first."""
    outcome = _outcome(body, start, end)
    title_end, decision = outcome or (end, None)
    if first:
        return _Title(start, title_end, decision)
    lines = _lines(body, start, title_end)
    if not lines:
        return _Title(title_end, title_end, decision)
    return _Title(lines[_title_start(lines, spacing)].start, title_end, decision)


def _lines(body: str, start: int, end: int) -> list[_Line]:
    lines = []
    above = start
    for match in _PRINTED_LINE.finditer(body, start, end):
        between = body[above : match.start()]
        lines.append(_Line(match.start(), match[0], _gap(between), "\f" in between))
        above = match.end()
    return lines


def _title_start(lines: list[_Line], spacing: "_Spacing") -> int:
    """Return the index of the line on which the title begins that ends with the last of `lines`."""
    leading = spacing.of(lines)
    lowest = max(1, len(lines) - _LONGEST_TITLE)
    starts = [
        number for number in range(len(lines) - 1, lowest - 1, -1)
        if _parts(lines[number - 1], lines[number], leading, spacing.has_gaps)
    ]  # fmt: skip
    if not starts:
        return len(lines) - 1
    # A narrated title holds whole sentences, one of which may end where a page does: go on up to its first.
    nearest = "\n".join(line.text for line in lines[starts[0] :])
    if patterns.NARRATED_REMAINDER.search(nearest) and not patterns.NARRATED_BEGINNING.search(nearest):
        for number in starts[1:]:
            if patterns.NARRATED_BEGINNING.search("\n".join(line.text for line in lines[number:])):
                return number
    return starts[0]


def _parts(above: _Line, below: _Line, leading: int, has_gaps: bool) -> bool:
    """Tell whether a title may begin with `below`, the rationale before it ending with `above`."""
    spaced = below.gap > leading
    if patterns.SENTENCE_END.search(above.text) or patterns.VERDICT_END.search(above.text):
        return spaced or below.new_page or not has_gaps
    goes_on = patterns.GOES_ON_BELOW.match(below.text) or patterns.GOES_ON_ABOVE.search(above.text)
    return spaced and not goes_on


class _Spacing:
    """How a letter sets its lines.

    `has_gaps`: more blank lines stand between paragraphs than between lines, so that a title is known by the gap above
    it. Letters extracted without positions have none.
    """

    def __init__(self, body: str, groups: list[list[_Label]]) -> None:
        spaces = Counter(_LINE_END.findall(body))
        self._leading = _most_common_gap({space: times for space, times in spaces.items() if "\f" not in space})
        above_labels = [_space_above(body, label.start) for group in groups for label in group]
        gaps = [_gap(space) for space in above_labels if "\n" in space and "\f" not in space]
        self.has_gaps = 2 * sum(gap > self._leading for gap in gaps) >= len(gaps) > 0

    def of(self, lines: list[_Line]) -> int:
        """Return the blank lines between two lines of a paragraph, for letters that change their spacing midway."""
        if len(lines) < _TELLING_LINES:
            return self._leading
        gaps = Counter(line.gap for line in lines[1:] if not line.new_page)
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
