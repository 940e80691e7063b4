"""Why a request was refused or granted: the reviewer's reasons, from the rationale.

The wording is data (`corpus/vocabulary/reasons.toml`): classes of cues, and rules on the order in which they stand in a
sentence. Sentences that only tell what guidelines say give no reason.
"""

from functools import lru_cache

from corpus.determination import Decision
from corpus.vocabulary.cues import Classes, Cue, told
from corpus.vocabulary.reasons import CompiledRule, compiled_rules, reason_cues
from corpus.vocabulary.words import Found, Hit, Named

_COMBINATIONS_KEPT = 50_000
_classes = reason_cues().classes
# A phrase of these classes takes their meaning from the words in it.
_NEUTRAL = _classes("neutral")
_MASKING = _classes("neutral", "red_flag", "tried")
_HERE, _HYPOTHETICAL = _classes("here"), _classes("hypothetical", "of_others")
_GENERAL_VOICE, _GUIDELINES_VOICE = _classes("general_voice"), _classes("voice", "guideline")


def reasons_given(cue_hits: list[Hit[Classes]], decision: Decision | None) -> list[Named]:
    """Return the reasons that a sentence gives for a decision, each once; the hits are all cues that it holds."""
    classes = told(cue_hits)
    if not _MASKING & classes and not _applicable(classes, decision):
        return []
    cues = [Found(*hit) for hit in cue_hits]
    if classes & _MASKING:
        cues = _unmasked(cues)
    given: dict[str, Named] = {}
    for rule in _applicable(told(cues), decision):
        if rule.reason not in given and (matched := _in_order(cues, rule)):
            given[rule.reason] = Named(rule.reason, *matched)
    return list(given.values())


def tells_of_guideline(found: Classes) -> bool:
    """Tell by the cues of a sentence whether it only says what guidelines do.

    Guidelines are told of in words that also find what they ask for: a sentence that speaks of this case names the
    patient or the request.
    """
    is_general = found & _GENERAL_VOICE or found & _GUIDELINES_VOICE == _GUIDELINES_VOICE
    return bool(is_general) and not speaks_of_case(found)


def speaks_of_case(found: Classes) -> bool:
    """Tell by the cues of a sentence whether it names the patient or the request."""
    return bool(found & _HERE)


@lru_cache(_COMBINATIONS_KEPT)
def _applicable(found: Classes, decision: Decision | None) -> tuple[CompiledRule, ...]:
    """Return the rules that a sentence with cues of these classes may satisfy."""
    is_here = not tells_of_guideline(found) and not found & _HYPOTHETICAL
    return tuple(
        rule
        for rule in compiled_rules(decision)
        if found & rule.all_cues == rule.all_cues
        and not found & rule.unless
        and (found & rule.beside or not rule.beside)
        and (is_here or rule.general)
    )


def _unmasked(cues: list[Cue]) -> list[Cue]:
    """Drop cues inside a phrase that takes their meaning away: "not" in "not only", "finding" in "red flag finding"."""
    masks = [cue for cue in cues if cue.value & _MASKING and cue.last - cue.first > 1]
    masked = {number for mask in masks for number in range(mask.first, mask.last)}
    return [cue for cue in cues if cue.first not in masked or _is_unmasked(cue, masks)]


def _is_unmasked(cue: Cue, masks: list[Cue]) -> bool:
    return not cue.value & _NEUTRAL and not any(
        mask.first <= cue.first and cue.last <= mask.last and mask is not cue for mask in masks
    )


def _in_order(cues: list[Cue], rule: CompiledRule) -> tuple[int, int] | None:
    """Return the words of the first cues that come in the rule's order, None if none do."""
    first_class = rule.cues[0]
    for number, cue in enumerate(cues):
        if cue.value & first_class:
            last = _follow(cues, number, rule, 1)
            if last is not None:
                return cue.first, last
    return None


def _follow(cues: list[Cue], number: int, rule: CompiledRule, step: int) -> int | None:
    if step == len(rule.cues):
        return cues[number].last
    for behind in range(number + 1, len(cues)):
        if cues[behind].first - cues[number].last >= rule.within:
            return None
        if cues[behind].value & rule.cues[step]:
            last = _follow(cues, behind, rule, step + 1)
            if last is not None:
                return last
    return None
