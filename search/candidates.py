"""Which issues are worth comparing with a dispute: the clause that an engine ranks them by."""

from collections.abc import Iterable, Iterator

from corpus.determination import About
from corpus.vocabulary.reasons import reasons
from index.analysis import tokenize
from index.engine import Engine
from index.fields import DEFAULT_FIELDS
from index.query import AnyOf, AtLeast, BestOf, Clause, Phrase, Prefer, Term

# How much it counts that an issue is about the same
_PROCEDURE, _DRUG, _CLASS, _CATEGORY, _BODY, _DIAGNOSIS, _REASON = 6.0, 6.0, 3.0, 2.0, 4.0, 1.5, 1.0
# The words that tell most, and the share of them that must stand in an issue where no treatment is known
_MOST_WORDS, _LEAST_FOUND = 24, 0.1
_SECTIONS = tuple(field for field in DEFAULT_FIELDS if field.name in ("treatment", "rationale", "summary", "text"))


def candidates_clause(engine: Engine, about: About, stems: Iterable[str]) -> Clause:
    """Return a clause for issues that ask for the same kind of treatment, and rather share what else is told.

    Where no treatment is known, they must share some of the words.
    """
    words = list(_words(engine, stems))
    kind = list(_kind(about))
    if kind:
        return Prefer(AnyOf(tuple(kind)), (*_circumstances(about), *words))
    least = max(1, round(_LEAST_FOUND * len(words)))
    return Prefer(AtLeast(least, tuple(words)), tuple(_circumstances(about))) if words else AnyOf(())


def _kind(about: About) -> Iterator[Clause]:
    if about.procedure:
        yield _leaf("procedure", about.procedure.name, _PROCEDURE)
    for drug in about.drugs:
        yield _leaf("drug", drug.name, _DRUG)
    for drug_class in dict.fromkeys(drug.drug_class for drug in about.drugs):
        yield _leaf("class", drug_class, _CLASS)
    if about.category:
        yield _leaf("category", about.category.name, _CATEGORY)


def _circumstances(about: About) -> Iterator[Clause]:
    for part in dict.fromkeys(part.part for part in about.body_parts):
        yield _leaf("body", part, _BODY)
    for diagnosis in about.diagnoses:
        yield _leaf("diagnosis", diagnosis.name, _DIAGNOSIS)
    for name in _answers(reason.name for reason in about.reasons):
        yield _leaf("reason", name, _REASON)


def _answers(given: Iterable[str]) -> list[str]:
    """Return reasons, and those that answer the same questions the other way."""
    names = frozenset(given)
    questions = {reasons()[name].question for name in names} - {None}
    return [name for name, reason in reasons().items() if name in names or reason.question in questions]


def _words(engine: Engine, stems: Iterable[str]) -> Iterator[Clause]:
    """Yield the rarest words that the index has."""
    # Asked of the engine itself: what a user pastes is not to stay among an index's words.
    counted = {stem: max(engine.frequency(field.name, stem) for field in _SECTIONS) for stem in stems}
    for stem in sorted(filter(counted.__getitem__, counted), key=lambda one: (counted[one], one))[:_MOST_WORDS]:
        yield BestOf(tuple(Term(field.name, stem, field.weight) for field in _SECTIONS))


def _leaf(field: str, name: str, weight: float) -> Clause:
    stems = tuple(token.stem for token in tokenize(name))
    return Term(field, stems[0], weight) if len(stems) == 1 else Phrase(field, stems, weight)
