"""What can be in dispute: the treatments of the data files, compiled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from corpus.composer.guidelines import Cite, cite
from corpus.composer.phrases import (
    Phrase,
    Sentence,
    capital,
    compile_all,
    compile_phrase,
    compile_sentences,
    load,
    slots_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.composer.conditions import Condition

FILES: Final = ("diagnostics", "pharmacy", "therapies", "procedures", "equipment", "services")
REGIONAL: Final = frozenset({"part", "area", "limb", "limbs", "side", "level"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a treatment was denied or granted: sentences for the rationale, and for the summary what they rest on.

    `when` must all hold (each a set of alternatives) and none of `unless`, among the tags of condition and dispute.
    `says` are tags for what the sentences state, so that others in the letter need not contradict them.
    """

    when: tuple[frozenset[str], ...]
    unless: frozenset[str]
    says: frozenset[str]
    note: tuple[Sentence, ...]
    why: tuple[Sentence, ...]

    def fits(self, tags: frozenset[str]) -> bool:
        """Whether the reason makes sense where these tags hold."""
        return _hold(self.when, self.unless, tags)


@dataclass(frozen=True, slots=True)
class Product:
    """A drug as prescribed; `brand` may be empty; an amount of digits alone is a count (#60).

    `ingredient` is the name that issues bear; `drug_class` is empty where it is that of the category. `years` are
    those in which it could be prescribed. `both` is brand and generic name together, where there are both.
    """

    brand: str
    generic: str
    both: str
    ingredient: str
    drug_class: str
    strengths: tuple[str, ...]
    amounts: tuple[str, ...]
    sig: str
    years: range


class Title(NamedTuple):
    """A heading of a treatment, used where the tag `guard` holds (after "!": does not), and what it names."""

    guard: str
    phrase: Phrase
    slots: frozenset[str]
    category: str
    procedure: str
    part: str

    def fits(self, tags: frozenset[str]) -> bool:
        """Whether the heading makes sense where these tags hold."""
        guard = self.guard
        return not guard or (guard[1:] not in tags if guard[0] == "!" else guard in tags)


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity, so that caches may take them
class Treatment:
    """A treatment that can be in dispute; `overturned` is the chance, in percent, that its denial is overturned.

    `family` is the state's category without the subcategory; `guarded` says that not all titles fit everywhere.
    It is `regional` where it is asked for a part of the body, `various` where it can be several drugs or procedures.
    """

    key: str
    category: str
    family: str
    kind: str
    where: tuple[frozenset[str], ...]
    unless: frozenset[str]
    weight: float
    overturned: float
    titles: tuple[Title, ...]
    guarded: bool
    cites: tuple[Cite, ...]
    reviewers: str
    criterion: tuple[Phrase, ...]
    denied: tuple[Reason, ...]
    granted: tuple[Reason, ...]
    drug_class: str
    drugs: tuple[Product, ...]
    schedules: tuple[tuple[int, int], ...]
    counts: tuple[int, ...]
    limit: int
    weaning: bool
    associated: tuple[str, ...]
    dependent: bool
    regional: bool
    various: bool

    def headings(self, tags: frozenset[str]) -> Sequence[Title]:
        """The headings that can be used where these tags hold."""
        return [title for title in self.titles if title.fits(tags)] if self.guarded else self.titles

    def suits(self, tags: frozenset[str]) -> bool:
        """Whether the treatment can be asked for where these tags hold."""
        return _hold(self.where, self.unless, tags)


def _hold(when: tuple[frozenset[str], ...], unless: frozenset[str], tags: frozenset[str]) -> bool:
    """Whether the tags hold one of each set of `when`, and none of `unless`."""
    if not unless.isdisjoint(tags):
        return False
    for any_of in when:  # noqa: SIM110 - a letter asks this a dozen times, and `all` takes twice as long
        if any_of.isdisjoint(tags):
            return False
    return True


@cache
def treatments() -> dict[str, Treatment]:
    """All treatments by key."""
    return {
        key: _treatment(key, entry)
        for name in FILES
        for key, entry in load(name).items()
        if isinstance(entry, dict) and "category" in entry
    }


@cache
def prescribed(treatment: Treatment, year: int) -> tuple[Product, ...]:
    """The treatment's drugs that could be prescribed in a year."""
    return tuple(drug for drug in treatment.drugs if year in drug.years)


@cache
def candidates(condition: Condition, time: frozenset[str]) -> tuple[tuple[Treatment, ...], tuple[float, ...]]:
    """Treatments that can be asked for in a condition, dependent services apart, and their cumulated weights."""
    tags = condition.tags | time
    found = tuple(t for t in treatments().values() if t.weight > 0 and t.suits(tags))
    return found, tuple(accumulate(t.weight for t in found))


def product(text: str) -> Product:
    """The Product in "brand | generic | strengths | amounts | directions | more", lists being split at commas."""
    brand, generic, strengths, amounts, sig, *rest = map(str.strip, text.split("|"))
    generic = generic or brand
    more = {"years": "-", "name": generic.split(" ")[0].split("/")[0].lower(), "class": ""}
    for option in rest[0].split(";") if rest else ():
        name, given, value = option.strip().rpartition("=")
        more[name if given else "years"] = value
    since, _, until = more["years"].partition("-")
    return Product(
        brand=brand,
        generic=generic,
        both=capital(generic) if brand in ("", generic) else f"{brand} ({generic})",
        ingredient=more["name"],
        drug_class=more["class"],
        strengths=tuple(strengths.split(",")),
        amounts=tuple(amounts.split(",")),
        sig=sig,
        years=range(int(since or 0), int(until or 9998) + 1),
    )


def _conditions(texts: list[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(text.split("|")) for text in texts)


def _reason(entry: dict[str, Any]) -> Reason:
    note = entry.get("note", [])
    return Reason(
        when=_conditions(entry.get("when", [])),
        unless=frozenset(entry.get("unless", [])),
        says=frozenset(entry.get("says", [])),
        note=compile_sentences([note] if isinstance(note, str) else note),
        why=compile_sentences(entry["why"]),
    )


def _title(text: str, entry: dict[str, Any]) -> Title:
    """The Title in "guard? heading => procedure | category @ part"; what it does not say, the treatment does."""
    heading, _, says = text.partition(" => ")
    says, _, part = says.partition(" @ ")
    procedure, _, category = says.partition(" | ")
    guard, mark, rest = heading.partition("? ")
    phrase = compile_phrase(rest if mark else heading)
    return Title(
        guard=guard if mark else "",
        phrase=phrase,
        slots=frozenset(slots_of(phrase)),
        category=category or entry["category"],
        procedure=procedure or entry.get("procedure", ""),
        part=part or entry.get("part", ""),
    )


def _treatment(key: str, entry: dict[str, Any]) -> Treatment:
    drugs = tuple(map(product, entry.get("drugs", [])))
    titles = tuple(_title(text, entry) for text in entry.get("titles") or load("pharmacy")["titles"])
    return Treatment(
        key=key,
        category=entry["category"],
        family=entry["category"].split(" >")[0],
        kind=entry.get("kind", "medication" if drugs else "treatment"),
        where=_conditions(entry.get("where", [])),
        unless=frozenset(entry.get("unless", [])),
        weight=entry.get("weight", 1.0),
        overturned=entry.get("overturned", 8.0),
        titles=titles,
        guarded=any(title.guard for title in titles),
        cites=tuple(map(cite, entry.get("cites", []))),
        reviewers=entry.get("reviewers", "general"),
        criterion=compile_all(entry.get("criterion", [])),
        denied=tuple(map(_reason, entry.get("denied", []))),
        granted=tuple(map(_reason, entry.get("granted", []))),
        drug_class=entry.get("class", key),
        drugs=drugs,
        schedules=tuple((times, weeks) for times, weeks in entry.get("schedules", [])),
        counts=tuple(entry.get("counts", [])),
        limit=entry.get("limit", 0),
        weaning=entry.get("weaning", False),
        associated=tuple(entry.get("associated", [])),
        dependent=entry.get("dependent", False),
        regional=any(title.slots & REGIONAL for title in titles),
        various=len({one.ingredient for one in drugs} or {title.procedure for title in titles}) > 1,
    )


@cache
def usual_drugs() -> tuple[tuple[Treatment, Product], ...]:
    """Every drug with the treatment of its class, for medication lists."""
    return tuple((t, d) for t in treatments().values() for d in t.drugs)
