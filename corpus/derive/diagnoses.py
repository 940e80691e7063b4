"""What the patient suffers from, as the summary and the rationale tell it.

A condition counts where the letter says that this patient has it: not where it is denied, suspected or to be ruled out,
and not in what guidelines say of patients in general. Pains and moods count only where the letter lists them as a
diagnosis.
"""

import re
from collections.abc import Callable, Iterator

from corpus.vocabulary.body_parts import PartTerm
from corpus.vocabulary.cues import Classes, Cue, told
from corpus.vocabulary.diagnoses import DiagnosisTerm, condition_cues, diagnoses
from corpus.vocabulary.words import Found, Hit, Named, Words, longest

# How far a denial or a doubt reaches, in words: "no evidence of fracture, dislocation or instability".
_REACH = 12
# How far from its core the body part of a condition may stand: "sprain of ligaments of the lumbar spine".
_NEAR = 8
# The words between a condition and a part right before it: "lumbar spine sprain", "shoulder joint pain"
_BESIDE = 2
# The words between the parts of a list: "cervical, thoracic and lumbar strain"
_LINKS = frozenset("and & or to the right left bilateral both rt lt spine joint area region of upper lower".split())
_LEADS_TO_PART = frozenset("of in to at on involving affecting over".split())
_classes = condition_cues().classes
_PATIENT, _OTHERS, _TURNS, _LISTS, _ENDS = map(_classes, ("patient", "others", "turns", "lists", "ends"))
_DENIAL_OF_NEXT, _DENIED_BEHIND = _classes("denial_of_next"), _classes("denied_behind")
_DENIALS = _classes("denial", "doubt", "denial_of_next")
_CLAUSE_END = re.compile("[;:.]")
_LIST_MARK = re.compile("[,;:.]")
_ALTERNATIVES = frozenset({"or", "nor"})


def conditions_had(
    words: Words,
    condition_hits: list[Hit[DiagnosisTerm]],
    cue_hits: list[Hit[Classes]],
    part_hits: list[Hit[PartTerm]],
    *,
    of_patient: bool,
) -> list[Named]:
    """Return the conditions that a sentence says this patient has.

    The hits are all that its words hold of conditions, cues and parts of the body. A sentence that is not sure to be
    `of_patient`, as those of a rationale, counts only if it names the patient.
    """
    cues = longest(cue_hits)
    classes = told(cues)
    if not (of_patient or classes & _PATIENT):
        return []
    conditions = longest(condition_hits)
    if not classes & _LISTS:
        conditions = [condition for condition in conditions if not condition.value.symptom]
    had: list[Named] = []
    for condition in conditions:
        listed = bool(classes & _LISTS) and _is_listed(condition, cues)
        if (condition.value.symptom and not listed) or not _is_had(condition, cues, words):
            continue
        named = _named(condition, words, longest(part_hits) if condition.value.by_region else [])
        had += [one for one in named if listed or not diagnoses()[one.name].symptom]
    return had


def _is_had(condition: Found[DiagnosisTerm], cues: list[Cue], words: Words) -> bool:
    """Tell whether nothing denies or doubts a condition, or tells it of others."""
    for cue in reversed(cues):
        if cue.first >= condition.last:
            if cue.value & _DENIED_BEHIND and cue.first == condition.last:
                return False
        elif cue.first < condition.first:
            if cue.value & _OTHERS:
                return False
            if condition.first - cue.last > _REACH:
                continue
            if cue.value & _TURNS:
                # What comes before this word reaches no further, save what is said of others.
                return not any(earlier.value & _OTHERS for earlier in cues if earlier.first < cue.first)
            if cue.value & _DENIALS and _reaches(cue, condition, words):
                return False
    return True


def _reaches(cue: Cue, condition: Found[DiagnosisTerm], words: Words) -> bool:
    """Tell whether a denial or doubt goes on up to a condition."""
    between = words.between(cue.last, condition.first)
    if _CLAUSE_END.search(between):
        return False
    if not cue.value & _DENIAL_OF_NEXT or "," not in between:
        return True
    return not _ALTERNATIVES.isdisjoint(words.lower[cue.last : condition.last + _REACH])


def _is_listed(condition: Found[DiagnosisTerm], cues: list[Cue]) -> bool:
    for cue in reversed(cues):
        if cue.first < condition.first:
            if cue.value & _LISTS:
                return True
            if cue.value & _ENDS:
                return False
    return False


def _named(condition: Found[DiagnosisTerm], words: Words, parts: list[Found[PartTerm]]) -> Iterator[Named]:
    """Yield what a condition is called, and the words that say so: several names, where it is one of several parts."""
    by_region = condition.value.by_region or {}
    told: set[str] = set()
    for part in _parts_beside(condition, words, parts) if by_region else ():
        for name in [by_region[region] for region in part.value.parts if region in by_region]:
            if name not in told:
                told.add(name)
                yield Named(name, min(part.first, condition.first), max(part.last, condition.last))
    if not told and condition.value.name:
        yield Named(condition.value.name, condition.first, condition.last)


def _parts_beside(condition: Found[DiagnosisTerm], words: Words, parts: list[Found[PartTerm]]) -> list[Found[PartTerm]]:
    """Return the parts beside a condition: right before it ("neck strain"), or behind ("strain of the neck").

    Where none is, the only part that its sentence names ("MRI of the lumbar spine showed a disc protrusion"), if the
    condition says something by itself, as a pain or an injury does not.
    """
    behind = words.lower[condition.last : condition.last + 1]
    leads_on = bool(behind) and behind[0] in _LEADS_TO_PART
    beside = _chain(reversed(parts), lambda part: (part.last, condition.first), words, _BESIDE)
    if beside and _LIST_MARK.search(words.between(beside[0].last, condition.first)):
        # "... of the left hand; pain in the right arm"
        beside = []
    if leads_on and (not beside or beside[0].last < condition.first):
        beside = _chain(iter(parts), lambda part: (condition.last, part.first), words, _NEAR)
    if beside or not condition.value.name:
        return beside
    return parts[:1] if len({part.value.parts for part in parts}) == 1 else []


def _chain(
    parts: Iterator[Found[PartTerm]],
    gap: Callable[[Found[PartTerm]], tuple[int, int]],
    words: Words,
    reach: int,
) -> list[Found[PartTerm]]:
    """Return the first part within reach of a condition, and those that are listed with it, going away from it.

    `gap` gives the words between a part and the condition: the word behind the one and the first of the other.
    """
    chain: list[Found[PartTerm]] = []
    for part in parts:
        first, last = gap(part)
        if last < first:
            continue
        if chain:
            # What is between this part and the one before it in the list
            nearer = chain[-1]
            first, last = (part.last, nearer.first) if part.first < nearer.first else (nearer.last, part.first)
            if part.value.implied or not _LINKS.issuperset(words.lower[first:last]):
                break
            if words.lower[max(0, part.first - 1)] in _LEADS_TO_PART and part.first < nearer.first:
                # "disc protrusion at L5-S1, left knee sprain"
                break
        elif last - first > reach:
            break
        chain.append(part)
    return chain
