"""The parts of the body and their sides (body_parts.toml)."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

import msgspec

from corpus.determination import Side
from corpus.vocabulary.files import entries, load
from corpus.vocabulary.words import WordTable

# How many vertebrae a region has
VERTEBRAE = {"C": 7, "T": 12, "L": 5, "S": 5}

_OTHER_TABLES = ("sides", "fused")


class BodyPartEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the body: its names, what implies it, whether it has sides, and the letter of its vertebrae."""

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


@cache
def body_parts() -> dict[str, BodyPartEntry]:
    """Return the parts of the body by name."""
    return entries("body_parts", BodyPartEntry, but=_OTHER_TABLES)


@cache
def part_terms() -> WordTable[PartTerm]:
    """Return the table of the words that name parts of the body, vertebrae among them."""
    shared = defaultdict(list)
    for name, entry in body_parts().items():
        for term in entry.shared_terms:
            shared[term].append(name)
    vertebrae = [
        (f"{letter.lower()}{number}", PartTerm((name,)))
        for letter, name in spine_parts().items()
        for number in range(1, VERTEBRAE[letter] + 1)
    ]
    return WordTable(
        [
            *vertebrae,
            *((term, PartTerm((name,))) for name, entry in body_parts().items() for term in entry.terms),
            *((term, PartTerm(tuple(names))) for term, names in shared.items()),
            *((term, PartTerm((name,), side)) for term, (side, name) in fused_parts().items()),
            *(
                (term, PartTerm((name,), implied=True))
                for name, entry in body_parts().items()
                for term in entry.implied_by
            ),
        ]
    )


@cache
def fused_parts() -> dict[str, tuple[Side, str]]:
    """Return the abbreviations that name a side and a part."""
    return msgspec.convert(load("body_parts")["fused"], dict[str, tuple[Side, str]])


@cache
def sides() -> dict[str, Side]:
    """Return the words that name a side."""
    given = msgspec.convert(load("body_parts")["sides"], dict[Side, tuple[str, ...]])
    return {term: side for side, terms in given.items() for term in terms}


@cache
def spine_parts() -> dict[str, str]:
    """Return the part of the spine that each vertebral letter belongs to; the sacrum goes with the lumbar spine."""
    parts = {entry.vertebrae: name for name, entry in body_parts().items() if entry.vertebrae}
    return {letter: parts[letter] for letter in "CTL"} | {"S": parts["L"]}
