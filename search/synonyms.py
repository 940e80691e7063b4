"""Other words for what a query names: drugs, procedures, diagnoses, parts of the body, guidelines, what laypeople say.

All from the vocabulary by which letters are read. What a query names is told by the same word tables, so that "pain
shots" is one thing; a name that means something else beside certain words ("PT" beside "INR") goes by those.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.vocabulary.abbreviations import abbreviations
from corpus.vocabulary.body_parts import body_parts, fused_parts
from corpus.vocabulary.diagnoses import diagnoses
from corpus.vocabulary.drugs import drugs
from corpus.vocabulary.guidelines import sources, topics
from corpus.vocabulary.lay_words import lay_words
from corpus.vocabulary.outcomes import outcomes
from corpus.vocabulary.procedures import procedures
from corpus.vocabulary.related_words import kinds_of_treatment, related_words
from corpus.vocabulary.words import WordTable, folded, forms
from index.analysis import stem, words

_COMPOUND = "topical compound"
# A journal is no other word for a study.
_KINDS_OF_SOURCES = frozenset({"study", "textbook"})
# Neighboring levels of the spine: "L4-5", "L4-L5"
_LEVELS = re.compile(r"([clts])(\d{1,2}) (?:\1)?(\d{1,2})")
# Shorter words of names are no names.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Sense:
    """A thing with a name in the vocabulary.

    `writings` are the names and abbreviations that mean no less and no more, in lower case. `field` is the keyword
    field that has its `name` where a letter is about it, if one does. `near` and `not_near` are words of which one
    must, or none may, stand in the query too. `lay` tells that it is reached by a phrase that letters don't use for it.
    """

    name: str
    writings: tuple[str, ...]
    field: str | None = None
    near: frozenset[str] = frozenset()
    not_near: frozenset[str] = frozenset()
    lay: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name."""
        return tuple(words(self.name))


@dataclass(frozen=True, slots=True)
class Named:
    """The words `first` to `last - 1` of a query, and what they may mean."""

    first: int
    last: int
    senses: tuple[Sense, ...]


def named_in(words: Sequence[str]) -> list[Named]:
    """Return what the words of a query name, in order: the longest names, none across another."""
    there = frozenset(words)
    found = (Named(one.first, one.last, _meant(one.value, there)) for one in _table().find(list(words)))
    return [one for one in found if one.senses]


def related_to(words: Sequence[str]) -> tuple[Sense, ...]:
    """Return the groups of words used one for another that a word is of, in any of its forms; so for levels of a spine.

    `words` are one word, or what was typed without a blank in it.
    """
    if len(words) == 1:
        return _related().get(stem(words[0]), ())
    match = _LEVELS.fullmatch(" ".join(words))
    if match is None:
        return ()
    region, upper, lower = match.groups()
    return (Sense("levels", (f"{region}{upper} {lower}", f"{region}{upper} {region}{lower}")),)


def is_kind(words: Sequence[str]) -> bool:
    """Tell whether a word behind the name of a treatment adds nothing to it but the kind of treatment that it is."""
    return len(words) == 1 and words[0] in _kinds()


@cache
def name_words() -> frozenset[str]:
    """Return the words that names are made of, but for the shortest."""
    words = {word for writings, _ in _senses() for writing in writings for word in writing.split()}
    return frozenset(form for word in words if len(word) >= _SHORTEST for form in forms(word))


def _meant(senses: Iterable[Sense], there: frozenset[str]) -> tuple[Sense, ...]:
    """Return the senses that the words beside allow: those that ask for one of them go before all others."""
    allowed = [sense for sense in senses if there.isdisjoint(sense.not_near)]
    beside = tuple(sense for sense in allowed if not there.isdisjoint(sense.near))
    return beside or tuple(sense for sense in allowed if not sense.near)


@cache
def _table() -> WordTable[tuple[Sense, ...]]:
    fold = cache(folded)
    by_writing: dict[str, list[Sense]] = {}
    for writings, sense in _senses():
        for writing in writings:
            by_writing.setdefault(fold(writing), []).append(sense)
    # Of most writings there is one sense, and hashing it takes long.
    return WordTable(
        {
            writing: tuple(dict.fromkeys(senses)) if len(senses) > 1 else tuple(senses)
            for writing, senses in by_writing.items()
        }
    )


@cache
def _kinds() -> frozenset[str]:
    # By their stems "medically necessary" would be a kind of medication.
    return frozenset(form for kind in kinds_of_treatment() for form in forms(kind))


@cache
def _related() -> dict[str, tuple[Sense, ...]]:
    by_stem: dict[str, dict[Sense, None]] = {}
    for name, entry in related_words().items():
        sense = Sense(name, _once(*entry.words))
        for word in sense.writings:
            if " " not in word:
                by_stem.setdefault(stem(word), {})[sense] = None
    return {stemmed: tuple(senses) for stemmed, senses in by_stem.items()}


def _senses() -> Iterator[tuple[Iterable[str], Sense]]:
    """Yield all senses, each with the words that have it."""
    named: dict[tuple[str, str], Sense] = {}
    # One that is told by a drug's form, and is no ingredient's
    classes = {_COMPOUND: Sense(_COMPOUND, _once(_COMPOUND), "class")}
    for name, drug in drugs().items():
        brands = (*drug.brands, *drug.topical_brands, *drug.injected_brands, *drug.compound_brands)
        writings = _once(name, *drug.also, *brands)
        named["drug", name] = sense = Sense(name, writings, "drug")
        yield writings, sense
        for drug_class in filter(None, (drug.drug_class, drug.topical, drug.injected)):
            classes.setdefault(drug_class, Sense(drug_class, _once(drug_class), "class"))
    for name, sense in classes.items():
        named["drug class", name] = sense
        yield sense.writings, sense
    for name, procedure in procedures().items():
        terms = _once(name, *procedure.terms, *procedure.weak)
        initials = _initials(name)
        short = tuple(term for term in terms if term == initials)
        sense = Sense(name, (*_once(name), *short), "procedure", not_near=procedure.not_near)
        named["procedure", name] = sense
        yield terms, sense
    for name, diagnosis in diagnoses().items():
        named["diagnosis", name] = sense = Sense(name, _once(name), "diagnosis")
        yield _once(name, *diagnosis.terms), sense
    for name, part in body_parts().items():
        named["body part", name] = sense = Sense(name, _once(name), "body")
        yield _once(name, *part.terms), sense
    for decision, outcome in outcomes().items():
        yield _once(*outcome.words), Sense(decision, (), "decision")
    for term, (side, name) in fused_parts().items():
        yield (term,), Sense(name, _once(f"{side} {name}", *body_parts()[name].terms), "body")
    for name, entry in sources().items():
        if name not in _KINDS_OF_SOURCES:
            sense = Sense(name, _once(name, *entry.terms))
            yield sense.writings, sense
    for topic in topics():
        # A chapter called "Knee" is no other word for a knee.
        sense = Sense(topic.name, _once(topic.name), "cited")
        yield (term for term in topic.terms if " " in term), sense
    yield from _abbreviated(named)
    for phrase, lay in lay_words().items():
        for name in lay.means:
            yield (phrase,), replace(named[lay.kind, name], lay=True)


def _abbreviated(named: Mapping[tuple[str, str], Sense]) -> Iterator[tuple[Iterable[str], Sense]]:
    for long, abbreviation in abbreviations().items():
        sense = Sense(long, _once(long, *abbreviation.short), near=abbreviation.near)
        # What is named by its long form is meant by the short one, too.
        things = tuple(named[kind, long] for kind in ("drug", "procedure", "diagnosis") if (kind, long) in named)
        for meant in things or (sense,):
            yield abbreviation.short, meant if not abbreviation.near else replace(meant, near=abbreviation.near)
        yield (long,), Sense(long, sense.writings)


def _once(*writings: str) -> tuple[str, ...]:
    """Return writings in the words that are searched for, each once."""
    return tuple(dict.fromkeys(" ".join(words(writing)) for writing in writings))


def _initials(name: str) -> str:
    return "".join(word[0] for word in words(name))
