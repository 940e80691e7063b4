"""The kinds of documentation that reviewers look for (documentation.toml)."""

from functools import cache
from typing import NamedTuple

import msgspec

from corpus.vocabulary.cues import Cues
from corpus.vocabulary.files import entries, load
from corpus.vocabulary.words import WordTable

_OTHER_TABLES = ("words", "source")


class DocumentationKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of documentation (see documentation.toml)."""

    help: str
    terms: tuple[str, ...]
    beside: str | None = None
    but_for: frozenset[str] = frozenset()


class KindTerm(NamedTuple):
    """What a term names: the kind, and the class of words that must stand beside it."""

    kind: str
    beside: str | None


@cache
def documentation_kinds() -> dict[str, DocumentationKind]:
    """Return the kinds of documentation by name."""
    return entries("documentation", DocumentationKind, but=_OTHER_TABLES)


@cache
def documentation_terms() -> WordTable[KindTerm]:
    """Return the table of the words that name kinds."""
    return WordTable(
        (term, KindTerm(name, kind.beside)) for name, kind in documentation_kinds().items() for term in kind.terms
    )


@cache
def documentation_words() -> Cues:
    """Return the words that must stand beside some terms, and those that deny them."""
    return Cues(load("documentation")["words"])
