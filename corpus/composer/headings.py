"""Damage done to headings by optical character recognition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from corpus.composer.phrases import chance, pick

if TYPE_CHECKING:
    from corpus.composer.phrases import Draw
    from corpus.composer.typeset import Paragraph

DAMAGED: Final = 0.005  # share of letters with a damaged heading
MISREAD: Final = {"I": "1l", "O": "0Q", "S": "5", "E": "F", "C": "G", "i": "l1", "o": "0", "e": "c", "l": "1"}


def damaged(paragraphs: list[Paragraph], draw: Draw) -> None:
    """Now and then, misread one or two characters of one heading, or lose a space of it."""
    if not chance(draw, DAMAGED):
        return
    k = pick([k for k, paragraph in enumerate(paragraphs) if paragraph.heading], draw)
    text = paragraphs[k].text
    for _ in range(1 + chance(draw, 0.3)):
        at = pick([at for at, letter in enumerate(text) if letter in MISREAD or letter == " "], draw)
        text = text[:at] + (pick(MISREAD[text[at]], draw) if text[at] != " " else "") + text[at + 1 :]
    paragraphs[k] = replace(paragraphs[k], text=text)
