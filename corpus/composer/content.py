"""What a letter says, whatever its form; and the pieces that several forms are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from corpus.composer.dates import printed as printed_date
from corpus.composer.names import Inventing
from corpus.composer.phrases import chance, load, pick
from corpus.composer.typeset import Paragraph, common

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.composer.conditions import Present
    from corpus.composer.dates import Dates
    from corpus.composer.forms import Form
    from corpus.composer.letter import Decision
    from corpus.composer.phrases import Draw
    from corpus.composer.rationale import Decided

MOST_DOCUMENTS: Final = 9


class Content(msgspec.Struct, frozen=True, gc=False):
    """What a letter says.

    `days` holds the days of the case as the header prints them, and the number of the claim; `header` is the number of
    the header's wording in C. `summary` and `states` are empty where the letter lacks the section; `told` is the
    summary before quotation marks were set, `background` what it or a rationale tells of former illness. `presents` are
    the patient's conditions.
    """

    form: Form
    case_number: str
    priority: str
    days: Mapping[str, str]
    header: int
    prints_ur_denial: bool
    states: tuple[str, ...]
    specialties: tuple[str, ...]
    summary: str
    told: str
    background: str
    presents: tuple[Present, ...]
    decided: list[Decided]
    rationales: list[tuple[str, ...]]


@dataclass(slots=True)
class Printed:
    """A letter's paragraphs; for each issue its title as printed, and the index of the paragraph that holds it."""

    paragraphs: list[Paragraph]
    treatments: list[str] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)


def header_days(dates: Dates, style: int, draw: Draw) -> dict[str, str]:
    """The days of a case in one writing, and the number of a claim, for the headers."""
    return {
        "injury": printed_date(dates.injury, style),
        "ur_denial": printed_date(dates.ur_denial, style),
        "received": printed_date(dates.received, style),
        "assigned": printed_date(dates.assigned, style),
        "decision": printed_date(dates.decision, style),
        "claim": f"9X{int(draw() * 1e7):07}",
    }


def filled(form: str, content: Content) -> str:
    """A wording of the form with the letter's days and numbers in it."""
    return form.format(case_number=content.case_number, priority=content.priority, **content.days)


def verdict(decision: Decision, *, fused: bool) -> str:
    """The verdict of B and C on an item; `fused` runs two words into one, as some letters do."""
    denied = "is notmedically" if fused else "is not medically"
    return f"{denied if decision == 'upheld' else 'is medically'} necessary and appropriate"


def adds(printed: Printed, heading: str, *paragraphs: str) -> None:
    """Print a section: its heading, and its paragraphs, the first of them close under it."""
    printed.paragraphs.append(common(heading, heading=True))
    printed.paragraphs += [Paragraph(text, close=not k) for k, text in enumerate(paragraphs)]


def credentials_in_prose(content: Content, reviewer: str, service: str) -> str:
    """What a form says of the reviewer in prose; of the credentials only where the letter does not lack them."""
    form = load("form")
    active = str(form["active"]).format(reviewer=reviewer, service=service)
    if not content.states:
        return active
    board, *more = content.specialties
    prose = form["prose"].format(
        reviewer=reviewer,
        board=board,
        subspecialty=form["subspecialty"].format(name=more[0]) if more else "",
        states=", ".join(content.states),
    )
    return f"{prose} {active}"


def documents_reviewed(heading: str, content: Content, draw: Draw, lead: str = "") -> list[Paragraph]:
    """The list of documents reviewed, an item a line, under its heading and `lead`."""
    reviewed = load("form")["reviewed"]
    others = 1 + int(draw() * (MOST_DOCUMENTS - len(reviewed["always"])))
    drawn = [
        pick(reviewed["also"], draw).format_map(Inventing({"day": content.days["ur_denial"]}, draw))
        for _ in range(others)
    ]
    bullet = pick(("* ", "- ", ""), draw) if not chance(draw, 0.1) else "\u2022 "
    lines = "\n".join(f"{bullet}{item}" for item in dict.fromkeys([*reviewed["always"], *drawn]))
    return [
        common(heading, heading=True),
        *([Paragraph(lead, close=True)] if lead else []),
        Paragraph(lines, fixed=True, close=not lead),
    ]
