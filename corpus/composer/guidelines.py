"""Guideline citations in the forms the letters print, which change with the year of the decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpus.composer.phrases import chance, load, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.composer.phrases import Draw

ADMINISTRATOR = "Claims Administrator"
REVIEWER = "Expert Reviewer"


@dataclass(frozen=True, slots=True)
class Cite:
    """A place in a source: an MTUS topic ("low_back"), "odg", or "other" (printed as it stands).

    `section` is cited from 2015, `pages` in 2014, `later` in the ACOEM sets adopted from December 2017. For ODG,
    `section` is the chapter and `later` the entry.
    """

    topic: str
    section: str = ""
    pages: str = ""
    later: str = ""


def cite(text: str) -> Cite:
    """The Cite in a data file's "topic | section | pages | later" (the later section is the section unless given)."""
    topic, section, pages, later = ([*map(str.strip, text.split("|")), "", "", ""])[:4]
    return Cite(topic, section, pages, later or section)


@cache
def _editions(topic: str) -> tuple[tuple[dt.date, str, str], ...]:
    return tuple(
        (dt.date.fromisoformat(since), name, style)
        for since, name, style in reversed(load("guidelines")["topics"][topic]["names"])
    )


@cache
def in_force(topic: str, day: dt.date) -> tuple[str, str] | None:
    """The name under which a topic was cited on a day and its style; None where the MTUS did not hold it yet."""
    for since, name, style in _editions(topic):
        if day >= since:
            return name, style
    return None


def guideline(cites: Sequence[Cite], who: str, day: dt.date, draw: Draw, *, vague: float = 0.0) -> str:
    """A guideline passage citing `cites`; with chance `vague` a source's section is left out.

    An empty sequence gives "did not cite any medical evidence". Sources that are not in the MTUS on that day are
    left out, unless nothing else remains.
    """
    form = load("guidelines")["form"]
    mtus: list[str] = []
    others: list[str] = []
    for place in cites:
        if place.topic == "odg":
            others.append(_odg(place, draw))
        elif place.topic == "other":
            others.append(place.section)
        elif (source := in_force(place.topic, day)) and (text := _mtus(place, *source, draw, vague)) not in mtus:
            mtus.append(text)
    if not mtus and not others:
        return str(form["uncited"]).format(who=who)
    sentences = []
    if mtus:
        sentences.append(form["mtus"].format(sources=", and ".join(mtus)))
    else:
        outside = day >= dt.date.fromisoformat(form["outside_from"])
        sentences.append(form["outside" if outside else "not_mtus"].format(who=who))
    sentences += [form["other"].format(source=other) for other in others[:2]]
    return " ".join(sentences)


def _mtus(place: Cite, name: str, style: str, draw: Draw, vague: float) -> str:
    if style == "bare" or chance(draw, vague):
        return name
    if style == "pages":
        section = f" {place.section}" if name.startswith("Chronic") and chance(draw, 0.6) else ""
        return f"{name}{section} Page(s): {_damaged(place.pages, draw)}" if place.pages else f"{name}{section}"
    section = place.section if style == "section" else place.later
    return f"{name}, Section(s): {section}" if section else name


def _damaged(pages: str, draw: Draw) -> str:
    """The page numbers, now and then damaged as in the letters of 2014 ("of 12" for "of 127")."""
    if chance(draw, 0.04):
        return f"Page {pages} of 12"
    if chance(draw, 0.03):
        return pages.replace(", ", ",").replace("-", ",")
    return pages


def _odg(place: Cite, draw: Draw) -> str:
    chapter, entry = place.section, place.later if place.later != place.section else ""
    form = pick(load("guidelines")["form"]["odg"], draw) if entry else "Official Disability Guidelines (ODG) {place}"
    return str(form).format(place=f"{chapter}, {entry}" if entry else chapter, chapter=chapter, entry=entry)
