"""A whole letter from its number: case, disputes, decisions, and the form they are printed on."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Final

import msgspec

from corpus.composer.case import draw_case
from corpus.composer.content import Content, header_days
from corpus.composer.dispute import draw_disputes, how_many
from corpus.composer.headings import damaged
from corpus.composer.letter import ComposedIssue, ComposedLetter
from corpus.composer.phrases import chance, load, pick
from corpus.composer.print_early import print_a, print_b
from corpus.composer.print_late import print_late
from corpus.composer.rationale import decide
from corpus.composer.slips import mistyped
from corpus.composer.summary import medications, summarize
from corpus.composer.typeset import Style, typeset
from corpus.composer.values import derived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.composer.case import Case
    from corpus.composer.content import Printed
    from corpus.composer.dates import Dates
    from corpus.composer.forms import Form
    from corpus.composer.letter import Layout
    from corpus.composer.phrases import Draw

PRINTERS: Final[dict[Layout, Callable[[Content, Draw], Printed]]] = {
    "A": print_a,
    "B": print_b,
    "C": print_late,
    "D": print_late,
    "E": print_late,
}
MOST_STATES: Final = 4
LATER_IN_A: Final = 0.08  # share of letters in layout A with a second issue
MODERN: Final = 4  # the writing of the days in the headers from C on
SECOND_HEADER: Final = 0.25  # share of C that words the header otherwise


class _Draft(msgspec.Struct, frozen=True, gc=False):
    """A letter as set, and what it was made of."""

    content: Content
    case: Case
    printed: Printed
    pages: list[int]
    text: str


def compose(count: int, seed: int = 0, first: int = 0) -> Iterator[ComposedLetter]:
    """Compose letters number `first` to `first + count - 1` of the corpus `seed`.

    A letter depends on the seed and its number alone, so any part of a corpus can be composed by itself. Raises
    ValueError where `count` or `first` is negative.
    """
    return (_with_values(_draft(seed, number)) for number in _numbers(count, first))


def compose_texts(count: int, seed: int = 0, first: int = 0) -> Iterator[tuple[str, str]]:
    """The case number and text of each letter of `compose`, in less time, as no values are derived."""
    drafts = (_draft(seed, number) for number in _numbers(count, first))
    return ((draft.content.case_number, draft.text) for draft in drafts)


def _numbers(count: int, first: int) -> range:
    if count < 0 or first < 0:
        msg = f"count and first must not be negative, and are {count} and {first}"
        raise ValueError(msg)
    return range(first, first + count)


def _draft(seed: int, number: int) -> _Draft:
    draw = random.Random(f"{seed}/{number}").random
    count = how_many(draw)
    case = draw_case(draw, second=chance(draw, 0.15 if count == 1 else 0.55))
    form, dates = case.form, case.dates
    if form.layout == "A":
        count = 2 if chance(draw, LATER_IN_A) else 1
    disputes = draw_disputes(case, count, draw)
    meds, taken = medications(case, disputes, draw)
    decided = decide(disputes, case, taken, draw)
    curl = _curled if chance(draw, 0.25) else str
    summary = summarize(case, decided, meds, draw)
    if form.layout == "B":
        summary = f'"{summary}"'
    if form.lacks == "summary":
        summary = ""
    states, specialties = _reviewer(decided[0].dispute.treatment.reviewers, form, draw)
    content = Content(
        form=form,
        case_number=_case_number(form, dates, number),
        priority="Expedited" if chance(draw, 0.01) else "Standard",
        days=header_days(dates, int(draw() * 5) if form.layout in "AB" else MODERN, draw),
        header=int(form.layout == "C" and chance(draw, SECOND_HEADER)),
        prints_ur_denial=form.layout != "A" or chance(draw, 0.8),
        states=states,
        specialties=specialties,
        summary=curl(mistyped(summary, draw)),
        told=summary,
        background=case.asides.get("background", ""),
        presents=case.presents,
        decided=decided,
        rationales=[tuple([curl(mistyped(text, draw)) for text in one.paragraphs]) for one in decided],
    )
    printed = PRINTERS[form.layout](content, draw)
    damaged(printed.paragraphs, draw)
    text, pages = typeset(printed.paragraphs, _style(printed.begins[0], draw))
    return _Draft(content, case, printed, pages, text)


def _with_values(draft: _Draft) -> ComposedLetter:
    content, case = draft.content, draft.case
    layout, dates = content.form.layout, case.dates
    early = layout in "AB"
    return ComposedLetter(
        letter=content.case_number,
        layout=layout,
        text=draft.text,
        case_number=content.case_number,
        date_assigned=None if early or content.header else dates.assigned,
        date_of_injury=dates.injury,
        decision_date=dates.decision,
        ur_denial_date=dates.ur_denial if content.prints_ur_denial else None,
        application_received=None if layout == "A" else dates.received,
        priority=None if early else content.priority,
        licensed_states=content.states,
        specialties=content.specialties,
        age=case.age if content.summary else None,
        sex=case.sex if content.summary else None,
        summary=content.summary or None,
        issues=_issues(content, draft.printed, draft.pages),
    )


def _issues(content: Content, printed: Printed, pages: list[int]) -> tuple[ComposedIssue, ...]:
    return tuple(
        ComposedIssue(
            treatment=treatment,
            decision=one.decision,
            claims_administrator_guideline=None if content.form.layout == "A" else one.administrator.text,
            reviewer_guideline=one.reviewer.text,
            rationale=" ".join(rationale),
            page=pages[begin],
            **values,
        )
        for one, rationale, treatment, begin, values in zip(
            content.decided,
            content.rationales,
            printed.treatments,
            printed.begins,
            derived(content, printed.treatments),
            strict=True,
        )
    )


def _case_number(form: Form, dates: Dates, number: int) -> str:
    """The case number; the serial numbers of real cases do not reach those that begin with a 9."""
    if form.layout == "A":
        return f"{dates.decision.year % 100:02}-9{number:05}"
    return f"CM{dates.assigned.year % 100:02}-9{number:06}"


def _curled(text: str) -> str:
    """The text with typographic quotation marks."""
    return re.sub('"([^"]*)"', r"“\1”", text).replace("'", "’")


def _reviewer(group: str, form: Form, draw: Draw) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The states and specialties of the reviewer; prose names two specialties at most."""
    data = load("reviewers")
    specialties = tuple(pick(data[group], draw).split(", "))
    if form.layout != "E":
        specialties = tuple(data["form"]["prose"].get(name, name) for name in specialties[:2])
    states = {pick(data["form"]["states"], draw): None}
    while chance(draw, 0.35) and len(states) < MOST_STATES:
        states[pick(data["form"]["states"], draw)] = None
    return ((), ()) if form.lacks == "credentials" else (tuple(states), specialties)


def _style(issues_begin: int, draw: Draw) -> Style:
    """One letter in three is double spaced, wholly after its header, or from its issues on."""
    double_from = None
    if chance(draw, 0.33):
        double_from = issues_begin - 1 if chance(draw, 0.2) else 2
    return Style(trailing_space=chance(draw, 0.5), break_at_slash=chance(draw, 0.15), double_from=double_from)
