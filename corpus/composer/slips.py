"""Slips of the typist in running text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corpus.composer.phrases import chance, load, pick

if TYPE_CHECKING:
    from corpus.composer.phrases import Draw

TRIED: Final = 0.4  # share of passages in which a word is looked for; every eighth has it


def mistyped(text: str, draw: Draw) -> str:
    """The text, now and then with one word misspelled: always a word that bears none of the letter's values."""
    if not chance(draw, TRIED):
        return text
    word = pick(load("names")["mistyped"], draw)
    return text.replace(f" {word} ", f" {_slip(word, draw)} ", 1) if f" {word} " in text else text


def _slip(word: str, draw: Draw) -> str:
    """The word with a letter lost, one doubled, or two exchanged."""
    at = 1 + int(draw() * (len(word) - 2))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return before + pick((after, letter + letter + after, after[0] + letter + after[1:]), draw)
