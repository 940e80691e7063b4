"""The drugs in dispute, by ingredient (drugs.toml)."""

from functools import cache
from typing import Literal, NamedTuple

import msgspec

from corpus.vocabulary.files import entries
from corpus.vocabulary.words import WordTable

# Keys of the file that are words of Python's own
_KEYWORDS = {"drug_class": "class", "combined_with": "with"}


class DrugEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename=_KEYWORDS):
    """An ingredient (see drugs.toml): its class, and the class it has as a topical or injected."""

    drug_class: str
    source: str
    brands: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()
    topical: str | None = None
    topical_brands: tuple[str, ...] = ()
    injected: str | None = None
    injected_brands: tuple[str, ...] = ()
    compound_brands: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    combined_with: tuple[str, ...] = ()


class DrugTerm(NamedTuple):
    """A term's ingredient, and the form that the term itself tells."""

    name: str
    form: Literal["topical", "injected", "compound"] | None = None


@cache
def drugs() -> dict[str, DrugEntry]:
    """Return the drugs by ingredient."""
    return entries("drugs", DrugEntry)


@cache
def drug_terms() -> WordTable[DrugTerm]:
    """Return the table of the words that name drugs: ingredients, brands, misspellings."""
    terms: list[tuple[str, DrugTerm]] = []
    for name, entry in drugs().items():
        terms += [(term, DrugTerm(name)) for term in (name, *entry.brands, *entry.also, *entry.misspelt)]
        terms += [(term, DrugTerm(name, "topical")) for term in entry.topical_brands]
        terms += [(term, DrugTerm(name, "injected")) for term in entry.injected_brands]
        terms += [(term, DrugTerm(name, "compound")) for term in entry.compound_brands]
    return WordTable(terms)
