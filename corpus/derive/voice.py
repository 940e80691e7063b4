"""Whose voice a sentence of a rationale speaks in: the verdict's, the guidelines', or the reviewer's on this case.

What separates decisions, and what records are said to hold, stands in the last alone.
"""

from enum import Enum
from functools import lru_cache

from corpus.derive.section import sentences_of
from corpus.vocabulary.cues import told
from corpus.vocabulary.reasons import reason_cues
from corpus.vocabulary.verdicts import verdict_cues, verdicts
from corpus.vocabulary.words import Words, WordTables

_SENTENCES_KEPT = 50_000
# The most characters of a sentence that are looked at
_LONGEST = 2_000
# So many words in a row between quotation marks are a quotation, and not a term.
_QUOTED = 6
_OPENING, _CLOSING = '"“', '"”'
_reason, _verdict = reason_cues().classes, verdict_cues().classes
_GENERAL, _OF_GUIDELINES = _reason("general_voice"), _reason("voice", "guideline")
_SUPPOSED, _HERE = _reason("hypothetical", "of_others"), _reason("here")
_PLAIN, _SUBJECT, _OUTCOME = _verdict("plain"), _verdict("subject"), _verdict("outcome")
_tables = WordTables(reason_cues().table, verdict_cues().table)


class Voice(Enum):
    """Whose voice a sentence speaks in."""

    VERDICT = "tells the decision"
    GUIDELINES = "tells what guidelines say, or supposes a case"
    CASE = "tells of this case"


def sentences_on_case(rationale: str) -> list[str]:
    """Return the sentences of a rationale that tell of the case, without what they quote."""
    line = _unquoted(" ".join(rationale.split()))
    return [sentence for _, sentence in sentences_of(line) if voice_of(sentence) is Voice.CASE]


@lru_cache(_SENTENCES_KEPT)
def voice_of(sentence: str) -> Voice:
    """Tell whose voice a sentence speaks in."""
    reasons, outcomes = _tables.find_all(Words(sentence[:_LONGEST]).lower)
    if told(outcomes) & _PLAIN:
        return Voice.VERDICT
    subjects = [last for classes, _, last in outcomes if classes & _SUBJECT]
    results = [first for classes, first, _ in outcomes if classes & _OUTCOME]
    if any(0 <= result - subject < verdicts().within for subject in subjects for result in results):
        return Voice.VERDICT
    classes = told(reasons)
    is_general = classes & _GENERAL or classes & _OF_GUIDELINES == _OF_GUIDELINES
    if classes & _SUPPOSED or (is_general and not classes & _HERE):
        return Voice.GUIDELINES
    return Voice.CASE


def _unquoted(line: str) -> str:
    """Return a text without its quotations. One that is not closed is left as it is."""
    kept, begin = [], 0
    while (opened := _first(line, _OPENING, begin)) >= 0:
        closed = _first(line, _CLOSING, opened + 1)
        if closed < 0:
            break
        is_quotation = line.count(" ", opened, closed) >= _QUOTED - 1
        # A stop within the quotation ends the sentence that quotes.
        stop = "." if is_quotation and line[closed - 1] in ".?!" else ""
        kept.append(line[begin:opened] + stop if is_quotation else line[begin : closed + 1])
        begin = closed + 1
    return "".join(kept) + line[begin:]


def _first(line: str, marks: str, begin: int) -> int:
    places = [place for mark in marks if (place := line.find(mark, begin)) >= 0]
    return min(places, default=-1)
