"""The diagnoses, and the wording that tells whether the patient has one (diagnoses.toml, context.toml)."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from corpus.vocabulary.cues import Cues
from corpus.vocabulary.files import entries, load
from corpus.vocabulary.words import WordTable

_OTHER_TABLES = ("cores",)


class DiagnosisEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A diagnosis (see diagnoses.toml)."""

    source: str
    group: str
    terms: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    symptom: bool = False


class DiagnosisTerm(NamedTuple):
    """What a term says: a diagnosis, or one that the body part beside it decides, `name` where none does.

    A `symptom` is one whatever the body part.
    """

    name: str | None
    symptom: bool
    by_region: Mapping[str, str] | None = None


@cache
def diagnoses() -> dict[str, DiagnosisEntry]:
    """Return the diagnoses by name."""
    return entries("diagnoses", DiagnosisEntry, but=_OTHER_TABLES)


@cache
def diagnosis_terms() -> WordTable[DiagnosisTerm]:
    """Return the table of the words that name diagnoses."""
    fallbacks: dict[str, str] = {}
    by_region: dict[str, dict[str, str]] = defaultdict(dict)
    cores = load("diagnoses")["cores"]
    for name, entry in diagnoses().items():
        for core in (term for kind in entry.core for term in cores[kind]):
            by_region[core].update(dict.fromkeys(entry.region, name))
            if not entry.region:
                fallbacks[core] = name

    def term(name: str | None, regions: Mapping[str, str] | None = None) -> DiagnosisTerm:
        names = [name, *(regions or {}).values()]
        symptom = all(diagnoses()[one].symptom for one in names if one)
        return DiagnosisTerm(name, symptom, regions)

    return WordTable(
        [
            *((words, term(name)) for name, entry in diagnoses().items() for words in entry.terms),
            *((core, term(fallbacks.get(core), regions)) for core, regions in by_region.items()),
        ]
    )


@cache
def condition_cues() -> Cues:
    """Return the words that tell whether the patient has a condition."""
    return Cues({name: terms for name, terms in load("context").items() if name != "source"})
