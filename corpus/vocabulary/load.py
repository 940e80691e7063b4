"""The vocabulary files, read, checked and compiled."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from corpus.determination import Side
from corpus.vocabulary.words import Words, WordTable

T = TypeVar("T")


class ReasonRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence with cues of these classes in this order gives this reason (see reasons.toml)."""

    reason: str
    cues: tuple[str, ...]
    within: int = 12
    beside: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    general: bool = False


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a request was refused or granted: the decision it speaks for, and what it means."""

    speaks_for: Literal["upheld", "overturned"]
    help: str


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def reasons() -> dict[str, Reason]:
    """Return the reasons by name."""
    return msgspec.convert(_load("reasons")["reasons"], dict[str, Reason])


@cache
def reason_rules() -> tuple[ReasonRule, ...]:
    """Return the rules by which a sentence gives a reason."""
    return tuple(msgspec.convert(_load("reasons")["rules"], list[ReasonRule]))


@cache
def reason_cues() -> WordTable[frozenset[str]]:
    """Return the table of the wording that the rules are about: a term gives its classes."""
    return _classes(_load("reasons")["cues"])


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
    return {entry.name: entry for entry in msgspec.convert(_load("guidelines")["source"], list[SourceEntry])}


@cache
def topics() -> tuple[TopicEntry, ...]:
    """Return the topics of all sources."""
    return tuple(msgspec.convert(_load("guidelines")["topic"], list[TopicEntry]))


@cache
def source_terms() -> WordTable[str]:
    """Return the table of the issuers' names."""
    return WordTable((term, entry.name) for entry in sources().values() for term in entry.terms)


@cache
def topic_terms(source: str) -> WordTable[str]:
    """Return the table of a source's topics."""
    return WordTable((term, topic.name) for topic in topics() if topic.source == source for term in topic.terms)


class BodyPartEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the body: its names, what implies it, whether it has sides, and for the spine its vertebrae's letter."""

    terms: tuple[str, ...]
    group: str
    source: str
    implied_by: tuple[str, ...] = ()
    shared_terms: tuple[str, ...] = ()
    sided: bool = False
    vertebrae: str | None = None


class PartTerm(NamedTuple):
    """What a term of the body says: the parts, a side ("RUE"), and whether it only implies them."""

    parts: tuple[str, ...]
    side: Side | None = None
    implied: bool = False


# Keys of the files that Python can't name
_KEYWORDS = {"drug_class": "class", "combined_with": "with"}
# Tables of the files that are no entries
_NO_PROCEDURES = ("sources", "words")
_NO_DIAGNOSES = ("sources", "cores")
_NO_PARTS = ("sources", "sides", "fused")


@cache
def body_parts() -> dict[str, BodyPartEntry]:
    """Return the parts of the body by name."""
    entries = {name: entry for name, entry in _load("body_parts").items() if name not in _NO_PARTS}
    return msgspec.convert(entries, dict[str, BodyPartEntry])


@cache
def part_terms() -> WordTable[PartTerm]:
    """Return the table of the words that name parts of the body."""
    shared = defaultdict(list)
    for name, entry in body_parts().items():
        for term in entry.shared_terms:
            shared[term].append(name)
    fused = msgspec.convert(_load("body_parts")["fused"], dict[str, tuple[Side, str]])
    return WordTable(
        [
            *((term, PartTerm((name,))) for name, entry in body_parts().items() for term in entry.terms),
            *((term, PartTerm(tuple(names))) for term, names in shared.items()),
            *((term, PartTerm((name,), side)) for term, (side, name) in fused.items()),
            *((term, PartTerm((name,), implied=True)) for name, entry in body_parts().items() for term in entry.implied_by),
        ]
    )


@cache
def sides() -> dict[str, Side]:
    """Return the words that name a side, folded."""
    given = msgspec.convert(_load("body_parts")["sides"], dict[Side, tuple[str, ...]])
    return {" ".join(Words(term).folded): side for side, terms in given.items() for term in terms}


@cache
def spine_parts() -> dict[str, str]:
    """Return the part of the spine that each vertebral letter belongs to; the sacrum goes with the lumbar spine."""
    parts = {entry.vertebrae: name for name, entry in body_parts().items() if entry.vertebrae}
    return {letter: parts[letter] for letter in "CTL"} | {"S": parts["L"]}


class ProcedureEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A procedure or service (see procedures.toml)."""

    category: str
    source: str
    terms: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    not_near: frozenset[str] = frozenset()
    body: tuple[str, ...] = ()
    dependent: bool = False
    surgery: bool = False
    rank: int = 0


class ProcedureTerm(NamedTuple):
    """A term's procedure; a `weak` one names it only where no word of the entry's `not_near` stands in the title."""

    name: str
    weak: bool = False


@cache
def procedures() -> dict[str, ProcedureEntry]:
    """Return the procedures and services by name; the words of `not_near` are folded."""
    entries = {name: entry for name, entry in _load("procedures").items() if name not in _NO_PROCEDURES}
    by_name = msgspec.convert(entries, dict[str, ProcedureEntry])
    return {
        name: msgspec.structs.replace(entry, not_near=frozenset(Words(" ".join(entry.not_near)).folded))
        for name, entry in by_name.items()
    }


@cache
def ignored_words() -> frozenset[str]:
    """Return the words that are passed over where procedures are looked for."""
    return frozenset(_load("procedures")["words"]["ignored"])


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
        for visit in _load("procedures")["words"]["visit"]
        # "Hand evaluation" is a visit, "visits [for the] hand" may be any.
        for term in (f"{whom} {visit}", *(() if whom in parts else (f"{visit} {whom}",)))
    ]
    return WordTable([*named, *weak, *visits])


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
    return msgspec.convert({n: e for n, e in _load("drugs").items() if n != "sources"}, dict[str, DrugEntry])


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


class DiagnosisEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A diagnosis (see diagnoses.toml)."""

    source: str
    group: str
    terms: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    icd9: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    symptom: bool = False


class DiagnosisTerm(NamedTuple):
    """What a term says: a diagnosis, or one that the body part beside it decides, `name` where none does."""

    name: str | None
    by_region: Mapping[str, str] | None = None


@cache
def diagnoses() -> dict[str, DiagnosisEntry]:
    """Return the diagnoses by name."""
    entries = {name: entry for name, entry in _load("diagnoses").items() if name not in _NO_DIAGNOSES}
    return msgspec.convert(entries, dict[str, DiagnosisEntry])


@cache
def diagnosis_terms() -> WordTable[DiagnosisTerm]:
    """Return the table of the words that name diagnoses."""
    fallbacks: dict[str, str] = {}
    by_region: dict[str, dict[str, str]] = defaultdict(dict)
    cores = _load("diagnoses")["cores"]
    for name, entry in diagnoses().items():
        for core in (term for kind in entry.core for term in cores[kind]):
            by_region[core].update(dict.fromkeys(entry.region, name))
            if not entry.region:
                fallbacks[core] = name
    return WordTable(
        [
            *((term, DiagnosisTerm(name)) for name, entry in diagnoses().items() for term in entry.terms),
            *((core, DiagnosisTerm(fallbacks.get(core), regions)) for core, regions in by_region.items()),
        ]
    )


@cache
def condition_cues() -> WordTable[frozenset[str]]:
    """Return the table of the words that tell whether the patient has a condition: a term gives its classes."""
    return _classes({name: terms for name, terms in _load("context").items() if name != "source"})


def _classes(terms_by_class: Mapping[str, Iterable[str]]) -> WordTable[frozenset[str]]:
    classes = defaultdict(set)
    for name, terms in terms_by_class.items():
        for term in terms:
            classes[term].add(name)
    return WordTable({term: frozenset(names) for term, names in classes.items()})


class SpecialtyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A specialty, and the names it goes by."""

    names: tuple[str, ...]
    source: str


@cache
def specialties() -> dict[str, SpecialtyEntry]:
    """Return the reviewers' specialties by name."""
    return msgspec.convert(
        {n: e for n, e in _load("specialties").items() if n != "sources"}, dict[str, SpecialtyEntry]
    )


@cache
def specialty_terms() -> WordTable[str]:
    """Return the table of the names that specialties go by."""
    return WordTable((term, name) for name, entry in specialties().items() for term in entry.names)
