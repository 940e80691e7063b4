"""Abbreviations of physicians and of the system (abbreviations.toml)."""

from functools import cache

import msgspec

from corpus.vocabulary.files import entries


class AbbreviationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The short forms of a long one; with `near`, only beside one of these words."""

    short: tuple[str, ...]
    source: str
    near: frozenset[str] = frozenset()


@cache
def abbreviations() -> dict[str, AbbreviationEntry]:
    """Return the abbreviations by their long forms."""
    return entries("abbreviations", AbbreviationEntry)
