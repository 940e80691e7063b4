"""A reviewer's specialties under one name each."""

from collections.abc import Iterable

from corpus.vocabulary.specialties import specialty_terms
from corpus.vocabulary.words import Words


def normal_specialties(printed: Iterable[str]) -> tuple[str, ...]:
    """Return specialties by the names of the vocabulary, each once; one that it lacks stays as printed."""
    names: dict[str, None] = {}
    for specialty in printed:
        known = [found.value for found in specialty_terms().find(Words(specialty).lower)]
        names.update(dict.fromkeys(known or [specialty]))
    return tuple(names)
