"""A whole letter from its number: case, disputes, decisions, and the form they are printed on."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Final

from corpus.composer.case import draw_case
from corpus.composer.dates import printed
from corpus.composer.dispute import draw_disputes, how_many
from corpus.composer.letter import ComposedIssue, ComposedLetter
from corpus.composer.phrases import chance, load, pick
from corpus.composer.rationale import decide
from corpus.composer.summary import medications, summarize
from corpus.composer.typeset import CAPITAL_COLUMNS, COLUMNS, Paragraph, Style, typeset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.composer.dates import Dates
    from corpus.composer.letter import Layout
    from corpus.composer.phrases import Draw
    from corpus.composer.rationale import Decided

LAST_YEAR_OF_D: Final = 2014
MOST_STATES: Final = 4


def compose(count: int, seed: int = 0, first: int = 0) -> Iterator[ComposedLetter]:
    """Compose letters number `first` to `first + count - 1` of the corpus `seed`.

    A letter depends on the seed and its number alone, so any part of a corpus can be composed by itself. Raises
    ValueError where `count` or `first` is negative.
    """
    if count < 0 or first < 0:
        msg = f"count and first must not be negative, and are {count} and {first}"
        raise ValueError(msg)
    return (_letter(seed, number) for number in range(first, first + count))


def _letter(seed: int, number: int) -> ComposedLetter:
    draw = random.Random(f"{seed}/{number}").random
    count = how_many(draw)
    case = draw_case(draw, second=chance(draw, 0.15 if count == 1 else 0.55))
    disputes = draw_disputes(case, count, draw)
    meds, taken = medications(case, disputes, draw)
    decided = decide(disputes, case, taken, draw)
    curl = _curled if chance(draw, 0.25) else str
    summary = curl(summarize(case, decided, meds, draw))
    rationales = [tuple(map(curl, one.paragraphs)) for one in decided]
    dates = case.dates
    layout: Layout = "D" if dates.decision.year <= LAST_YEAR_OF_D else "E"
    case_number = f"CM{dates.assigned.year % 100:02}-9{number:06}"
    priority = "Expedited" if chance(draw, 0.01) else "Standard"
    states, specialties = _reviewer(decided[0].dispute.treatment.reviewers, layout, draw)
    capitals = layout == "D" and chance(draw, 0.75)
    titles = [one.dispute.title.upper() if capitals else one.dispute.title for one in decided]
    paragraphs = [
        Paragraph(load("form")["mark"], fixed=True),
        Paragraph(_header(case_number, dates, priority), fixed=True),
        *_how_made(layout, states, specialties, draw),
        Paragraph(load("form")["summary"]),
        Paragraph(load("form")["developed"], close=True),
        Paragraph(summary),
        Paragraph(load("form")["issues"]),
        Paragraph(load("form")["based"], close=True),
    ]
    begins = []
    colon = ":  " if chance(draw, 0.15) else ": "
    for title, one, rationale in zip(titles, decided, rationales, strict=True):
        begins.append(len(paragraphs))
        paragraphs += _issue(title, one, rationale, colon, draw, capitals=capitals)
    text, pages = typeset(paragraphs, _style(begins[0], draw))
    issues = tuple(
        ComposedIssue(
            treatment=title,
            decision=one.decision,
            claims_administrator_guideline=one.claims_administrator_guideline,
            reviewer_guideline=one.reviewer_guideline,
            rationale=" ".join(rationale),
            page=pages[begin],
        )
        for title, one, rationale, begin in zip(titles, decided, rationales, begins, strict=True)
    )
    return ComposedLetter(
        letter=case_number,
        layout=layout,
        text=text,
        case_number=case_number,
        date_assigned=dates.assigned,
        date_of_injury=dates.injury,
        decision_date=dates.decision,
        ur_denial_date=dates.ur_denial,
        application_received=dates.received,
        priority=priority,
        licensed_states=states,
        specialties=specialties,
        age=case.age,
        sex=case.sex,
        summary=summary,
        issues=issues,
    )


def _curled(text: str) -> str:
    """The text with typographic quotation marks."""
    return re.sub('"([^"]*)"', r"“\1”", text).replace("'", "’")


def _header(case_number: str, dates: Dates, priority: str) -> str:
    return (
        str(load("form")["header"])
        .lstrip("\n")
        .format(
            case_number=case_number,
            assigned=printed(dates.assigned, 4),
            injury=printed(dates.injury, 4),
            decision=printed(dates.decision, 4),
            ur_denial=printed(dates.ur_denial, 4),
            priority=priority,
            received=printed(dates.received, 4),
        )
    )


def _reviewer(group: str, layout: Layout, draw: Draw) -> tuple[tuple[str, ...], tuple[str, ...]]:
    data = load("reviewers")
    specialties = tuple(pick(data[group], draw).split(", "))
    if layout == "D":
        specialties = tuple(data["form"]["prose"].get(name, name) for name in specialties[:2])
    states = {pick(data["form"]["states"], draw): None}
    while chance(draw, 0.35) and len(states) < MOST_STATES:
        states[pick(data["form"]["states"], draw)] = None
    return tuple(states), specialties


def _how_made(layout: Layout, states: tuple[str, ...], specialties: tuple[str, ...], draw: Draw) -> list[Paragraph]:
    form = load("form")
    active = form["active"].format(service="services" if layout == "D" else "Service")
    comma = pick((", ", ","), draw)
    if layout == "D":
        more = form["subspecialty"].format(name=specialties[1]) if len(specialties) > 1 else ""
        prose = form["prose"].format(board=specialties[0], subspecialty=more, states=", ".join(states))
        return [Paragraph(form["how"]), Paragraph(f"{form['sent']} {prose} {active}", close=True)]
    return [
        Paragraph(form["how"]),
        Paragraph(f"{form['sent']} {active}", close=True),
        Paragraph(form["credentials"]),
        Paragraph(form["licensure"].format(states=comma.join(states)), close=True),
        Paragraph(form["specialty"].format(specialties=", ".join(specialties)), close=True),
    ]


def _issue(
    title: str, one: Decided, rationale: tuple[str, ...], colon: str, draw: Draw, *, capitals: bool
) -> list[Paragraph]:
    # Three outcomes in a hundred stand on a line of their own.
    gap = ":\n" if chance(draw, 0.03) else colon
    first, *rest = rationale
    return [
        Paragraph(f"{title}{gap}{one.decision.capitalize()}", columns=CAPITAL_COLUMNS if capitals else COLUMNS),
        Paragraph(f"Claims Administrator guideline: {one.claims_administrator_guideline}"),
        Paragraph(f"MAXIMUS guideline: {one.reviewer_guideline}"),
        Paragraph(f"Decision rationale: {first}"),
        *map(Paragraph, rest),
    ]


def _style(issues_begin: int, draw: Draw) -> Style:
    """One letter in three is double spaced, wholly after its header, or from its issues on."""
    double_from = None
    if chance(draw, 0.33):
        double_from = issues_begin - 1 if chance(draw, 0.2) else 2
    return Style(trailing_space=chance(draw, 0.5), break_at_slash=chance(draw, 0.15), double_from=double_from)
