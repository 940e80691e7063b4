"""Why a request was refused or granted: the reviewer's reasons, from the rationale.

The wording is data (`corpus/vocabulary/reasons.toml`): classes of cues, and rules on the order in which they stand in a
sentence. Sentences that only tell what guidelines say give no reason.
"""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from corpus.derive.section import Section
from corpus.determination import Decision, Finding
from corpus.vocabulary.reasons import ReasonRule, reason_cues, reasons, rules_by_first_cue
from corpus.vocabulary.words import Found

_Cue = Found[frozenset[str]]

_CLASSES_KEPT = 50_000
# Classes of phrases whose words are no cues of their own
_MASKING = frozenset({"neutral", "red_flag", "tried"})


def read_reasons(rationale: Section, decision: Decision | None) -> tuple[Finding, ...]:
    """Return the reasons that a rationale gives, each once, in the order of the sentences."""
    cues = _unmasked(reason_cues().find_all(rationale.words.lower))
    firsts = [cue.first for cue in cues]
    found: dict[str, Finding] = {}
    begin = 0
    for last_word in rationale.sentence_starts[1:]:
        end = bisect_left(firsts, last_word)
        sentence = cues[begin:end]
        begin = end
        for rule in _applicable(frozenset[str]().union(*(cue.value for cue in sentence)), decision):
            if rule.reason not in found and (matched := _in_order(sentence, rule)):
                found[rule.reason] = Finding(rule.reason, *rationale.span(*matched))
    return tuple(found.values())


@lru_cache(_CLASSES_KEPT)
def _applicable(classes: frozenset[str], decision: Decision | None) -> tuple[ReasonRule, ...]:
    """Return the rules that a sentence with cues of these classes may satisfy."""
    by_cue = rules_by_first_cue(decision)
    return tuple(rule for first in classes for rule in by_cue.get(first, ()) if _may_apply(rule, classes))


def _may_apply(rule: ReasonRule, classes: frozenset[str]) -> bool:
    if not classes.issuperset(rule.cues) or not classes.isdisjoint(rule.unless):
        return False
    if rule.beside and classes.isdisjoint(rule.beside):
        return False
    if rule.general:
        return True
    # Guidelines are told of in words that also find what they ask for: a sentence that does must name the patient or
    # the request. So must a grant.
    is_general = "general_voice" in classes or classes.issuperset(("voice", "guideline"))
    is_here = "here" in classes or (reasons()[rule.reason].speaks_for == "upheld" and not is_general)
    return is_here and "hypothetical" not in classes


def _unmasked(found: Iterable[_Cue]) -> list[_Cue]:
    """Drop cues inside a phrase that takes their meaning away: "not" in "not only", "finding" in "red flag finding"."""
    cues = list(found)
    masks = [cue for cue in cues if not cue.value.isdisjoint(_MASKING)]
    masked = {number for mask in masks for number in range(mask.first, mask.last)}
    return [cue for cue in cues if cue.first not in masked or _is_unmasked(cue, masks)]


def _is_unmasked(cue: _Cue, masks: list[_Cue]) -> bool:
    return "neutral" not in cue.value and not any(
        mask.first <= cue.first and cue.last <= mask.last and mask is not cue for mask in masks
    )


def _in_order(cues: list[_Cue], rule: ReasonRule) -> tuple[int, int] | None:
    """Return the words of the first cues that come in the rule's order, None if none do."""
    for number, cue in enumerate(cues):
        if rule.cues[0] in cue.value:
            last = _follow(cues, number, rule, 1)
            if last is not None:
                return cue.first, last
    return None


def _follow(cues: list[_Cue], number: int, rule: ReasonRule, step: int) -> int | None:
    if step == len(rule.cues):
        return cues[number].last
    for behind in range(number + 1, len(cues)):
        if cues[behind].first - cues[number].last >= rule.within:
            return None
        if rule.cues[step] in cues[behind].value:
            last = _follow(cues, behind, rule, step + 1)
            if last is not None:
                return last
    return None
