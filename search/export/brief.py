"""What a brief says, in the order in which it says it; `markdown` and `word` say how it looks.

A brief is what an attorney attaches or quotes: what was asked, of what, when, what was found, and each hit with the
facts that cite it and its sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from corpus.clean import clean, one_line
from index.fields import BY_NAME
from search.export.permalink import Site
from search.in_words import (
    citations_in_words,
    corrections_in_words,
    counted,
    filters_in_words,
    order_in_words,
    rate_in_words,
)
from search.results import Hit, Listing

TITLE = "Independent Medical Review: prior decisions"
NOTE = (
    "Determinations of Independent Medical Review are prior decisions, not binding precedent. "
    "Shares overturned describe past letters; they predict nothing."
)
_NOT_STATED = "not stated"
_ALIKE_NAMED = 10

# What a document can't hold: white space that would end a line, and characters that XML or UTF-8 don't have.
_BREAKS = re.compile("[\t-\r\x85\u2028\u2029]")
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A title: that of the brief is of level 1, a hit's of level 2."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact by its label; facts that follow each other are a list. `is_url` tells that the value is an address."""

    label: str
    value: str
    is_url: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence of a letter; `marks` are spans in it, in characters, in order."""

    text: str
    marks: tuple[tuple[int, int], ...]


Block = Heading | Fact | Paragraph | Quotation


def brief(listing: Listing, site: Site) -> Iterator[Block]:
    """Yield what a brief says. No text has line ends, control characters or others that a document can't hold."""
    yield Heading(1, TITLE)
    yield from _asked(listing)
    yield Paragraph(NOTE)
    for number, hit in enumerate(listing.hits, start=listing.request.offset + 1):
        yield Heading(2, f"{number}. {legal(hit.heading)}")
        yield from _facts(hit, site)
        for field, snippets in groupby(hit.snippets, key=lambda snippet: snippet.field):
            yield Paragraph(f"Quoted from: {BY_NAME[field].label.lower()}")
            yield from (Quotation(legal(snippet.text), snippet.marks) for snippet in snippets)


def _asked(listing: Listing) -> Iterator[Fact]:
    request, page = listing.request, listing.page
    yield Fact("Query", typed(request.text) or "(none: all issues that the filters leave)")
    if page.corrections:
        yield Fact("Other words", typed("; ".join(corrections_in_words(page.corrections))))
    if request.exact:
        yield Fact("Words", "only as typed")
    yield Fact("Filters", typed("; ".join(filters_in_words(request.filters))) or "none")
    yield Fact("Order", order_in_words(request))
    yield Fact("Run", _moment(listing.ran))
    yield Fact("Searched", counted(listing.issues, "issue"))
    yield Fact("Found", counted(page.total, "issue"))
    if page.total and not page.by_decision:
        yield Fact("Overturned", rate_in_words(page.overturned))


def _facts(hit: Hit, site: Site) -> Iterator[Fact]:
    yield Fact("Decision", hit.decision or _NOT_STATED)
    yield Fact("Case number", _stated(hit.case_number))
    yield Fact("Issue", f"{hit.k} of the letter" if hit.k else "the letter as a whole")
    yield Fact("Decision date", _day(hit.decision_date) if hit.decision_date else _NOT_STATED)
    yield Fact("Reviewer’s specialty", _stated(*hit.specialties))
    yield Fact("Guideline relied on", _stated(*citations_in_words(hit.relied_on, ", ")))
    yield Fact("Reasons", _stated(*(reason.name for reason in hit.about.reasons)))
    if hit.without is not None:
        yield Fact("Lacks", legal(hit.without))
    if hit.alike_ids:
        more = len(hit.alike_ids) - _ALIKE_NAMED
        rest = f" and {more:,} more" if more > 0 else ""
        yield Fact("Decided alike, in nearly the same words", _stated(*hit.alike_ids[:_ALIKE_NAMED]) + rest)
    link = site.permalink(hit)
    yield Fact("Permalink", link, is_url=True) if site.address else Fact("Permalink", f"{legal(hit.id)}, at {link}")


def _stated(*values: str | None) -> str:
    return legal("; ".join(filter(None, values))).strip() or _NOT_STATED


def typed(text: str) -> str:
    """Return what a user typed as it was searched for: normalized, and on one line."""
    return legal(one_line(clean(text)))


def _moment(when: datetime) -> str:
    """Return a moment in UTC, and as people here read it."""
    here = when.astimezone()
    return f"{when:%Y-%m-%dT%H:%M:%SZ} ({here:%A}, {_day(here)}, {here:%I:%M %p %Z})"


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def legal(text: str) -> str:
    """Return a text, of the same length, that any document can hold on one line."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub(" ", text))
