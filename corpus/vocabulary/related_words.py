"""Words used one for another in letters and searches (related_words.toml)."""

from functools import cache

import msgspec

from corpus.vocabulary.files import entries, load


class RelatedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words and phrases of one group."""

    words: tuple[str, ...]
    source: str


@cache
def related_words() -> dict[str, RelatedEntry]:
    """Return the groups by their names."""
    return entries("related_words", RelatedEntry, but=("kinds",))


@cache
def kinds_of_treatment() -> tuple[str, ...]:
    """Return the words that say of a named treatment only what kind it is."""
    return tuple(load("related_words")["kinds"]["words"])
