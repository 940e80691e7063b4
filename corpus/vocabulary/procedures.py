"""The procedures and services in dispute (procedures.toml)."""

from functools import cache
from typing import NamedTuple

import msgspec

from corpus.vocabulary.body_parts import body_parts
from corpus.vocabulary.files import entries, load
from corpus.vocabulary.words import WordTable, forms

_OTHER_TABLES = ("words",)


class ProcedureEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A procedure or service (see procedures.toml)."""

    category: str
    source: str
    terms: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    not_near: frozenset[str] = frozenset()
    body: tuple[str, ...] = ()
    for_part: dict[str, str] = {}
    for_class: dict[str, str] = {}
    dependent: bool = False
    surgery: bool = False
    rank: int = 0


class ProcedureTerm(NamedTuple):
    """A term's procedure; a `weak` one names it only where no word of the entry's `not_near` stands in the title."""

    name: str
    weak: bool = False


@cache
def procedures() -> dict[str, ProcedureEntry]:
    """Return the procedures and services by name; `not_near` with all forms of its words."""
    by_name = entries("procedures", ProcedureEntry, but=_OTHER_TABLES)
    return {
        name: msgspec.structs.replace(
            entry, not_near=frozenset(form for word in entry.not_near for form in forms(word))
        )
        for name, entry in by_name.items()
    }


@cache
def ignored_words() -> frozenset[str]:
    """Return the words that are passed over where procedures are looked for."""
    return frozenset(load("procedures")["words"]["ignored"])


@cache
def procedure_terms() -> WordTable[ProcedureTerm]:
    """Return the table of the words that name procedures, in titles without the ignored words."""
    parts = {term for entry in body_parts().values() for term in entry.terms}
    named = [(term, ProcedureTerm(name)) for name, entry in procedures().items() for term in entry.terms]
    weak = [(term, ProcedureTerm(name, weak=True)) for name, entry in procedures().items() for term in entry.weak]
    visits = [
        (term, ProcedureTerm(name))
        for name, entry in procedures().items()
        for whom in entry.visits
        for visit in load("procedures")["words"]["visit"]
        # "Hand evaluation" is a visit, "visits [for the] hand" may be any.
        for term in (f"{whom} {visit}", *(() if whom in parts else (f"{visit} {whom}",)))
    ]
    return WordTable([*named, *weak, *visits])
