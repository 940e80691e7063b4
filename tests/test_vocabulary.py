"""The vocabulary's files hold together: every name that one refers to exists, and no term means two things."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from corpus.vocabulary import (
    abbreviations,
    body_parts,
    categories,
    diagnoses,
    drugs,
    guidelines,
    lay_words,
    outcomes,
    procedures,
    specialties,
)
from corpus.vocabulary import files as vocabulary_files
from corpus.vocabulary.reasons import reason_cues, reason_rules, reasons
from corpus.vocabulary.words import Words, folded

DERIVE = Path(vocabulary_files.__file__).parents[1] / "derive"

PARTS = body_parts.body_parts()
CATEGORIES = categories.categories()
DIAGNOSES = diagnoses.diagnoses()
DRUGS = drugs.drugs()
LAY_WORDS = lay_words.lay_words()
PROCEDURES = procedures.procedures()
ABBREVIATIONS = abbreviations.abbreviations()
OUTCOMES = outcomes.outcomes()
SPECIALTIES = specialties.specialties()
SOURCES = guidelines.sources()
TOPICS = guidelines.topics()
CORES = vocabulary_files.load("diagnoses")["cores"]

ENTRIES: dict[str, dict[str, Any]] = {
    "body_parts": PARTS, "categories": CATEGORIES, "diagnoses": DIAGNOSES, "drugs": DRUGS, "lay_words": LAY_WORDS,
    "procedures": PROCEDURES, "specialties": SPECIALTIES, "abbreviations": ABBREVIATIONS, "outcomes": OUTCOMES,
}  # fmt: skip
# The least that each file must hold, of entries
SIZES = {
    "body_parts": 40, "categories": 70, "diagnoses": 400, "drugs": 250, "lay_words": 400, "procedures": 300, "specialties": 150,
    "abbreviations": 20, "outcomes": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", ENTRIES)
def test_each_file_holds_enough(name: str) -> None:
    assert len(ENTRIES[name]) >= SIZES[name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("body_parts", body_parts.BodyPartEntry), ("categories", categories.CategoryEntry),
        ("diagnoses", diagnoses.DiagnosisEntry), ("drugs", drugs.DrugEntry), ("lay_words", lay_words.LayEntry),
        ("procedures", procedures.ProcedureEntry), ("specialties", specialties.SpecialtyEntry),
        ("abbreviations", abbreviations.AbbreviationEntry), ("outcomes", outcomes.OutcomeEntry),
    ],
)  # fmt: skip
def test_an_unknown_or_missing_key_is_refused(name: str, kind: type[msgspec.Struct]) -> None:
    raw = next(entry for key, entry in vocabulary_files.load(name).items() if key in ENTRIES[name])
    assert msgspec.convert(raw, kind) in ENTRIES[name].values()
    for wrong in (raw | {"sorce": "usage"}, {key: value for key, value in raw.items() if key != "source"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, kind)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_has_a_source(name: str) -> None:
    known = vocabulary_files.load(name)["sources"]
    assert {source for entry in ENTRIES[name].values() for source in entry.source.split(", ")} <= known.keys()
    assert all(isinstance(text, str) and len(text) > 20 for text in known.values())


def test_every_guideline_has_a_reference() -> None:
    known = vocabulary_files.load("guidelines")["references"]
    assert {entry.reference for entry in (*SOURCES.values(), *TOPICS)} <= known.keys()
    assert all(isinstance(text, str) and len(text) > 20 for text in known.values())
    for name in ("context", "reasons"):
        assert vocabulary_files.load(name)["source"]


def missing(wanted: Iterable[str], known: Iterable[str]) -> set[str]:
    return set(wanted) - set(known)


def drug_classes() -> set[str]:
    prefix = "Pharmaceuticals > "
    return {path.removeprefix(prefix) for path in CATEGORIES if path.startswith(prefix)}


def test_every_drug_class_is_a_subcategory() -> None:
    classes = drug_classes()
    for name, entry in DRUGS.items():
        assert {entry.drug_class, entry.topical, entry.injected} - {None} <= classes, name


def test_every_name_that_a_file_refers_to_exists() -> None:
    for name, procedure in PROCEDURES.items():
        assert procedure.category in CATEGORIES, name
        assert not missing(procedure.body, PARTS), name
        assert not missing(procedure.for_part, PARTS), name
        assert not missing(procedure.for_part.values(), PROCEDURES), name
        assert not missing(procedure.for_class, {entry.drug_class for entry in DRUGS.values()}), name
        assert not missing(procedure.for_class.values(), PROCEDURES), name
    for name, diagnosis in DIAGNOSES.items():
        assert not missing(diagnosis.region, PARTS), name
        assert not missing(diagnosis.core, CORES), name
    for name, drug in DRUGS.items():
        assert not missing((*drug.contains, *drug.combined_with), DRUGS), name
    for path in CATEGORIES:
        assert path.partition(" > ")[0] in CATEGORIES, path


def test_every_core_of_diagnoses_is_used() -> None:
    assert {core for entry in DIAGNOSES.values() for core in entry.core} == set(CORES)


def test_lay_words_mean_names_of_their_kind() -> None:
    names = {
        "procedure": set(PROCEDURES),
        "drug class": drug_classes(),
        "drug": set(DRUGS),
        "diagnosis": set(DIAGNOSES),
        "body part": set(PARTS),
    }
    for phrase, entry in LAY_WORDS.items():
        assert entry.means, phrase
        assert not missing(entry.means, names[entry.kind]), phrase


def test_topics_are_of_known_sources_and_superseded_by_known_editions() -> None:
    assert missing({topic.source for topic in TOPICS}, SOURCES) == set()
    editions = {f"{topic.name} {edition.year}" for topic in TOPICS for edition in topic.editions}
    names = {topic.name for topic in TOPICS}
    for topic in TOPICS:
        for edition in topic.editions:
            assert edition.superseded_by is None or edition.superseded_by in editions | names, topic.name
            assert (edition.superseded_by is None) <= (edition.superseded_on is None), topic.name
            if edition.effective and edition.superseded_on:
                assert edition.effective < edition.superseded_on, topic.name


def test_tiers_are_those_of_the_order_of_search() -> None:
    assert {entry.tier for entry in SOURCES.values()} == {1, 2, 3, 4}
    assert {name: SOURCES[name].tier for name in ("MTUS", "ACOEM", "ODG", "AAOS", "study")} == {
        "MTUS": 1, "ACOEM": 2, "ODG": 2, "AAOS": 3, "study": 4,
    }  # fmt: skip


def procedure_terms() -> Iterable[tuple[str, str]]:
    for name, entry in PROCEDURES.items():
        for term in (*entry.terms, *entry.weak, *(f"{whom} visit" for whom in entry.visits)):
            yield name, term


def drug_terms() -> Iterable[tuple[str, str]]:
    for name, entry in DRUGS.items():
        several = (
            entry.brands,
            entry.also,
            entry.misspelt,
            entry.topical_brands,
            entry.injected_brands,
            entry.compound_brands,
        )
        for term in {name, *(term for terms in several for term in terms)}:
            yield name, term


TERMS: dict[str, Iterable[tuple[str, str]]] = {
    "body parts": [(name, term) for name, entry in PARTS.items() for term in (*entry.terms, *entry.implied_by)],
    "categories": [(name, term) for name, entry in CATEGORIES.items() for term in entry.names],
    "diagnoses": [(name, term) for name, entry in DIAGNOSES.items() for term in entry.terms],
    "cores": [(name, term) for name, terms in CORES.items() for term in terms],
    "drugs": drug_terms(),
    "lay words": [(phrase, phrase) for phrase in LAY_WORDS],
    "procedures": procedure_terms(),
    "sources": [(name, term) for name, entry in SOURCES.items() for term in entry.terms],
    "specialties": [(name, term) for name, entry in SPECIALTIES.items() for term in entry.names],
    **{
        f"topics of {source}": [(topic.name, term) for topic in TOPICS if topic.source == source for term in topic.terms]
        for source in {topic.source for topic in TOPICS}
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", TERMS)
def test_no_term_means_two_things(kind: str) -> None:
    meanings = defaultdict(set)
    for name, term in TERMS[kind]:
        assert folded(term), name
        meanings[folded(term)].add(name)
    assert {term: names for term, names in meanings.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    "word", ["in excess of", "weakness", "sessions", "uds", "stress related", "tens", "Quervain's"]
)
def test_a_folded_term_folds_to_itself(word: str) -> None:
    assert folded(folded(word)) == folded(word)


def test_procedures_hold_no_ignored_word() -> None:
    ignored = procedures.ignored_words()
    assert [term for _, term in procedure_terms() if not ignored.isdisjoint(Words(term).lower)] == []


def code_of_readers() -> str:
    return "".join(path.read_text() for path in sorted(DERIVE.glob("*.py")))


def test_every_class_of_cues_is_used_and_every_rule_s_classes_exist() -> None:
    cues = vocabulary_files.load("reasons")["cues"]
    in_rules = {name for rule in reason_rules() for name in (*rule.cues, *rule.beside, *rule.unless)}
    assert missing(in_rules, cues) == set()
    code = code_of_readers()
    assert [name for name in cues if name not in in_rules and f'"{name}"' not in code] == []
    assert [name for name in vocabulary_files.load("context") if name != "source" and f'"{name}"' not in code] == []


def test_every_reason_has_a_rule() -> None:
    assert {rule.reason for rule in reason_rules()} == set(reasons())
    assert all(reason.speaks_for in ("upheld", "overturned") and reason.help for reason in reasons().values())


def test_a_class_that_no_cue_is_of_is_told() -> None:
    with pytest.raises(KeyError):
        reason_cues().classes("here", "nowhere")
