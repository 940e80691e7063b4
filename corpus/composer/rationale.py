"""The issues as decided: decision, guidelines cited, rationale, and what the summary must say for it to make sense."""

from __future__ import annotations

import random
from functools import cache, lru_cache
from itertools import cycle
from typing import TYPE_CHECKING, Final

import msgspec

from corpus.composer.asides import free_topics, remark
from corpus.composer.guidelines import Cite, Statement, guideline, in_force
from corpus.composer.names import Inventing
from corpus.composer.phrases import (
    Phrase,
    Sentence,
    capital,
    chance,
    compile_sentences,
    expand,
    flowing,
    load,
    pick,
    some,
)

if TYPE_CHECKING:
    import datetime as dt

    from corpus.composer.case import Case
    from corpus.composer.dispute import Dispute
    from corpus.composer.letter import Decision
    from corpus.composer.phrases import Draw
    from corpus.composer.treatments import Reason, Treatment

LENIENCE: Final = 1.5  # multiplies the treatments' chances of being overturned
LONG: Final = 0.2  # share of rationales that go through the whole case
RAMBLING: Final = 0.03  # share of those that lose themselves in its history and in studies
MOST_DIGRESSIONS: Final = 12
REMARKING: Final = 0.3  # share of the others with a remark on one of these topics, and below with a study
REMARKS: Final = ("records", "reasoning", "lessons")
STUDIOUS: Final = 0.12
DRAWN: Final = 100  # numbers that make up a wording in stock; few take more, and begin again
SECOND_FACT: Final = 0.4  # share of the others that mention two facts of it and not one
WITH_SURGERY: Final = 0.85  # share of the services granted along with their surgery
SENTENCES_IN_ONE: Final = 7  # longer rationales may be printed as two paragraphs
ONE_MOOD: Final = 0.6  # share of a letter's issues that are decided in one mood


class Decided(msgspec.Struct, frozen=True, gc=False):
    """A dispute as decided, with the guideline statements of the claims administrator and of the reviewer.

    `notes` are sentences for the summary, `paragraphs` the rationale as printed.
    `reasons` are the keys of the reasons that the rationale gives; `stated` pairs sentences of either with the names of
    the diagnoses that they state. `says` are the tags of what they tell ("worse": the condition has progressed).
    `falls` says that a service falls with its surgery.
    """

    dispute: Dispute
    decision: Decision
    administrator: Statement
    reviewer: Statement
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...]
    reasons: tuple[str, ...]
    stated: tuple[tuple[str, tuple[str, ...]], ...] = ()
    says: frozenset[str] = frozenset()
    falls: bool = False


@cache
def _pool(name: str) -> tuple[Sentence, ...]:
    return compile_sentences(load("rationale")["sentences"][name])


def decide(disputes: list[Dispute], case: Case, taken: frozenset[str], draw: Draw) -> list[Decided]:
    """Decide each dispute; `taken` are tags of the medications on record ("med:nsaid").

    A service that depends on a surgery goes the way of the surgery.
    """
    mood = draw()
    decided: list[Decided] = []
    said: frozenset[str] = frozenset()
    for dispute in disputes:
        luck = mood if chance(draw, ONE_MOOD) else draw()
        parent = decided[dispute.parent] if dispute.parent is not None else None
        if parent and parent.decision == "upheld":
            decided.append(_refused_with(parent, dispute, case, draw))
            continue
        tags = dispute.tags | taken - {f"med:{dispute.treatment.drug_class}"}
        share = dispute.treatment.overturned * LENIENCE * (0.6 if "modified" in tags else 1.0)
        overturned = 100 * luck < share or (parent is not None and luck < WITH_SURGERY)
        known = _known(dispute, case) | said
        reasons = _fitting(dispute.treatment.granted, tags, known) if overturned else []
        decision: Decision = "overturned" if reasons else "upheld"
        if not reasons:
            denied = dispute.treatment.denied
            reasons = _fitting(denied, tags, known) or _fitting(denied, tags, frozenset())
        decided.append(_reasoned(dispute, decision, reasons, case, draw))
        said |= decided[-1].says
    return decided


def _known(dispute: Dispute, case: Case) -> frozenset[str]:
    """Tags of what the summary tells of the patient's other conditions: treatment had, and spasm."""
    if len(case.presents) == 1:
        return frozenset()
    others = [present for present in case.presents if present is not dispute.present]
    had = {f"had:{key}" for present in others for key in present.prior}
    return frozenset(had.union(*(present.tags & {"spasm"} for present in others)))


def _fitting(reasons: tuple[Reason, ...], tags: frozenset[str], known: frozenset[str]) -> list[Reason]:
    """The reasons that fit the tags of a dispute and do not contradict what else the letter says."""
    return [reason for reason in reasons if reason.unless.isdisjoint(known) and reason.fits(tags)]


def _reasoned(dispute: Dispute, decision: Decision, fitting: list[Reason], case: Case, draw: Draw) -> Decided:
    treatment, day = dispute.treatment, case.dates.decision
    # Reviewers reuse their paragraphs: one seed, one wording, whoever the patient is.
    choose = draw if dispute.wording is None else _stock(treatment.key, dispute.wording)
    reason = pick(fitting, choose)
    cites = _placed(dispute)
    guide = _guide(cites, day, choose)
    values = Inventing(dispute.values, choose)
    values["guide"], values["Guide"] = guide, capital(guide)
    reasons: list[str] = []
    stated: list[tuple[str, tuple[str, ...]]] = []

    def say(sentence: Sentence, draw: Draw) -> str:
        """A wording of the sentence, its slots open: they are filled in all sentences at once."""
        wording = sentence.phrase[int(draw() * len(sentence.phrase))]
        reasons.extend(sentence.reasons)
        if sentence.diagnoses:
            stated.append((wording % values, sentence.diagnoses))
        return wording

    def generic(name: str) -> str:
        pool = _pool(name)
        return say(pool[int(choose() * len(pool))], choose)

    notes = tuple([say(note, draw) % values for note in reason.note[:1]])
    opening = [generic("opener")] if chance(choose, 0.3) else []
    thorough = choose() if not treatment.dependent else 1.0
    opening += _criterion(treatment.criterion, choose, whole=thorough < LONG)
    body = []
    if thorough < LONG:
        values |= dispute.present.review(choose)
        body.append(generic("review"))
    elif thorough < 1:
        body += [generic(name) for name in ("fact", "more")[: 1 + chance(choose, SECOND_FACT)]]
    body += [say(why, choose) for k, why in enumerate(reason.why) if not k or chance(choose, 0.75)]
    if "modified" in dispute.tags and decision == "upheld":
        body.append(generic("modified_drug" if treatment.drugs else "modified_sessions"))
    body.append(generic("denied" if decision == "upheld" else "granted"))
    if treatment.weaning and decision == "upheld" and chance(choose, 0.5):
        body.append(generic("weaning"))
    if not treatment.dependent:
        body[1:1] = [
            text.replace("%", "%%") for text in _digressions(dispute, case, values, rambling=thorough < RAMBLING)
        ]
    parted = len(opening) + len(body) > SENTENCES_IN_ONE and chance(draw, 0.3)
    paragraphs = (opening, body) if parted and opening else (opening + body,)
    return Decided(
        dispute,
        decision,
        _administrators(cites, case, draw),
        guideline(cites if chance(draw, 0.4) else cites[:1], "reviewer", day, case.form.labels, draw, vague=0.08),
        tuple([flowing([" ".join(sentences) % values]) for sentences in paragraphs]),
        notes,
        tuple(reasons),
        tuple(stated),
        reason.says,
    )


def _digressions(dispute: Dispute, case: Case, values: Inventing, *, rambling: bool) -> list[str]:
    """What a rationale says besides: mostly nothing, and in a rambling one much."""
    choose = values.draw
    if not rambling:
        aside = choose()
        if aside >= STUDIOUS + REMARKING:
            return []
        topic = "studies" if aside < STUDIOUS else pick(REMARKS, choose)
        return [remark(topic, dispute.present.tags, values)]
    told = some(free_topics(frozenset([dispute.treatment.family])), 2 + int(choose() * 5), choose)
    digressions = [case.asides[topic] for topic in told]
    for _ in range(2 + int(choose() * choose() * MOST_DIGRESSIONS)):
        digressions += [remark(topic, dispute.present.tags, values) for topic in (*REMARKS, "studies")]
    return digressions


def _criterion(criterion: tuple[Phrase, ...], choose: Draw, *, whole: bool) -> list[str]:
    """One to four of the treatment's sentences on what the guideline asks, in their order, their slots open."""
    if whole:
        return [pick(phrase, choose) for phrase in criterion]
    keep = 1 + chance(choose, 0.65) + chance(choose, 0.3) + chance(choose, 0.1)
    first = int(choose() * max(1, len(criterion) - keep + 1))
    return [pick(phrase, choose) for phrase in criterion[first : first + keep]]


def _refused_with(parent: Decided, dispute: Dispute, case: Case, draw: Draw) -> Decided:
    """A service whose surgery was refused: most cite nothing, and all say that much."""
    cites = _placed(parent.dispute) if chance(draw, 0.2) else ()
    sentence = pick(_pool("dependent"), draw)
    return Decided(
        dispute,
        "upheld",
        _administrators(cites, case, draw),
        guideline(cites, "reviewer", case.dates.decision, case.form.labels, draw),
        (expand(sentence.phrase, dispute.values, draw),),
        (),
        sentence.reasons,
        falls=True,
    )


def _administrators(cites: tuple[Cite, ...], case: Case, draw: Draw) -> Statement:
    if chance(draw, 0.172):
        cites = ()
    elif chance(draw, 0.35):
        cites = cites[-1:]
    return guideline(cites, "administrator", case.dates.decision, case.form.labels, draw, vague=0.35)


def _placed(dispute: Dispute) -> tuple[Cite, ...]:
    """The treatment's citations with the region's topic and chapter, or the drug's page, filled in."""
    values = dispute.values
    return _filled(
        dispute.treatment,
        values["topic"],
        values["odg_chapter"],
        values["special"],
        values.get("generic", ""),
    )


@cache
def _filled(treatment: Treatment, topic: str, chapter: str, special: str, generic: str) -> tuple[Cite, ...]:
    page = generic.replace("/", "-").replace(" ", "-")
    slots = {"{topic}": topic, "{odg_chapter}": chapter, "{special}": special, "{generic}": generic, "{page}": page}

    def fill(text: str) -> str:
        for slot, value in slots.items():
            text = text.replace(slot, value)
        return text

    works = load("guidelines")["works"]
    return tuple(
        Cite(
            fill(c.topic),
            fill(c.section),
            fill(c.pages),
            fill(works[c.section]["text"] if c.topic == "other" else c.later),
        )
        for c in treatment.cites
    )


def _guide(cites: tuple[Cite, ...], day: dt.date, choose: Draw) -> str:
    """How the rationale names the first source cited."""
    topic = cites[0].topic if cites else "other"
    if topic == "other":
        name = "guide_none"
    elif topic == "odg" or not (name_in_force := in_force(topic, day)):
        name = "guide_odg"
    else:
        name = "guide_disorders" if name_in_force.style == "later" else "guide_mtus"
    return str(pick(load("rationale")["sentences"][name], choose))


def _stock(key: str, wording: int) -> Draw:
    """The draws that make up wording number `wording` of a treatment."""
    return cycle(_drawn(key, wording)).__next__


@lru_cache(maxsize=2048)
def _drawn(key: str, wording: int) -> tuple[float, ...]:
    # To seed a generator takes a fortieth of the time that a letter does, and most wordings are used again.
    draw = random.Random(f"{key}/{wording}").random
    return tuple([draw() for _ in range(DRAWN)])
