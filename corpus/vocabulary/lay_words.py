"""What laypeople call things (lay_words.toml)."""

from functools import cache
from typing import Literal

import msgspec

from corpus.vocabulary.files import entries


class LayEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase of laypeople: the names of the vocabulary that it means, all of one kind."""

    means: tuple[str, ...]
    kind: Literal["procedure", "drug class", "drug", "diagnosis", "body part"]
    source: str


@cache
def lay_words() -> dict[str, LayEntry]:
    """Return laypeople's phrases."""
    return entries("lay_words", LayEntry)
