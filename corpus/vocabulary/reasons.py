"""The reasons for which requests are refused or granted, and the wording that gives them (reasons.toml)."""

from collections import defaultdict
from functools import cache

import msgspec

from corpus.determination import Decision
from corpus.vocabulary.files import classes_of_terms, load
from corpus.vocabulary.words import WordTable


class ReasonRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence with cues of these classes in this order gives this reason (see reasons.toml)."""

    reason: str
    cues: tuple[str, ...]
    within: int = 12
    beside: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    general: bool = False


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a request was refused or granted: the decision it speaks for, and what it means."""

    speaks_for: Decision
    help: str


@cache
def reasons() -> dict[str, Reason]:
    """Return the reasons by name."""
    return msgspec.convert(load("reasons")["reasons"], dict[str, Reason])


@cache
def reason_rules() -> tuple[ReasonRule, ...]:
    """Return the rules by which a sentence gives a reason."""
    return tuple(msgspec.convert(load("reasons")["rules"], list[ReasonRule]))


@cache
def rules_by_first_cue(decision: Decision | None) -> dict[str, list[ReasonRule]]:
    """Return the rules for reasons that speak for a decision, by the class that a sentence must have first."""
    rules = defaultdict(list)
    for rule in reason_rules():
        if reasons()[rule.reason].speaks_for == decision:
            rules[rule.cues[0]].append(rule)
    return dict(rules)


@cache
def reason_cues() -> WordTable[frozenset[str]]:
    """Return the table of the wording that the rules are about: a term gives its classes."""
    return classes_of_terms(load("reasons")["cues"])
