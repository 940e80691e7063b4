"""What searchers call the decisions (outcomes.toml)."""

from functools import cache

import msgspec

from corpus.vocabulary.files import entries


class OutcomeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words for a decision."""

    words: tuple[str, ...]
    source: str


@cache
def outcomes() -> dict[str, OutcomeEntry]:
    """Return the words for each decision."""
    return entries("outcomes", OutcomeEntry)
