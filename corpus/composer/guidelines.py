"""Guideline citations in the forms the letters print, which change with the year of the decision."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from corpus.composer.letter import Guideline
from corpus.composer.phrases import chance, load, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.composer.letter import By, Layout
    from corpus.composer.phrases import Draw

WHO: Final = {"administrator": "Claims Administrator", "reviewer": "Expert Reviewer"}
MTUS_TIER: Final = 1
ODG_TIER: Final = 2
MOST_OTHERS: Final = 2
LONGEST_PAGE: Final = 3  # characters of one page number


class Cite(NamedTuple):
    """A place in a source: an MTUS topic ("low_back"), "odg", or "other" (a work outside of both).

    `section` is cited from 2015, `pages` until 2014, `later` in the ACOEM sets adopted from December 2017. For ODG,
    `section` is the chapter and `later` the entry; for other works `section` is the key in [works], then the text.
    """

    topic: str
    section: str = ""
    pages: str = ""
    later: str = ""


class Name(NamedTuple):
    """How a topic of the MTUS is named from a day on, and the `topic` and `edition` that the name stands for."""

    printed: str
    style: str
    topic: str
    edition: str | None


class Statement(NamedTuple):
    """A guideline statement as printed, and the sources it cites."""

    text: str
    cited: tuple[Guideline, ...]


class _Source(NamedTuple):
    """One citation as printed within a statement."""

    text: str
    cited: Guideline


def cite(text: str) -> Cite:
    """The Cite in a data file's "topic | section | pages | later" (the later section is the section unless given)."""
    topic, section, pages, later = ([*map(str.strip, text.split("|")), "", "", ""])[:4]
    return Cite(topic, section, pages, later or section)


@cache
def _editions(topic: str) -> tuple[tuple[dt.date, Name], ...]:
    entry = load("guidelines")["topics"][topic]
    return tuple(
        (dt.date.fromisoformat(since), Name(name, style, own[0] if own else entry["topic"], edition or None))
        for since, name, style, edition, *own in reversed(entry["names"])
    )


@cache
def in_force(topic: str, day: dt.date) -> Name | None:
    """The name under which a topic was cited on a day; None where the MTUS did not hold it yet."""
    return next((name for since, name in _editions(topic) if day >= since), None)


def guideline(
    cites: Sequence[Cite], by: By, day: dt.date, layout: Layout, draw: Draw, *, vague: float = 0.0
) -> Statement:
    """A guideline statement citing `cites` in the words of a layout; with chance `vague` a section is left out.

    An empty sequence gives "did not cite any medical evidence". Sources that are not in the MTUS on that day are
    left out, unless nothing else remains.
    """
    early = layout in "ABC"
    mtus: list[_Source] = []
    others: list[_Source] = []
    for place in cites:
        if place.topic == "odg":
            others.append(_early_odg(place, by, draw) if early else _odg(place, by, day, draw))
        elif place.topic == "other":
            others.append(_work(place, by))
        elif name := in_force(place.topic, day):
            source = _early_mtus(place, by, draw) if early else _mtus(place, name, by, draw, vague)
            if source not in mtus:
                mtus.append(source)
    return _statement(tuple(mtus), tuple(others[:MOST_OTHERS]), by, layout if early else "E", day >= _outside_from())


@cache
def _statement(
    mtus: tuple[_Source, ...], others: tuple[_Source, ...], by: By, layout: Layout, outside: bool
) -> Statement:
    # The statements of all letters are few beside the letters.
    early = layout in "ABC"
    text = _early_sentence(mtus, others, by, layout) if early else _sentences(mtus, others, by, outside=outside)
    return Statement(text, tuple(dict.fromkeys(source.cited for source in mtus + others)))


@cache
def _outside_from() -> dt.date:
    return dt.date.fromisoformat(load("guidelines")["form"]["outside_from"])


def _sentences(mtus: tuple[_Source, ...], others: tuple[_Source, ...], by: By, *, outside: bool) -> str:
    form = load("guidelines")["form"]
    who = WHO[by]
    if not mtus and not others:
        return str(form["uncited"]).format(who=who)
    if mtus:
        first = form["mtus"].format(sources=", and ".join(source.text for source in mtus))
    else:
        first = form["outside" if outside else "not_mtus"].format(who=who)
    return " ".join([first, *(form["other"].format(source=other.text) for other in others)])


def _early_sentence(mtus: tuple[_Source, ...], others: tuple[_Source, ...], by: By, layout: Layout) -> str:
    form = load("guidelines")["early"]
    statement = form[layout][by]
    if not mtus and not others:
        return str(statement["uncited"])
    named = [f"the {source.text}{form['part'] if layout != 'A' else ''}" for source in mtus]
    named += [f"the {source.text}{form['not_part'] if layout != 'A' else ''}" for source in others]
    return str(statement["based"]).format(sources=", and ".join(named))


def _mtus(place: Cite, name: Name, by: By, draw: Draw, vague: float) -> _Source:
    if name.style == "bare" or chance(draw, vague):
        return _named(name, by)
    if name.style == "pages":
        section = f" {place.section}" if name.printed.startswith("Chronic") and chance(draw, 0.6) else ""
        pages = f" Page(s): {_damaged(place.pages, draw)}" if place.pages else ""
        return _named(name, by)._replace(text=f"{name.printed}{section}{pages}")
    return _sectioned(place, name, by)


@cache
def _named(name: Name, by: By) -> _Source:
    return _Source(name.printed, Guideline("MTUS", name.topic, name.edition, MTUS_TIER, by))


@cache
def _sectioned(place: Cite, name: Name, by: By) -> _Source:
    section = place.section if name.style == "section" else place.later
    source = _named(name, by)
    return source._replace(text=f"{name.printed}, Section(s): {section}") if section else source


def _early_mtus(place: Cite, by: By, draw: Draw) -> _Source:
    data = load("guidelines")
    topic = data["topics"][place.topic]
    form, dated = pick(data["early"]["chapter" if "chapter" in topic else "set"], draw)
    pages = f", {'pages' if len(place.pages) > LONGEST_PAGE else 'page'} {place.pages}" if place.pages else ""
    cited = Guideline("MTUS", topic["topic"], topic["year"] if dated else None, MTUS_TIER, by)
    return _Source(form.format_map(topic) + pages, cited)


def _damaged(pages: str, draw: Draw) -> str:
    """The page numbers, now and then damaged as in the letters of 2014 ("of 12" for 127, "792.26" for 9792.26)."""
    if chance(draw, 0.04):
        return f"Page {pages} of 12"
    if chance(draw, 0.03):
        return pages.replace(", ", ",").replace("-", ",")
    if chance(draw, 0.03):
        return f"{pages}, 8 C.C.R. 792.26"
    return pages


def _odg(place: Cite, by: By, day: dt.date, draw: Draw) -> _Source:
    form = pick(load("guidelines")["form"]["odg"], draw)
    return _chapter(place, by, form, str(day.year) if "{year}" in form else None)


@cache
def _chapter(place: Cite, by: By, form: str, edition: str | None) -> _Source:
    chapter, entry = place.section, place.later
    if entry == chapter:
        form, edition = "Official Disability Guidelines (ODG) {chapter}", None
    text = form.format(place=f"{chapter}, {entry}", chapter=chapter, entry=entry, year=edition)
    return _Source(text, _odg_chapter(chapter, edition, by))


def _early_odg(place: Cite, by: By, draw: Draw) -> _Source:
    forms = load("guidelines")["early"]["odg"]
    form = pick(forms, draw) if place.later != place.section else forms[0]
    return _Source(form.format(chapter=place.section, entry=place.later), _odg_chapter(place.section, None, by))


def _odg_chapter(chapter: str, edition: str | None, by: By) -> Guideline:
    return Guideline("ODG", chapter.removesuffix(" (Chronic)"), edition, ODG_TIER, by)


@cache
def _work(place: Cite, by: By) -> _Source:
    work = load("guidelines")["works"][place.section]
    cited = Guideline(work["source"], work.get("topic"), work.get("edition"), work["tier"], by)
    # The text with the drug's name filled in stands where other sources have their later section.
    return _Source(place.later, cited)
