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
# A denial reaches so many words ahead, and so many back; farther if words of documentation stand so near behind it ...
_NEAR, _OF_RECORDS, _BESIDE = (9, 4), (1_000, 8), 4
# ... and not beyond a word that turns the sentence.
_TURNS = frozenset({"but", "however", "although", "though", "while", "because", "despite", "yet"})
_reason, _word = reason_cues().classes, documentation_words().classes
_NEGATION, _NEUTRAL, _DOCUMENTED, _HERE = map(_reason, ("negation", "neutral", "documentation", "here"))
_PLAIN, _TELLS, _SUPPOSES = map(_word, ("plain", "tells", "supposes"))
_tables = WordTables(documentation_words().table, reason_cues().table)
# Where words stand, from the first to behind the last
_Span = tuple[int, int]
# Words that deny something, and how many words they reach ahead and back
_Denial = tuple[_Span, int, int]


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
        if _is_beside(term.value, told(beside)) and not any(_reaches(term, words, one, *_NEAR) for one in plain)
    ]
    denials = [denial for denial in _denials(cues) if not any(_is_within(denial[0], term) for term in named)]
    return tuple((term.value.kind, not any(_reaches(term, words, *denial) for denial in denials)) for term in terms)


def _is_beside(term: KindTerm, there: Classes) -> bool:
    return term.beside is None or bool(there & _word(term.beside))


def _spans(cues: Iterable[Hit[Classes]], wanted: Classes) -> list[_Span]:
    return [(first, last) for classes, first, last in cues if classes & wanted]


def _denials(cues: list[Hit[Classes]]) -> list[_Denial]:
    """Return the words that deny, but for those inside a phrase that takes their meaning away."""
    masks, documented = _spans(cues, _NEUTRAL), _spans(cues, _DOCUMENTED)
    return [
        (span, *(_OF_RECORDS if any(0 <= first - span[1] < _BESIDE for first, _ in documented) else _NEAR))
        for span in _spans(cues, _NEGATION)
        if not any(begin <= span[0] and span[1] <= end for begin, end in masks)
    ]


def _is_within(span: _Span, term: Found[KindTerm]) -> bool:
    return term.first <= span[0] and span[1] <= term.last


def _reaches(term: Found[KindTerm], words: list[str], span: _Span, ahead: int, back: int) -> bool:
    """Tell whether words that stand before or behind a term are near it, with none between that turns the sentence."""
    first, last = span
    if last <= term.first:
        return term.first - last < ahead and _TURNS.isdisjoint(words[last : term.first])
    return 0 <= first - term.last < back and _TURNS.isdisjoint(words[term.last : first])
