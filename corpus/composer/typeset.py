"""Setting a letter's paragraphs as the printed ones come out of a PDF: lines, line spacing, pages."""

from __future__ import annotations

import re
from bisect import bisect
from functools import cache

import msgspec

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


def _broken(text: str, columns: int, slash: bool, trailing: bool) -> list[str]:
    lines: list[str] = breaker(columns, slash).findall(text)
    if trailing and len(lines) > 1:
        last = lines.pop()
        lines = [f"{line} " for line in lines]
        lines.append(last)
    return lines


_broken_once = cache(_broken)


class Style(msgspec.Struct, frozen=True, gc=False):
    """How one letter is set.

    Attributes:
        trailing_space: a space stands at the end of each line but a paragraph's last, as pdfium extracts it.
        break_at_slash: lines may also end after a slash between digits (dates, doses).
        double_from: index of the first paragraph set with a blank line after each line; None for single spacing.
    """

    trailing_space: bool
    break_at_slash: bool
    double_from: int | None


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """A paragraph to be set: `fixed` lines are printed as they are, `close` ones without a gap before them.

    `heading` marks the heading of a section, `common` a text that many letters have, whose lines are broken once.

    A struct, as all values that a letter is made of: it is made in a tenth of the time that a named tuple takes.
    """

    text: str
    fixed: bool = False
    close: bool = False
    columns: int = COLUMNS
    heading: bool = False
    common: bool = False


@cache
def common(text: str, *, close: bool = False, heading: bool = False) -> Paragraph:
    """A paragraph that many letters have."""
    return Paragraph(text, close=close, heading=heading, common=True)


def typeset(paragraphs: list[Paragraph], style: Style) -> tuple[str, list[int]]:
    r"""Set paragraphs into a letter; returns its text and, for each paragraph, the page (from 1) it begins on.

    Pages are joined by "\f". A page may end anywhere; blank lines are not printed at the foot or head of a page, so
    the form feed can be all that parts two paragraphs.
    """
    lines: list[str] = []
    starts: list[int] = []
    slash, trailing = style.break_at_slash, style.trailing_space
    double_from = len(paragraphs) if style.double_from is None else style.double_from
    for k, one in enumerate(paragraphs):
        double = k >= double_from
        if not one.close and k:
            lines += ("", " ", "") if double else ("",)
        elif double:
            lines.append("")
        starts.append(len(lines))
        breaking = _broken_once if one.common else _broken
        broken = one.text.split("\n") if one.fixed else breaking(one.text, one.columns, slash, trailing)
        if double:
            spaced = [""] * (2 * len(broken) - 1)
            spaced[::2] = broken
            broken = spaced
        lines += broken
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
    return "\f".join(pages), [bisect(page_ends, start) + 1 for start in starts]
