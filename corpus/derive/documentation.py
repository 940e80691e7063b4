"""What a rationale says the records hold, and what it says is missing in them, by the kinds of documentation.toml."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from corpus.derive.voice import sentences_on_case
from corpus.vocabulary.cues import Classes, told
from corpus.vocabulary.documentation import KindTerm, documentation_kinds, documentation_terms, documentation_words
from corpus.vocabulary.reasons import reason_cues
from corpus.vocabulary.words import Found, Hit, Words, WordTables

_SENTENCES_KEPT = 50_000
# A denial reaches so many words ahead, and so many back ...
_AHEAD, _BACK = 9, 4
# ... but through the whole sentence if words of documentation stand so near behind it.
_OF_RECORDS, _WHOLE = 4, 1_000
# ... and not beyond a word that turns the sentence.
_TURNS = frozenset({"but", "however", "although", "though", "while", "because", "despite", "yet"})
_reason, _word = reason_cues().classes, documentation_words().classes
_NEGATION, _NEUTRAL, _DOCUMENTED, _HERE = map(_reason, ("negation", "neutral", "documentation", "here"))
_PLAIN, _TELLS, _SUPPOSES = map(_word, ("plain", "tells", "supposes"))
_tables = WordTables(documentation_words().table, reason_cues().table)
# Where words stand, from the first to behind the last
_Span = tuple[int, int]


class Documentation(NamedTuple):
    """Kinds of documentation: those that a rationale cites, and those that it says are missing."""

    cited: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def documentation_of(rationale: str, procedure: str | None) -> Documentation:
    """Return what a rationale says of documentation. What it both cites and misses is cited.

    `procedure` is that of the issue: what is asked for is no document because it is named.
    """
    told_of = [one for sentence in sentences_on_case(rationale) for one in _told(sentence)]
    kinds = documentation_kinds()
    told_of = [(kind, cited) for kind, cited in told_of if procedure not in kinds[kind].but_for]
    cited = frozenset(kind for kind, is_cited in told_of if is_cited)
    return Documentation(cited, frozenset(kind for kind, _ in told_of) - cited)


@lru_cache(_SENTENCES_KEPT)
def _told(sentence: str) -> tuple[tuple[str, bool], ...]:
    """Return the kinds that a sentence names, each with whether it says that the records hold it."""
    words = Words(sentence).lower
    named = documentation_terms().find(words)
    if not named:
        return ()
    beside, cues = _tables.find_all(words)
    if not told(cues) & _HERE and (not told(beside) & _TELLS or told(beside) & _SUPPOSES):
        return ()
    plain = _spans(beside, _PLAIN)
    terms = [
        term
        for term in named
        if _is_beside(term.value, told(beside)) and not any(_reaches(one, term, words, _AHEAD) for one in plain)
    ]
    denials = _denials(cues)
    return tuple((term.value.kind, not _is_denied(term, denials, words)) for term in terms)


def _is_beside(term: KindTerm, there: Classes) -> bool:
    return term.beside is None or bool(there & _word(term.beside))


def _spans(cues: Iterable[Hit[Classes]], wanted: Classes) -> list[_Span]:
    return [(first, last) for classes, first, last in cues if classes & wanted]


def _denials(cues: list[Hit[Classes]]) -> list[tuple[_Span, int]]:
    """Return where words stand that deny, each with how far ahead they reach.

    Words inside a phrase that takes their meaning away deny nothing.
    """
    masks, documented = _spans(cues, _NEUTRAL), _spans(cues, _DOCUMENTED)
    denying = [
        span for span in _spans(cues, _NEGATION) if not any(begin <= span[0] and span[1] <= end for begin, end in masks)
    ]
    return [
        (span, _WHOLE if any(0 <= first - span[1] < _OF_RECORDS for first, _ in documented) else _AHEAD)
        for span in denying
    ]


def _is_denied(term: Found[KindTerm], denials: Iterable[tuple[_Span, int]], words: list[str]) -> bool:
    return any(_reaches(span, term, words, ahead) for span, ahead in denials)


def _reaches(span: _Span, term: Found[KindTerm], words: list[str], ahead: int) -> bool:
    """Tell whether words that stand before or behind a term are near it, with none between that turns the sentence."""
    first, last = span
    if last <= term.first:
        return term.first - last < ahead and _TURNS.isdisjoint(words[last : term.first])
    return 0 <= first - term.last < _BACK and _TURNS.isdisjoint(words[term.last : first])
