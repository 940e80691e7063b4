"""The guidelines that letters cite: their issuers, topics and editions (guidelines.toml)."""

from datetime import date
from functools import cache

import msgspec

from corpus.vocabulary.files import load
from corpus.vocabulary.words import WordTable


class SourceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who issued a guideline; `tier` is its place in the order of search of 8 CCR 9792.21.1."""

    name: str
    tier: int
    terms: tuple[str, ...]
    reference: str


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An edition of a topic: since when it was in force, and what replaced it when."""

    year: str
    effective: date | None = None
    superseded_by: str | None = None
    superseded_on: date | None = None


class TopicEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A topic of the MTUS, or a chapter of ACOEM or ODG."""

    source: str
    name: str
    terms: tuple[str, ...]
    reference: str
    section: str | None = None
    acoem_chapter: int | None = None
    editions: tuple[Edition, ...] = ()


@cache
def sources() -> dict[str, SourceEntry]:
    """Return the issuers of guidelines by name."""
    return {entry.name: entry for entry in msgspec.convert(load("guidelines")["source"], list[SourceEntry])}


@cache
def topics() -> tuple[TopicEntry, ...]:
    """Return the topics of all sources."""
    return tuple(msgspec.convert(load("guidelines")["topic"], list[TopicEntry]))


@cache
def source_terms() -> WordTable[str]:
    """Return the table of the issuers' names."""
    return WordTable((term, entry.name) for entry in sources().values() for term in entry.terms)


@cache
def topic_terms(source: str) -> WordTable[str]:
    """Return the table of a source's topics."""
    return WordTable((term, topic.name) for topic in topics() if topic.source == source for term in topic.terms)
