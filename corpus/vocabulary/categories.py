"""The state's categories of treatments (categories.toml)."""

from functools import cache

import msgspec

from corpus.vocabulary.files import entries


class CategoryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A category or, with its path, a subcategory: the other names that are one with it."""

    names: tuple[str, ...]
    source: str


@cache
def categories() -> dict[str, CategoryEntry]:
    """Return the categories by path ("Surgery > Spine"), in the state's order."""
    return entries("categories", CategoryEntry)
