"""What prose tells: a summary's diagnoses, a rationale's diagnoses and reasons.

Sentences are read one by one, and what each tells is kept: reviewers repeat themselves, and quote the same guidelines.
"""

from collections.abc import Iterable
from typing import NamedTuple

from corpus.derive.diagnoses import conditions_had
from corpus.derive.reasons import reasons_given, speaks_of_case, tells_of_guideline
from corpus.derive.section import Section
from corpus.determination import Decision, Finding
from corpus.kept import kept
from corpus.vocabulary.body_parts import part_terms
from corpus.vocabulary.cues import told
from corpus.vocabulary.diagnoses import condition_cues, diagnosis_terms
from corpus.vocabulary.guidelines import source_terms
from corpus.vocabulary.reasons import reason_cues
from corpus.vocabulary.words import Named, Words, WordTables

_SENTENCES_KEPT = 50_000
# A name, and its span in the sentence
_Spanned = tuple[str, int, int]

_of_diagnoses = diagnosis_terms(), condition_cues().table, part_terms()
_summary_terms = WordTables(*_of_diagnoses)
_rationale_terms = WordTables(*_of_diagnoses, reason_cues().table)


class Told(NamedTuple):
    """What a section tells, each where it is first told."""

    diagnoses: tuple[Finding, ...] = ()
    reasons: tuple[Finding, ...] = ()


def read_summary(summary: Section) -> Told:
    """Return the diagnoses that a summary tells of its patient."""
    had = [(begin, _summary_sentence(sentence)) for begin, sentence in summary.sentences]
    return Told(_first_told(summary, had))


def read_rationale(rationale: Section, decision: Decision | None) -> Told:
    """Return the diagnoses and reasons that a rationale tells; only sentences that name the patient tell diagnoses."""
    said = [(begin, _rationale_sentence(sentence, decision)) for begin, sentence in rationale.sentences]
    return Told(
        _first_told(rationale, ((begin, diagnoses) for begin, (diagnoses, _) in said)),
        _first_told(rationale, ((begin, reasons) for begin, (_, reasons) in said)),
    )


def read_story(story: Section, decision: Decision) -> Told:
    """Return what a text that is no letter tells: its patient's diagnoses, and reasons that speak for a decision."""
    sentences = [(begin, sentence) for begin, sentence in story.sentences if not is_guideline(sentence)]
    reasons = ((begin, _rationale_sentence(sentence, decision)[1]) for begin, sentence in sentences)
    had = ((begin, _summary_sentence(sentence)) for begin, sentence in sentences)
    return Told(_first_told(story, had), _first_told(story, reasons))


def reasons_in(sentence: str, decision: Decision | None) -> tuple[tuple[str, int, int], ...]:
    """Return the reasons that a sentence of a rationale gives for a decision, each with its span."""
    return _rationale_sentence(sentence, decision)[1]


@kept(_SENTENCES_KEPT)
def is_guideline(sentence: str) -> bool:
    """Tell whether a sentence only says what guidelines do, or cites one, and speaks of no patient or request."""
    words = Words(sentence).lower
    cues = told(reason_cues().table.find(words))
    return tells_of_guideline(cues) or (not speaks_of_case(cues) and bool(source_terms().find(words)))


def _first_told(section: Section, said: Iterable[tuple[int, tuple[_Spanned, ...]]]) -> tuple[Finding, ...]:
    spans: dict[str, tuple[int, int]] = {}
    for begin, named in said:
        for name, start, end in named:
            if name not in spans:
                spans[name] = (begin + start, begin + end)
    return tuple([Finding(name, *section.span(*span)) for name, span in spans.items()])


@kept(_SENTENCES_KEPT)
def _summary_sentence(sentence: str) -> tuple[_Spanned, ...]:
    words = Words(sentence)
    if not diagnosis_terms().may_be_in(words.lower):
        return ()
    conditions, cues, parts = _summary_terms.find_all(words.lower)
    return _spanned(words, conditions_had(words, conditions, cues, parts, of_patient=True)) if conditions else ()


@kept(_SENTENCES_KEPT)
def _rationale_sentence(sentence: str, decision: Decision | None) -> tuple[tuple[_Spanned, ...], tuple[_Spanned, ...]]:
    words = Words(sentence)
    conditions, cues, parts, cues_of_reasons = _rationale_terms.find_all(words.lower)
    had = conditions_had(words, conditions, cues, parts, of_patient=False) if conditions else []
    return _spanned(words, had), _spanned(words, reasons_given(cues_of_reasons, decision))


def _spanned(words: Words, named: list[Named]) -> tuple[_Spanned, ...]:
    return tuple([(name, *words.span(first, last)) for name, first, last in named]) if named else ()
