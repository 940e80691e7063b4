"""The reviewers' specialties (specialties.toml)."""

from functools import cache

import msgspec

from corpus.vocabulary.files import entries
from corpus.vocabulary.words import WordTable


class SpecialtyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A specialty, and the names it goes by."""

    names: tuple[str, ...]
    source: str


@cache
def specialties() -> dict[str, SpecialtyEntry]:
    """Return the reviewers' specialties by name."""
    return entries("specialties", SpecialtyEntry)


@cache
def specialty_terms() -> WordTable[str]:
    """Return the table of the names that specialties go by."""
    return WordTable((term, name) for name, entry in specialties().items() for term in entry.names)
