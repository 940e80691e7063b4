"""What patients suffer from: the conditions of the data file, and how one patient has one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import msgspec

from corpus.composer.dates import printed
from corpus.composer.phrases import (
    Phrase,
    Sentence,
    capital,
    chance,
    compile_all,
    compile_sentence,
    compile_sentences,
    expand,
    listed,
    load,
    pick,
    slots_of,
    some,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.composer.dates import Dates
    from corpus.composer.phrases import Draw

# What an examination measures: degrees, and scores of the Beck inventories of depression and anxiety.
MEASURES: Final = {
    "flexion": ("30", "35", "40", "45", "50", "55"),
    "extension": ("5", "10", "15"),
    "rotation": ("40", "45", "50", "55", "60"),
    "slr": ("40", "45", "50", "55", "60"),
    "abduction": ("70", "80", "90", "100", "110", "120"),
    "kneeflexion": ("95", "100", "105", "110", "115", "120"),
    "bdi": ("18", "21", "24", "26", "29", "31", "33"),
    "bai": ("16", "19", "22", "25", "28", "31"),
}
# How bad the pain is, each in three writings.
PAINS: Final = tuple((f"{low}/10", f"{low} out of 10", f"{low}-{low + 2}/10") for low in range(3, 7))
HAS_HAD: Final = ("Treatment has included", "Earlier treatment consisted of", "Care so far has included")


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity, so that caches may take them
class Condition:
    """A condition as the data files describe it: its region's slots (`place`), tags and phrases."""

    key: str
    place: Mapping[str, str]
    group: str
    days: tuple[int, int]
    tags: frozenset[str]
    diagnoses: tuple[Sentence, ...]
    complaints: tuple[Phrase, ...]
    findings: tuple[Phrase, ...]
    measures: tuple[tuple[str, tuple[str, ...]], ...]
    studies: tuple[tuple[str, Sentence], ...]
    prior: tuple[str, ...]


class Present(msgspec.Struct, frozen=True, gc=False):
    """A condition as one patient has it: its side, and the words chosen for it throughout the letter.

    `stated` pairs words with the names of the diagnoses that they state wherever they are printed.
    """

    condition: Condition
    tags: frozenset[str]
    values: Mapping[str, str]
    diagnoses: tuple[str, ...]
    complaints: tuple[str, ...]
    findings: tuple[str, ...]
    study: str
    prior: tuple[str, ...]
    stated: tuple[tuple[str, tuple[str, ...]], ...]

    def review(self, draw: Draw) -> dict[str, str]:
        """The slots of a sentence that goes through the whole case."""
        had = listed([load("conditions")["prior"][key] for key in self.prior]) if self.prior else ""
        return {
            "diagnoses": listed(self.diagnoses),
            "complaints": listed(self.complaints),
            "findings": listed(self.findings),
            "Study": f"{self.study}." if self.study else "",
            "Prior": f"{pick(HAS_HAD, draw)} {had}." if had else "",
        }


@cache
def conditions() -> tuple[tuple[Condition, ...], tuple[float, ...]]:
    """All conditions, and their cumulated weights."""
    data = load("conditions")
    found, weights = [], []
    for entry in data["conditions"]:
        place = dict(data["regions"][entry["region"]])
        region_tags = place.pop("tags")
        group = next((tag for tag in ("spine", "upper", "lower") if tag in region_tags), region_tags[0])
        findings = compile_all(entry["findings"])
        named = set().union(*map(slots_of, findings))
        found.append(
            Condition(
                key=entry["key"],
                place={"odg_chapter": place.pop("odg"), **place},
                group=group,
                days=tuple(entry["days"]),
                tags=frozenset(region_tags) | frozenset(entry["tags"]) | {entry["key"]},
                diagnoses=compile_sentences(entry["diagnoses"]),
                complaints=compile_all(entry["complaints"]),
                findings=findings,
                measures=tuple((name, choices) for name, choices in MEASURES.items() if name in named),
                studies=tuple(
                    (tag, compile_sentence(text)) for tag, text in (study.split("|", 1) for study in entry["studies"])
                ),
                prior=tuple(entry["prior"]),
            )
        )
        weights.append(entry["weight"])
    return tuple(found), tuple(accumulate(weights))


@cache
def mechanisms() -> dict[str, tuple[Phrase, ...]]:
    """How injuries happen, by group of regions."""
    return {group: compile_all(texts) for group, texts in load("conditions")["mechanisms"].items()}


def together(first: Condition, other: Condition) -> bool:
    """Whether one patient can have both, with findings that do not contradict each other."""
    if "msk" not in other.tags or "crps" in other.tags or other.place["part"] == first.place["part"]:
        return False
    both = first.tags | other.tags
    return first.place["limbs"] != other.place["limbs"] or not {"nonradicular", "neuropathic"} <= both


@cache
def _placed(condition: Condition, side: str) -> dict[str, str]:
    """The slots of the condition's region, with the side filled in."""
    values = {name: text.replace("{side}", side) for name, text in condition.place.items()}
    region = condition.place["part"].split(" ")[0]
    return {**values, "side": side, "region": region, "Region": capital(region)}


def draw_present(
    condition: Condition,
    side: str,
    shared: Mapping[str, str],
    always: frozenset[str],
    dates: Dates,
    style: int,
    draw: Draw,
) -> Present:
    """The condition as a patient of these `dates` has it; `shared` slots and `always` tags are the patient's own."""
    pains = PAINS[int(draw() * len(PAINS))]
    values = {
        **shared,
        **_placed(condition, side),
        "pain": pick(pains, draw),
        **{name: pick(choices, draw) for name, choices in condition.measures},
    }
    gap = (dates.visit - dates.injury).days
    study_day = dates.visit - dt.timedelta(days=5 + int(draw() * min(gap - 7, 500)))
    values["study"] = printed(study_day, style)
    study, more = "", []
    shows: tuple[str, ...] = ()
    if condition.studies and chance(draw, 0.7):
        tag, (phrase, _, shows) = pick(condition.studies, draw)
        study = expand(phrase, values, draw)
        more.append(tag)
    keep = 2 + int(draw() * 3)
    start = int(draw() * 2)
    prior = condition.prior[start : start + keep]
    named = some(condition.diagnoses, 2 + int(draw() * 2), draw)
    diagnoses = tuple([expand(name.phrase, values, draw) for name in named])
    complaints = tuple([expand(one, values, draw) for one in some(condition.complaints, 2 + int(draw() * 2), draw)])
    findings = tuple([expand(one, values, draw) for one in some(condition.findings, 3 + int(draw() * 3), draw)])
    if "spasm" in " ".join((*diagnoses, *complaints, *findings)):
        more.append("spasm")
    shown = int(draw() * len(findings))
    values |= {
        "diagnosis": diagnoses[0],
        "complaint": complaints[0],
        "complaint2": complaints[1],
        "finding": findings[shown],
        "finding2": findings[shown - 1],
    }
    stated = [(words, name.diagnoses) for words, name in zip(diagnoses, named, strict=True)]
    if shows:
        stated.append((study, shows))
    tags = condition.tags.union(always, more, [f"had:{key}" for key in prior])
    return Present(condition, tags, values, diagnoses, complaints, findings, study, prior, tuple(stated))
