"""The reasons for which requests are refused or granted, and the wording that gives them (reasons.toml)."""

from functools import cache

import msgspec

from corpus.determination import Decision
from corpus.vocabulary.cues import Classes, Cues
from corpus.vocabulary.files import load


class ReasonRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence with cues of these classes in this order gives this reason (see reasons.toml)."""

    reason: str
    cues: tuple[str, ...]
    within: int = 12
    beside: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    general: bool = False


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a request was refused or granted: the decision it speaks for, what it means, and the question it answers.

    Reasons that answer the same `question` in either way have the same; None where no other does.
    """

    speaks_for: Decision
    help: str
    question: str | None = None


@cache
def reasons() -> dict[str, Reason]:
    """Return the reasons by name."""
    return msgspec.convert(load("reasons")["reasons"], dict[str, Reason])


@cache
def reason_rules() -> tuple[ReasonRule, ...]:
    """Return the rules by which a sentence gives a reason."""
    return tuple(msgspec.convert(load("reasons")["rules"], list[ReasonRule]))


@cache
def reason_cues() -> Cues:
    """Return the wording that the rules are about."""
    return Cues(load("reasons")["cues"])


class CompiledRule(msgspec.Struct, frozen=True):
    """A rule in the classes that a sentence is compared with."""

    reason: str
    cues: tuple[Classes, ...]
    within: int
    all_cues: Classes
    beside: Classes
    unless: Classes
    general: bool


@cache
def compiled_rules(decision: Decision | None) -> tuple[CompiledRule, ...]:
    """Return the rules for reasons that speak for a decision."""
    classes = reason_cues().classes
    return tuple(
        CompiledRule(
            rule.reason,
            tuple(classes(cue) for cue in rule.cues),
            rule.within,
            classes(*set(rule.cues)),
            classes(*rule.beside),
            classes(*rule.unless),
            rule.general,
        )
        for rule in reason_rules()
        if reasons()[rule.reason].speaks_for == decision
    )
