"""What separates overturned from upheld: phrases that stand on one side more often than treatment or chance explain.

Compared are samples of both sides, near-twins once; of their rationales only sentences that tell of the case. A phrase
counts once an issue, and what a letter repeats in several issues counts once. Issues are compared with those of the
same treatment, so that a phrase which merely names one is no difference. They are prior decisions, and no forecast.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from string import digits
from typing import Any

from corpus.derive.voice import sentences_on_case
from corpus.determination import Decision
from index.engine import Engine
from search.chosen import choose
from search.odds import Odds, Stratum, least_sure, log_odds
from search.phrases import Phrase, Wording, may_stand_alone, overlap, parts_of, usual_writing
from search.request import SearchRequest
from search.sample import Drawn, Sample, draw

# Issues of each side that are looked at, and that there must be with near-twins counted once
_MOST, _FEWEST = 800, 20
# Letters of its side that must have a phrase
_LEAST = 5
# How many times the odds of the other side its side has, at the least: a smaller difference helps nobody, and a single
# word says little.
_CLEAR, _CLEAR_OF_WORD = log(2), log(4)
# The share of phrases named that chance alone may explain
_BY_CHANCE = 0.05
# A phrase is shown with the words that stand beside it in so large a share of its issues.
_WHOLE = 0.8
# Longer phrases stand for a part of them if they have so large a share of its issues. Two phrases are one if they share
# so many of all issues that have them, or, where their words overlap, of those that have the rarer.
_CARRIED, _SAME, _SHARED = 0.5, 0.8, 0.5
# Issues whose writing of a phrase is looked at
_READ = 100
# Phrases shown of each side
_SHOWN = 15
# A sentence that stands in so large a share of both sides' issues, of neither so many times as often, is boilerplate.
_BOILERPLATE, _ALIKE = 0.1, 2.0
_SIDES: tuple[Decision, Decision] = ("overturned", "upheld")
_NOTHING: Mapping[Decision, Sequence["Separating"]] = dict.fromkeys(_SIDES, ())
_NO_DIGITS = dict.fromkeys(map(ord, digits))


@dataclass(frozen=True, slots=True)
class Separating:
    """A phrase that stands on one side more often: in how many issues of each, and one of that side to read.

    `log_odds` is the log of its odds ratio within treatments, above 0 where overturned issues have more.
    """

    phrase: str
    overturned: int
    upheld: int
    log_odds: float
    example: str


@dataclass(frozen=True, slots=True)
class Side:
    """The issues of one side: how many match, were looked at, and were compared (near-twins once)."""

    matching: int
    looked_at: int
    compared: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """What separates the two sides. `reason` tells why nothing is named, and is None where something is.

    `treatments` counts the treatments, each for a part of the body, with compared issues of both sides.
    """

    overturned: tuple[Separating, ...]
    upheld: tuple[Separating, ...]
    of_overturned: Side
    of_upheld: Side
    treatments: int
    reason: str | None

    def __repr__(self) -> str:
        """Return what was compared and a line a phrase, for people at a prompt or a notebook."""
        sizes = f"{self.of_overturned.compared:,} overturned and {self.of_upheld.compared:,} upheld issues compared"
        lines = [f"<Contrast: {sizes}>" if self.reason is None else f"<Contrast: nothing is named: {self.reason}>"]
        for side, phrases in zip(_SIDES, (self.overturned, self.upheld), strict=True):
            lines += (
                f"  {side}: {one.phrase!r} in {one.overturned:,} overturned, {one.upheld:,} upheld, as {one.example}"
                for one in phrases
            )
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return what `imr stats --contrast --json` prints of it."""
        return {
            "overturned": list(map(_separating_json, self.overturned)),
            "upheld": list(map(_separating_json, self.upheld)),
            "sample": {
                side: {"matching": of.matching, "looked_at": of.looked_at, "compared": of.compared}
                for side, of in (("overturned", self.of_overturned), ("upheld", self.of_upheld))
            },
            "treatments": self.treatments,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class _Compared:
    """An issue as it is compared."""

    id: str
    letter: str
    treatment: str
    wording: Wording


def contrast(engine: Engine, request: SearchRequest) -> Contrast:
    """Tell what separates the overturned from the upheld issues that a request finds.

    Raises:
        BadRequest: a filter names an unknown field, or a value that its field can't have.
    """
    where = choose(engine, request).where
    samples = {side: draw(engine, where, side, _MOST) for side in _SIDES}
    few = [f"{len(samples[side].issues):,} {side}" for side in _SIDES if len(samples[side].issues) < _FEWEST]
    if few:
        reason = f"only {' and '.join(few)} issues can be compared; {_FEWEST} of each are needed"
        return _contrast(samples, _NOTHING, 0, reason)
    told = {side: _told(samples[side].issues) for side in _SIDES}
    boilerplate = _boilerplate(told)
    sides = {side: _compared(samples[side].issues, told[side], boilerplate) for side in _SIDES}
    sizes = {side: Counter(issue.treatment for issue in sides[side]) for side in _SIDES}
    shared = sizes["overturned"].keys() & sizes["upheld"].keys()
    comparable = min(sum(sizes[side][treatment] for treatment in shared) for side in _SIDES)
    if comparable < _FEWEST:
        reason = f"only {comparable:,} issues are of treatments decided both ways; {_FEWEST} of each side are needed"
        return _contrast(samples, _NOTHING, len(shared), reason)
    named = _Comparison(sides, sizes).named()
    silent = None if any(named.values()) else "no phrase stands on one side more often than chance explains"
    return _contrast(samples, named, len(shared), silent)


def _contrast(
    samples: Mapping[Decision, Sample],
    named: Mapping[Decision, Sequence[Separating]],
    treatments: int,
    reason: str | None,
) -> Contrast:
    of = {side: Side(one.matching, one.looked_at, len(one.issues)) for side, one in samples.items()}
    overturned, upheld = (tuple(named[side]) for side in _SIDES)
    return Contrast(overturned, upheld, of["overturned"], of["upheld"], treatments, reason)


def _told(issues: Iterable[Drawn]) -> list[dict[str, str]]:
    """Return the sentences of each issue that tell of the case, by what is the same of them wherever they are used.

    What its letter said in an issue before is left out.
    """
    said: defaultdict[str, set[str]] = defaultdict(set)
    told = []
    for one in issues:
        sentences = {_plain(sentence): sentence for sentence in sentences_on_case(one.rationale)}
        told.append({plain: sentences[plain] for plain in sentences if plain not in said[one.letter]})
        said[one.letter].update(sentences)
    return told


def _plain(sentence: str) -> str:
    return sentence.translate(_NO_DIGITS).lower()


def _boilerplate(told: Mapping[Decision, list[dict[str, str]]]) -> frozenset[str]:
    """Return the sentences that stand in very many issues of both sides, of neither far more often."""
    one, other = (
        {plain: count / len(issues) for plain, count in Counter(chain.from_iterable(issues)).items()}
        for issues in told.values()
    )
    return frozenset(
        plain
        for plain in one.keys() & other.keys()
        if min(one[plain], other[plain]) >= max(_BOILERPLATE, max(one[plain], other[plain]) / _ALIKE)
    )


def _compared(issues: Sequence[Drawn], told: Sequence[dict[str, str]], boilerplate: frozenset[str]) -> list[_Compared]:
    wordings = (Wording(sentences[plain] for plain in sentences if plain not in boilerplate) for sentences in told)
    return [
        _Compared(one.id, one.letter, _treatment(one), wording) for one, wording in zip(issues, wordings, strict=True)
    ]


def _treatment(one: Drawn) -> str:
    """Return what an issue is compared by: the procedure, the drug, else the category; and the part of the body."""
    about = one.issue.about
    named = about.procedure or next(iter(about.drugs), None) or about.category
    part = about.body_parts[0].part if about.body_parts else ""
    return f"{named.name if named else ''} {part}"


class _Comparison:
    """The phrases of both sides, and where they stand."""

    def __init__(self, sides: Mapping[Decision, list[_Compared]], sizes: Mapping[Decision, Counter[str]]) -> None:
        self._sides, self._sizes = sides, sizes
        self._issues = sum(map(len, sides.values()))
        phrases = {side: [issue.wording.phrases() for issue in issues] for side, issues in sides.items()}
        counts = {side: Counter(chain.from_iterable(those)) for side, those in phrases.items()}
        tried = {
            phrase
            for one in counts.values()
            for phrase, count in one.items()
            if count >= _LEAST and may_stand_alone(phrase)
        }
        # The issues that have each phrase, by side, as numbers
        self._having: dict[Phrase, dict[Decision, set[int]]] = {
            phrase: {side: set() for side in _SIDES} for phrase in tried
        }
        for side, those in phrases.items():
            for number, each in enumerate(those):
                for phrase in tried & each:
                    self._having[phrase][side].add(number)

    def named(self) -> dict[Decision, tuple[Separating, ...]]:
        """Return the phrases of each side that neither chance nor treatments explain, the surest first."""
        odds = {phrase: self._odds(phrase) for phrase in self._having}
        least = least_sure((one.z for one in odds.values()), _BY_CHANCE)
        named: dict[Decision, tuple[Separating, ...]] = {}
        for side, sign in zip(_SIDES, (1, -1), strict=True):
            sure = [
                phrase
                for phrase, one in odds.items()
                if sign * one.z >= least
                and sign * one.log_ratio >= (_CLEAR if " " in phrase else _CLEAR_OF_WORD)
                and self._is_frequent(phrase, side)
            ]
            sure.sort(key=lambda phrase: (-abs(odds[phrase].z), -phrase.count(" "), phrase))
            sure = self._whole(sure, side)
            named[side] = tuple(self._separating(phrase, side, odds[phrase]) for phrase in self._telling(sure, side))
        return named

    def _odds(self, phrase: Phrase) -> Odds:
        one, other = (
            Counter(self._sides[side][number].treatment for number in self._having[phrase][side]) for side in _SIDES
        )
        of_one, of_other = (self._sizes[side] for side in _SIDES)
        treatments = one.keys() | other.keys()
        strata = (Stratum(of_one[name], of_other[name], one[name], other[name]) for name in sorted(treatments))
        return log_odds(strata, self._issues)

    def _is_frequent(self, phrase: Phrase, side: Decision) -> bool:
        return len({self._sides[side][number].letter for number in self._having[phrase][side]}) >= _LEAST

    def _whole(self, sure: Sequence[Phrase], side: Decision) -> list[Phrase]:
        """Return instead of each phrase the longest with it that nearly all of its issues have, each once."""
        whole = {phrase: phrase for phrase in sure}
        for phrase in sorted(self._having, key=lambda one: (-one.count(" "), one)):
            for part in parts_of(phrase):
                if whole.get(part) == part and self._times(phrase, side) >= _WHOLE * self._times(part, side):
                    whole[part] = phrase
        return list(dict.fromkeys(whole.values()))

    def _times(self, phrase: Phrase, side: Decision) -> int:
        return len(self._having[phrase][side])

    def _telling(self, sure: Sequence[Phrase], side: Decision) -> list[Phrase]:
        """Return the first phrases that say each something else, the longer ones rather than their parts."""
        having = {phrase: self._having[phrase][side] for phrase in sure}
        with_longer: defaultdict[Phrase, set[int]] = defaultdict(set)
        for phrase in sure:
            for part in parts_of(phrase):
                with_longer[part] |= having[phrase]
        telling: list[Phrase] = []
        for phrase in sure:
            is_carried = len(with_longer[phrase]) >= _CARRIED * len(having[phrase])
            if not is_carried and not any(_is_same(phrase, other, having) for other in telling):
                telling.append(phrase)
            if len(telling) == _SHOWN:
                break
        return telling

    def _separating(self, phrase: Phrase, side: Decision, odds: Odds) -> Separating:
        having = self._having[phrase]
        issues = [self._sides[side][number] for number in sorted(having[side])]
        written = usual_writing(phrase, (issue.wording for issue in issues[:_READ]))
        overturned, upheld = (len(having[one]) for one in _SIDES)
        return Separating(written, overturned, upheld, odds.log_ratio, issues[0].id)


def _is_same(phrase: Phrase, other: Phrase, having: Mapping[Phrase, set[int]]) -> bool:
    """Tell whether two phrases stand in the same issues, or in many of the same if their words overlap."""
    shared = len(having[phrase] & having[other])
    fewer = min(len(having[phrase]), len(having[other]))
    both = len(having[phrase]) + len(having[other]) - shared
    return shared >= _SAME * both or (shared >= _SHARED * fewer and overlap(phrase, other))


def _separating_json(one: Separating) -> dict[str, Any]:
    return {
        "phrase": one.phrase,
        "overturned": one.overturned,
        "upheld": one.upheld,
        "log_odds": round(one.log_odds, 3),
        "example": one.example,
    }
