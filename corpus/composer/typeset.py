"""Setting a letter's paragraphs as the printed ones come out of a PDF: lines, line spacing, pages."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

COLUMNS = 95
CAPITAL_COLUMNS = 60  # capitals are half again as wide
PAGE_LINES = 46


@cache
def breaker(columns: int, break_at_slash: bool) -> re.Pattern[str]:
    """A pattern whose matches are the lines of a paragraph, each as long as can be (textwrap takes ten times as long).

    Lines end at spaces, at line feeds in the text and after hyphens inside words; with `break_at_slash` also after a
    slash between digits. A word longer than `columns` runs over.
    """
    inside = "(?<=[0-9A-Za-z]-)(?=[0-9A-Za-z])" + ("|(?<=[0-9]/)(?=[0-9])" if break_at_slash else "")
    return re.compile(f"(.{{1,{columns}}}(?:(?=[ \\n])|{inside}|$)|[^ \\n]+)[ \\n]?")


@cache
def _broken_once(text: str, columns: int, slash: bool) -> tuple[str, ...]:
    return tuple(breaker(columns, slash).findall(text))


class Style(NamedTuple):
    """How one letter is set.

    Attributes:
        trailing_space: a space stands at the end of each line but a paragraph's last, as pdfium extracts it.
        break_at_slash: lines may also end after a slash between digits (dates, doses).
        double_from: index of the first paragraph set with a blank line after each line; None for single spacing.
    """

    trailing_space: bool
    break_at_slash: bool
    double_from: int | None


class Paragraph(NamedTuple):
    """A paragraph to be set: `fixed` lines are printed as they are, `close` ones without a gap before them.

    `heading` marks the heading of a section, `common` a text that many letters have, whose lines are broken once.

    A tuple and not a dataclass, since some twenty are made for each letter.
    """

    text: str
    fixed: bool = False
    close: bool = False
    columns: int = COLUMNS
    heading: bool = False
    common: bool = False


def typeset(paragraphs: list[Paragraph], style: Style) -> tuple[str, list[int]]:
    r"""Set paragraphs into a letter; returns its text and, for each paragraph, the page (from 1) it begins on.

    Pages are joined by "\f". A page may end anywhere; blank lines are not printed at the foot or head of a page, so
    the form feed can be all that parts two paragraphs.
    """
    lines: list[str] = []
    starts: list[int] = []
    double, slash = False, style.break_at_slash
    for k, paragraph in enumerate(paragraphs):
        was_double, double = double, style.double_from is not None and k >= style.double_from
        if paragraph.close:
            lines += ("",) if double else ()
        elif k:
            lines += ("", " ", "") if double or was_double else ("",)
        starts.append(len(lines))
        if paragraph.fixed:
            set_lines = paragraph.text.split("\n")
        elif paragraph.common:
            set_lines = list(_broken_once(paragraph.text, paragraph.columns, slash))
        else:
            set_lines = breaker(paragraph.columns, slash).findall(paragraph.text)
        if style.trailing_space and not paragraph.fixed:
            set_lines[:-1] = [line + " " for line in set_lines[:-1]]
        if double:
            spaced = [""] * (2 * len(set_lines) - 1)
            spaced[::2] = set_lines
            lines += spaced
        else:
            lines += set_lines
    return _paginate(lines, starts)


def _paginate(lines: list[str], starts: list[int]) -> tuple[str, list[int]]:
    pages: list[str] = []
    page_ends: list[int] = []
    at, end = 0, len(lines)
    while at < end:
        while at < end and not lines[at].strip():
            at += 1
        foot = min(at + PAGE_LINES, end)
        last = foot
        while last > at and not lines[last - 1].strip():
            last -= 1
        pages.append("\n".join(lines[at:last]))
        page_ends.append(foot)
        at = foot
    begun = []
    page = 0
    for start in starts:
        while page_ends[page] <= start:
            page += 1
        begun.append(page + 1)
    return "\f".join(pages), begun
