"""How alike two disputes are, from what each is about and from the words of its own case: a weighted mean of parts.

A part counts only if the first dispute says it: what it leaves open can't be unlike. Each part is from 0 to 1.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from corpus.determination import About, BodyPart, Drug, Finding
from corpus.vocabulary.body_parts import body_parts
from corpus.vocabulary.reasons import reasons

# The weights of the parts
TREATMENT, BODY, DIAGNOSES, REASONS, GUIDELINES, WORDS = 4.0, 2.0, 0.5, 1.0, 0.5, 2.0
# Of the same subcategory; of the same category; a drug of the same class; the same ingredient in another form
_SUBCATEGORY, _CATEGORY, _DRUG_CLASS, _OTHER_FORM = 0.5, 0.15, 0.75, 0.4
# The same part on the other side; a part of the same group, as two of the spine are; where the other says no part
_OTHER_SIDE, _SAME_GROUP, _NOT_SAID = 0.9, 0.4, 0.3
# Two texts about one thing seldom share more of their words than this.
_MOST_SHARED = 0.35


@dataclass(frozen=True, slots=True)
class Dispute:
    """What is compared: what a dispute is about, and the stems of its telling words."""

    about: About
    stems: frozenset[str]

    @property
    def questions(self) -> frozenset[str]:
        """What its reasons answer: "not tried" and "failed" are answers to one question."""
        return frozenset(question_of(reason.name) for reason in self.about.reasons)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How alike another dispute is: in all, and in the treatment (None where the first names none)."""

    score: float
    treatment: float | None


class Rarity:
    """How much words tell within a pool of disputes: what all of them say tells nothing."""

    def __init__(self, pool: Sequence[frozenset[str]]) -> None:
        """Count in how many disputes of the pool each stem stands."""
        counts = Counter(chain.from_iterable(pool))
        self._unseen = math.log(len(pool) + 1)
        self._seen = {stem: self._unseen - math.log(count + 1) for stem, count in counts.items()}

    def __getitem__(self, stem: str) -> float:
        return self._seen.get(stem, self._unseen)

    def squares(self, stems: Iterable[str]) -> float:
        """Return the sum of the squares of the stems' rarities: of a text's stems, that of its length as a vector."""
        return math.fsum([rarity * rarity for rarity in map(self.__getitem__, stems)])


def question_of(reason: str) -> str:
    """Return the question that a reason answers: its own name where no other answers it."""
    return reasons()[reason].question or reason


def resemblance(ours: Dispute, theirs: Dispute, rarity: Rarity) -> Resemblance:
    """Return how alike another dispute is to ours."""
    one, other = ours.about, theirs.about
    treatment = _treatment(one, other)
    parts = [
        (TREATMENT, treatment),
        (BODY, _bodies(one.body_parts, other.body_parts)),
        (DIAGNOSES, _shared(_names(one.diagnoses), _names(other.diagnoses))),
        (REASONS, _shared(ours.questions, theirs.questions)),
        (GUIDELINES, _shared(_cited(one), _cited(other))),
        (WORDS, _words(ours.stems, theirs.stems, rarity)),
    ]
    said = [(weight, part) for weight, part in parts if part is not None]
    total = math.fsum(weight for weight, _ in said)
    score = math.fsum(weight * part for weight, part in said) / total if total else 0.0
    return Resemblance(score, treatment)


def _treatment(one: About, other: About) -> float | None:
    """Compare what is asked for: procedures and drugs by name, then classes and categories."""
    if one.category is None:
        return None
    if one.procedure and other.procedure and one.procedure.name == other.procedure.name:
        return 1.0
    alike = _drugs(one.drugs, other.drugs)
    if other.category is None:
        return alike
    category = _SUBCATEGORY if one.category.name == other.category.name else 0.0
    if one.category.name.partition(" > ")[0] == other.category.name.partition(" > ")[0]:
        category = max(category, _CATEGORY)
    return max(alike, category)


def _drugs(ours: Sequence[Drug], theirs: Sequence[Drug]) -> float:
    if not ours or not theirs:
        return 0.0
    best = [max(_drug(drug, other) for other in theirs) for drug in ours]
    # Half by the drug that is most alike: what goes with it seldom decides.
    return (max(best) + math.fsum(best) / len(best)) / 2


def _drug(one: Drug, other: Drug) -> float:
    if one.name == other.name:
        return 1.0 if one.drug_class == other.drug_class else _OTHER_FORM
    return _DRUG_CLASS if one.drug_class == other.drug_class else 0.0


def _bodies(ours: Sequence[BodyPart], theirs: Sequence[BodyPart]) -> float | None:
    if not ours:
        return None
    if not theirs:
        return _NOT_SAID
    best = [max(_part(part, other) for other in theirs) for part in ours]
    return math.fsum(best) / len(best)


def _part(one: BodyPart, other: BodyPart) -> float:
    if one.part == other.part:
        differ = one.side and other.side and one.side != other.side
        return _OTHER_SIDE if differ else 1.0
    return _SAME_GROUP if body_parts()[one.part].group == body_parts()[other.part].group else 0.0


def _names(findings: Iterable[Finding]) -> frozenset[str]:
    return frozenset(finding.name for finding in findings)


def _cited(about: About) -> frozenset[tuple[str, str | None]]:
    return frozenset((cited.source, cited.topic) for cited in about.guidelines)


def _shared(ours: AbstractSet[Hashable], theirs: AbstractSet[Hashable]) -> float | None:
    """Return how much of two sets is in both (their cosine)."""
    if not ours:
        return None
    return len(ours & theirs) / math.sqrt(len(ours) * len(theirs)) if theirs else 0.0


def _words(ours: frozenset[str], theirs: frozenset[str], rarity: Rarity) -> float | None:
    lengths = math.sqrt(rarity.squares(ours) * rarity.squares(theirs))
    return min(1.0, rarity.squares(ours & theirs) / lengths / _MOST_SHARED) if lengths else None
