"""A brief in Markdown, as CommonMark has it. Nothing that a letter or a query says becomes markup."""

import re
import unicodedata
from collections.abc import Iterator

from search.export.brief import Block, Fact, Heading, Paragraph, Quotation, brief
from search.export.permalink import Site
from search.results import Listing

# What means something inside a line, in CommonMark or in what GitHub and Pandoc add to it ...
_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$^#{}@]|:(?=//|[a-z+-][\w+-]*:)|(?<=www)\.", re.IGNORECASE)
# ... and what does at its beginning: "1. " is an item of a list, "---" a rule.
_OPENING = re.compile(r"\A(?P<number>\d{0,9})(?P<sign>[-+=.)])", re.ASCII)


def write(listing: Listing, site: Site) -> Iterator[bytes]:
    """Yield a brief, block by block."""
    before: Block | None = None
    for block in brief(listing, site):
        yield (_between(before, block) + _rendered(block)).encode()
        before = block
    yield b"\n"


def _between(before: Block | None, block: Block) -> str:
    match before, block:
        case None, _:
            return ""
        case Fact(), Fact():
            return "\n"
        case Quotation(), Quotation():
            return "\n>\n"
        case _:
            return "\n\n"


def _rendered(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_plain(text)}"
        case Fact(label, value, is_url):
            return f"- **{_plain(label)}:** {f'<{value}>' if is_url else _plain(value)}"
        case Paragraph(text):
            return _opening(_plain(text))
        case Quotation(text, marks):
            return f"> {_opening(''.join(_marked(text, marks)))}"


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _opening(line: str) -> str:
    """Return a line that begins a block so that it begins nothing else."""
    return _OPENING.sub(r"\g<number>\\\g<sign>", line.strip())


def _marked(text: str, marks: tuple[tuple[int, int], ...]) -> Iterator[str]:
    """Yield a text in pieces, what is marked in bold."""
    last = 0
    for start, end in marks:
        yield _plain(text[last:start])
        marked = text[start:end]
        # Beside blanks and punctuation, asterisks may make nothing bold.
        stars = "**" if marked and _holds_stars(marked[0]) and _holds_stars(marked[-1]) else ""
        yield f"{stars}{_plain(marked)}{stars}"
        last = end
    yield _plain(text[last:])


def _holds_stars(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZPS" and not character.isspace()
