"""The clinical case summary: what happened, what hurts, what was found, tried, asked for and denied."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from corpus.composer.asides import free_topics
from corpus.composer.names import words
from corpus.composer.phrases import Sentence, chance, compile_sentences, expand, flowing, listed, load, pick, some
from corpus.composer.treatments import usual_drugs

if TYPE_CHECKING:
    from corpus.composer.case import Case
    from corpus.composer.dispute import Dispute
    from corpus.composer.names import Inventing
    from corpus.composer.phrases import Draw
    from corpus.composer.rationale import Decided

RETIRED: Final = 62  # years
TELL_OF_WORK: Final = ("work", "duty", "job")  # notes with these words say how things are at work
NAMING_CARE: Final = 0.35  # share of summaries that name a physician, and below an employer
NAMING_EMPLOYER: Final = 0.2
LEAST_TOLD: Final = 2  # topics told by the way, of which there may be two more
IN_GENERAL: Final = 0.4  # share of summaries that also tell of complaints or habits in a common wording
HISTORY: Final = frozenset({"background", "allergy", "habits"})  # topics that the sentences of [general] are about
LONGEST_LIST: Final = 4  # medications, beyond those in dispute
# Classes a medication list draws its other entries from, by what the patient suffers from.
USUAL_CLASSES: Final = {
    "neuropathic": ("anti-epilepsy", "opioid", "muscle-relaxant", "nsaid"),
    "psych": ("antidepressant", "sedative"),
    "headache": ("antimigraine", "nsaid"),
    "msk": ("nsaid", "muscle-relaxant", "nsaid", "opioid"),
}


@cache
def _pool(name: str) -> tuple[Sentence, ...]:
    return compile_sentences(load("summary")[name])


@cache
def past_diagnoses() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Words of the past history, with the diagnoses that they state."""
    return _stating(_pool("general"))


@cache
def past_illnesses() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Words of what is told of the background, with the diagnoses that they state."""
    return _stating(words("illness"))


def _stating(sentences: tuple[Sentence, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((wording, one.diagnoses) for one in sentences if one.diagnoses for wording in one.phrase)


@cache
def _drugs_of(drug_class: str, year: int) -> tuple[str, ...]:
    return tuple(
        f"{drug.brand or drug.generic} {strength}".strip()
        for treatment, drug in usual_drugs()
        if treatment.drug_class == drug_class and year in drug.years
        for strength in drug.strengths
    )


def medications(case: Case, disputes: list[Dispute], draw: Draw) -> tuple[tuple[str, ...], frozenset[str]]:
    """The medication list of a case, those in dispute included, and the tags ("med:nsaid") of their classes."""
    names, classes = [], set()
    for dispute in disputes:
        treatment = dispute.treatment
        if treatment.kind == "medication" and not treatment.dependent and "drug" in dispute.values:
            names.append(f"{dispute.values['drug']} {dispute.values['strength']}".strip())
            classes.add(treatment.drug_class)
    tags = case.presents[0].tags
    usual = next((found for tag, found in USUAL_CLASSES.items() if tag in tags), ())
    for drug_class in usual:
        if (
            len(names) < LONGEST_LIST
            and chance(draw, 0.33)
            and drug_class not in classes
            and (known := _drugs_of(drug_class, case.dates.visit.year))
        ):
            names.append(pick(known, draw))
            classes.add(drug_class)
    return tuple(names), frozenset(f"med:{drug_class}" for drug_class in classes)


def summarize(case: Case, decided: list[Decided], meds: tuple[str, ...], draw: Draw) -> str:
    """The summary in one line, single spaces."""
    main = case.presents[0]
    values = case.asides.slots
    prior = [load("conditions")["prior"][key] for present in case.presents for key in present.prior]
    values |= {
        "diagnoses": listed([name for present in case.presents for name in present.diagnoses]),
        "complaints": listed([name for present in case.presents for name in present.complaints[:3]]),
        "findings": listed([name for present in case.presents for name in present.findings]),
        "prior": listed(list(dict.fromkeys(prior))) if prior else "",
        "meds": listed(meds) if meds else "",
    }

    def say(name: str) -> str:
        pool = _pool(name)
        phrase = pool[int(draw() * len(pool))].phrase
        return phrase[int(draw() * len(phrase))] % values

    notes = dict.fromkeys(note for one in decided for note in one.notes)
    background = [say("diagnoses"), *(f"{present.study}." for present in case.presents if present.study)]
    if prior:
        background.append(say("prior"))
    background.append(say("meds" if meds else "nomeds"))
    if chance(draw, NAMING_CARE):
        background.append(say("care"))
    seen = [say("complaints"), say("findings")]
    worse = any("worse" in one.says for one in decided)
    unchanged = all(one.decision == "upheld" for one in decided)
    aside = _aside(decided, draw)
    background += [case.asides[topic] for topic in aside if topic in HISTORY]
    seen += [case.asides[topic] for topic in aside if topic not in HISTORY]
    if chance(draw, IN_GENERAL):
        general = next((f"general_{tag}" for tag in ("spine", "msk", "psych") if tag in main.tags), "course")
        seen.append(say("course" if unchanged and chance(draw, 0.3) else general))
    if HISTORY.isdisjoint(aside) and chance(draw, 0.5):
        background.append(say("general"))
    middle = [*background, *seen] if chance(draw, 0.5) else [*seen, *background]
    head = [say("opening")]
    if chance(draw, 0.75):
        head.append(say("mechanism"))
    if chance(draw, NAMING_EMPLOYER):
        head.append(say("employer"))
    old = case.age is not None and case.age > RETIRED and chance(draw, 0.5)
    told = " ".join(notes)
    work = [] if worse or any(word in told for word in TELL_OF_WORK) else [say("retired" if old else "work")]
    sentences = [*head, *middle, *notes, *work, *_requests(values, decided, draw)]
    return flowing(sentences)


def _aside(decided: list[Decided], draw: Draw) -> tuple[str, ...]:
    """The topics that a summary tells by the way: neighbours, from one on."""
    free = free_topics(frozenset([one.dispute.treatment.family for one in decided]))
    return some(free, LEAST_TOLD + int(draw() * 3), draw)


def _requests(values: Inventing, decided: list[Decided], draw: Draw) -> list[str]:
    """What was asked for and denied: named in full once, in the denial or, where the denial is short, in the plan."""
    requests = dict.fromkeys(one.dispute.asked for one in decided)
    values["requests"] = listed(list(requests))
    denial, plan = pick(_pool("denial"), draw).phrase, pick(_pool("plan"), draw).phrase
    if len(requests) > 1 or chance(draw, 0.4):
        these = pick(load("summary")["these_many" if len(requests) > 1 else "these_one"], draw)
        return [expand(plan, values, draw), expand(denial, {**values, "requests": these}, draw)]
    return [expand(denial, values, draw)]
