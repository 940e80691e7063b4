"""The form of a letter: its layout, and how it departs from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from corpus.composer.dates import draw_layout
from corpus.composer.phrases import chance, pick

if TYPE_CHECKING:
    import datetime as dt

    from corpus.composer.letter import Layout
    from corpus.composer.phrases import Draw

Lacking = Literal["", "summary", "credentials"]
COVERED: Final = {"C": 0.5, "D": 0.04, "E": 0.0}  # share of letters with a cover page
LISTING: Final = {"C": 0.95, "D": 0.05, "E": 0.0}  # share of letters that list the documents reviewed
MIXED: Final = 0.08  # share of C with the issue labels of D
HEADED: Final = 0.03  # share of D with the heading of C over its issues
LACKING: Final = 0.004  # share of letters that lack a section


class Form(msgspec.Struct, frozen=True, gc=False):
    """How a letter is printed.

    Attributes:
        layout: the family of its headings.
        labels: the family of the labels of its issues, which differs from the layout in a mixed letter.
        heading: the family of the heading over its issues.
        cover: whether it has a cover page.
        documents: whether it lists the documents reviewed.
        lacks: the section it lacks, or nothing.
    """

    layout: Layout
    labels: Layout
    heading: Layout
    cover: bool = False
    documents: bool = True
    lacks: Lacking = ""


def draw_form(decision: dt.date, draw: Draw) -> Form:
    """The form of a letter of that day: where one part is of another family, no other is."""
    layout = draw_layout(decision, draw)
    lacks: Lacking = pick(("summary", "credentials"), draw) if chance(draw, LACKING) else ""
    if layout in "AB":
        return Form(layout, layout, layout, lacks=lacks)
    labels: Layout = "D" if layout == "C" and chance(draw, MIXED) else layout
    heading: Layout = "C" if layout == "D" and chance(draw, HEADED) else layout
    covered, lists = chance(draw, COVERED[layout]), chance(draw, LISTING[layout])
    if labels != layout:
        lists = True
    elif heading != layout:
        covered = lists = False
    return Form(layout, labels, heading, covered, lists, lacks)
