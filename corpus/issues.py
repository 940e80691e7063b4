"""Tell a letter's issues apart: each title and outcome, both guideline statements, the rationale.

The labels ("Claims Administrator guideline:" ...) are certain anchors: `corpus.labels` groups them by issue,
`corpus.titles` finds the titles, `corpus.listed` those printed elsewhere. Whatever form a layout gives its issues, they
become drafts: spans, which are read alike.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus import patterns
from corpus.determination import Decision, Issue
from corpus.labels import Group, Label, group_labels
from corpus.listed import Listed
from corpus.patterns import Part
from corpus.repair import Repairer
from corpus.titles import Spacing, Title, decision_of, title_above_label, title_below_label

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Split:
    """The issues, where the first of them is printed, and the layouts that print the labels they were told by."""

    issues: tuple[Issue, ...]
    begins: int
    layouts: frozenset[str]


@dataclass(slots=True)
class _Draft:
    """Where the letter prints an issue and its parts."""

    begins: int
    number: int
    treatment: _Span | None = None
    decision: Decision | None = None
    parts: dict[Part, _Span] = field(default_factory=dict)


def split_issues(
    body: str,
    start: int,
    end: int,
    repairer: Repairer,
    *,
    headed: bool,
    listed: Mapping[int, Listed],
    letter_decision: Decision | None,
) -> Split:
    """Return the issues printed in `body[start:end]`, in order; none if there is no label and nothing is `listed`.

    `body` is the letter's text without page furniture, `start` the end of the issues' heading and its introduction. A
    letter that lost them is not `headed`: before its first title stands the summary. `listed` are titles printed
    elsewhere, by number; `letter_decision` decides the issues that have no decision of their own.
    """
    groups = group_labels(body, start, end, wanted=len(listed))
    if groups:
        closing = patterns.CLOSING.search(body, groups[-1][-1].end, end)
        end = closing.start() if closing else end
    if groups and all(_is_untitled(group, listed) for group in groups):
        drafts = _share(body, end, groups, listed)
    else:
        drafts = _divide(body, start, end, groups, listed, headed=headed)
    begins = drafts[0].begins if drafts else end
    page_breaks = [match.start() for match in re.finditer("\f", body)]
    issues = []
    for k, draft in enumerate(_complete(drafts, listed), start=1):
        passages = {part: repairer.passage(*span) for part, span in draft.parts.items()}
        treatment = repairer.passage(*draft.treatment) if draft.treatment else None
        printed_at = treatment.start if treatment else draft.begins
        issues.append(
            Issue(
                k=k,
                treatment=treatment,
                decision=draft.decision or letter_decision,
                claims_administrator_guideline=passages.get("administrator"),
                reviewer_guideline=passages.get("reviewer"),
                rationale=passages.get("rationale"),
                page=1 + bisect_left(page_breaks, printed_at) if page_breaks else None,
            )
        )
    return Split(tuple(issues), begins, frozenset(label.wording.layouts for group in groups for label in group))


def _divide(
    body: str, start: int, end: int, groups: list[Group], listed: Mapping[int, Listed], *, headed: bool
) -> list[_Draft]:
    """Make a draft of each group: its title, and the sections below its labels."""
    spacing = Spacing(body, [label.start for group in groups for label in group])
    titles = []
    region = start
    for number, group in enumerate(groups, start=1):
        label = group[0]
        if label.wording.part == "title":
            alone = len(group) == 1
            below = group[1].start if not alone else groups[number][0].start if number < len(groups) else end
            title = title_below_label(body, label.start, label.end, below, alone=alone)
        elif _is_untitled(group, listed):
            title = Title(label.start, label.start, (label.start, label.start), None)
        else:
            first = headed and number == 1
            title = title_above_label(
                body, region, label.start, number, spacing, first=first, stated=label.wording.stated
            )
        titles.append(title)
        region = group[-1].end
    drafts = []
    for number, (group, title) in enumerate(zip(groups, titles, strict=True), start=1):
        issue_end = titles[number].begins if number < len(titles) else end
        parts: dict[Part, _Span] = {}
        for label, section_end in zip(group, [*(label.start for label in group[1:]), issue_end], strict=True):
            parts |= _sections(body, label, section_end)
        # What stands below a title without labels tells why.
        parts = parts or {"rationale": (title.ends, issue_end)}
        treatment = title.text if body[slice(*title.text)].strip() else None
        drafts.append(_Draft(title.begins, group[0].number or number, treatment, title.decision, parts))
    return drafts


def _sections(body: str, label: Label, end: int) -> dict[Part, _Span]:
    """Return the parts that stand below a label."""
    match label.wording.part:
        case "title":
            return {}
        case "guidelines":
            middle = label.end
            for sentence in patterns.SENTENCE.finditer(body, label.end, end):
                if not patterns.ADMINISTRATORS_SENTENCE.match(sentence[0]):
                    break
                middle = sentence.end()
            return {"administrator": (label.end, middle), "reviewer": (middle, end)}
        case part:
            return {part: (label.start if label.wording.stated else label.end, end)}


def _is_untitled(group: Group, listed: Mapping[int, Listed]) -> bool:
    """Tell whether the title of a group stands elsewhere: in the list, or nowhere in a layout that has a list."""
    if {label.wording.part for label in group} & {"title", "administrator"}:
        return False
    return bool(listed) or all(set(label.wording.layouts) <= set("AB") for label in group)


def _share(body: str, end: int, groups: list[Group], listed: Mapping[int, Listed]) -> list[_Draft]:
    """Make a draft of each listed title; a section that stands there once is all titles'."""
    labels = [label for group in groups for label in group]
    sections: dict[Part, list[tuple[Label, int]]] = {}
    for label, section_end in zip(labels, [*(label.start for label in labels[1:]), end], strict=True):
        sections.setdefault(label.wording.part, []).append((label, section_end))
    drafts = []
    for position, number in enumerate(listed or (1,)):
        draft = _Draft(labels[0].start, number)
        for printed in sections.values():
            label, section_end = _of_item(printed, number, position, len(listed))
            draft.parts |= _sections(body, label, section_end)
            if label.wording.part == "rationale":
                draft.decision = _decision_of_rationale(body, label, section_end)
        drafts.append(draft)
    return drafts


def _of_item(printed: list[tuple[Label, int]], number: int, position: int, items: int) -> tuple[Label, int]:
    """Return an item's own of the sections of one kind: that which names it, or the one in its place, or the first."""
    named = next((section for section in printed if section[0].number == number), None)
    return named or printed[position if len(printed) == items else 0]


def _decision_of_rationale(body: str, label: Label, end: int) -> Decision | None:
    """Read layout A's decision: from the heading of the rationale, else from its last verdict."""
    heading = patterns.VERDICT.search(body, label.start, label.end)
    if heading and decision_of(heading):
        return decision_of(heading)
    verdicts = [verdict for verdict in patterns.VERDICT.finditer(body, label.end, end) if verdict["verb"]]
    return decision_of(verdicts[-1]) if verdicts else None


def _complete(drafts: list[_Draft], listed: Mapping[int, Listed]) -> list[_Draft]:
    """Give the drafts what the list tells of them, and add those that only the list has."""
    numbers = {draft.number for draft in drafts}
    drafts = drafts + [_Draft(title.start, number) for number, title in listed.items() if number not in numbers]
    for draft in drafts:
        title = listed.get(draft.number)
        if title:
            draft.treatment = draft.treatment or (title.start, title.end)
            draft.decision = draft.decision or title.decision
    return sorted(drafts, key=lambda draft: draft.number) if listed else drafts
