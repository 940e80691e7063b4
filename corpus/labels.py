"""Find the labels of the issues ("Claims Administrator guideline:" ...), and group them by issue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import patterns
from corpus.patterns import LABEL_WORDINGS, LabelWording, Part
from corpus.titles import LONGEST_TITLE, has_numbered_title_above, number_above, outcome_above
from corpus.wording import end_of_like_label

# The parts of an issue in the order it prints them. Both guideline statements in one are the later of the two, so that
# a sentence of theirs that another layout begins a part with begins none.
_ORDER: dict[Part, int] = {"title": 0, "administrator": 1, "reviewer": 2, "guidelines": 2, "rationale": 3}
# What an issue has unless a label is missing; the guidelines stand for two.
_PARTS: tuple[frozenset[Part], ...] = (
    frozenset({"administrator", "guidelines"}), frozenset({"reviewer", "guidelines"}), frozenset({"rationale"})
)  # fmt: skip
# Where a label may begin on a line: after its number, if it has one, and not with a small letter.
_LABEL_START = re.compile(r"(?:^|(?<=\f))[ \t]*(?:\d{1,2}[ \t]*[.)][ \t]*)?(?=[^\sa-z])", re.MULTILINE)
# White space that may stand above a label on its line, in characters.
_INDENT = 40


@dataclass(frozen=True, slots=True)
class Label:
    """Span of a label, its number in it if it has one."""

    wording: LabelWording
    start: int
    end: int
    number: int | None = None


Group = list[Label]


def group_labels(body: str, start: int, end: int, wanted: int) -> list[Group]:
    """Return the labels of each issue printed in `body[start:end]`, in order.

    Where a label is missing, or fewer than `wanted` issues are found, lines that are like a label count as well.
    """
    labels = _find(body, start, end)
    groups = _group(body, labels)
    if len(groups) < wanted or not _are_whole(body, groups, labels):
        labels = _find_damaged(body, start, end, labels)
        groups = _group(body, labels)
    return groups


def _find(body: str, start: int, end: int) -> list[Label]:
    return [
        _label(body, LABEL_WORDINGS[(match.lastindex or 1) - 1], match.start(), match.end())
        for match in patterns.ISSUE_LABEL.finditer(body, start, end)
    ]


def _label(body: str, wording: LabelWording, start: int, end: int) -> Label:
    number = None
    if wording.part == "title":
        number, start = number_above(body, start)
    elif "A" in wording.layouts:
        item = patterns.ITEM.search(body, start, end)
        number = int(item["number"]) if item else None
    return Label(wording, start, end, number)


def _group(body: str, labels: Sequence[Label]) -> list[Group]:
    """Group the labels by issue.

    A label that `opens` begins one. Another begins one only where it comes out of order and a title stands right before
    it; else the words are a quotation inside a rationale.
    """
    groups: list[Group] = []
    for number, label in enumerate(labels):
        if label.wording.part == "title" and not _is_title(body, label, labels[number + 1 : number + 2]):
            continue
        last = groups[-1][-1] if groups else None
        if last and _ORDER[label.wording.part] > _ORDER[last.wording.part]:
            groups[-1].append(label)
        elif last is None or label.wording.opens or _is_below_title(body, last.end, label, len(groups) + 1):
            groups.append([label])
    return groups


def _is_title(body: str, label: Label, below: Sequence[Label]) -> bool:
    """Tell a title's label from prose by its number, or by the label of its layout that belongs below a title."""
    if label.number is not None:
        return True
    above = body[max(0, label.start - _INDENT) : label.start].rstrip(" \t")
    begins_line = above[-1:] in {"", "\n", "\f"}
    return begins_line and any(
        other.wording.part in {"administrator", "guidelines"}
        and other.wording.layouts == label.wording.layouts
        and other.start - label.end < LONGEST_TITLE
        for other in below
    )


def _is_below_title(body: str, start: int, label: Label, number: int) -> bool:
    return outcome_above(body, start, label.start) is not None or has_numbered_title_above(
        body, start, label.start, number, stated=label.wording.stated
    )


def _are_whole(body: str, groups: list[Group], labels: list[Label]) -> bool:
    """Tell whether no label seems to be missing: each issue has its parts, and no label or outcome is left over."""
    for group in groups:
        parts = {label.wording.part for label in group}
        # Layout A gives no guideline of the claims administrator.
        wanted = _PARTS[1:] if "A" in group[-1].wording.layouts else _PARTS
        if not all(parts & part for part in wanted):
            return False
    left_over = sum(not label.wording.stated for label in labels) - sum(
        not label.wording.stated for group in groups for label in group
    )
    if left_over or not groups:
        return False
    start = groups[0][0].start
    outcomes = body.count(": Upheld", start) + body.count(": Overturned", start)
    # The first outcome stands above the first label.
    if outcomes >= len(groups):
        return False
    # Where issues are numbered, the next number may be the next issue's.
    last = groups[-1][-1]
    return not set("BC") & set(last.wording.layouts) or all(
        int(line["number"]) != len(groups) + 1 for line in patterns.NUMBERED_LINE.finditer(body, last.end)
    )


def _find_damaged(body: str, start: int, end: int, labels: list[Label]) -> list[Label]:
    """Return the labels, and among them the lines that begin like one."""
    found = list(labels)
    whole = {match.start() for match in patterns.ISSUE_LABEL.finditer(body, start, end)}
    for line in _LABEL_START.finditer(body, start, end):
        if line.end() in whole:
            continue
        for wording in LABEL_WORDINGS:
            label_end = end_of_like_label(body, line.end(), wording.wording)
            if label_end:
                found.append(_label(body, wording, line.end(), label_end))
                break
    return sorted(found, key=lambda label: label.start)
