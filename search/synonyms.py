"""Other words for what a query names: drugs, procedures, diagnoses, parts of the body, guidelines, what laypeople say.

All from the vocabulary by which letters are read. What a query names is told by the same word tables, so that "pain
shots" is one thing; a name that means something else beside certain words ("PT" beside "INR") goes by those.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.vocabulary.abbreviations import abbreviations
from corpus.vocabulary.body_parts import body_parts, fused_parts
from corpus.vocabulary.diagnoses import diagnoses
from corpus.vocabulary.drugs import drugs
from corpus.vocabulary.guidelines import sources, topics
from corpus.vocabulary.lay_words import lay_words
from corpus.vocabulary.outcomes import outcomes
from corpus.vocabulary.procedures import procedures
from corpus.vocabulary.words import WordTable, folded, forms
from index.analysis import words

_COMPOUND = "topical compound"
# Shorter words of names are no names.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Sense:
    """A thing with a name in the vocabulary.

    `writings` are the names and abbreviations that mean no less and no more, in lower case. `field` is the keyword
    field that has its `name` where a letter is about it, if one does. `near` and `not_near` are words of which one
    must, or none may, stand in the query too.
    """

    name: str
    writings: tuple[str, ...]
    field: str | None = None
    near: frozenset[str] = frozenset()
    not_near: frozenset[str] = frozenset()

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
    by_writing: dict[str, dict[Sense, None]] = {}
    for writings, sense in _senses():
        for writing in writings:
            by_writing.setdefault(folded(writing), {})[sense] = None
    return WordTable({writing: tuple(senses) for writing, senses in by_writing.items()})


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
        short = tuple(term for term in terms if term == _initials(name))
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
    for entry in sources().values():
        sense = Sense(entry.name, _once(entry.name, *entry.terms))
        yield sense.writings, sense
    for topic in topics():
        # A chapter called "Knee" is no other word for a knee.
        sense = Sense(topic.name, _once(topic.name), "cited")
        yield (term for term in topic.terms if " " in term), sense
    for long, abbreviation in abbreviations().items():
        sense = Sense(long, _once(long, *abbreviation.short), near=abbreviation.near)
        yield abbreviation.short, sense
        yield (long,), Sense(long, sense.writings)
    for phrase, lay in lay_words().items():
        for name in lay.means:
            yield (phrase,), named[lay.kind, name]


def _once(*writings: str) -> tuple[str, ...]:
    """Return writings in the words that are searched for, each once."""
    return tuple(dict.fromkeys(" ".join(words(writing)) for writing in writings))


def _initials(name: str) -> str:
    return "".join(word[0] for word in words(name))
