"""The vocabulary's files: TOML, one a kind, each entry with its source."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from corpus.vocabulary.words import WordTable, folded

T = TypeVar("T", bound=msgspec.Struct)


@cache
def load(name: str) -> dict[str, Any]:
    """Return the tables of the file `name`.toml."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def entries(name: str, kind: type[T], but: Iterable[str] = ()) -> dict[str, T]:
    """Return the entries of a file that has a table for each, checked; `but` names its other tables.

    Raises:
        msgspec.ValidationError: an entry lacks a key, or has one that its kind does not know.
    """
    others = {"sources", *but}
    return msgspec.convert({key: entry for key, entry in load(name).items() if key not in others}, dict[str, kind])  # type: ignore[valid-type]


def classes_of_terms(terms_by_class: Mapping[str, Iterable[str]]) -> WordTable[frozenset[str]]:
    """Return a table in which a term gives all the classes that it is listed in."""
    classes = defaultdict(set)
    for name, terms in terms_by_class.items():
        for term in terms:
            classes[folded(term)].add(name)
    return WordTable({term: frozenset(names) for term, names in classes.items()})
