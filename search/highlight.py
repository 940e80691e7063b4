"""Marks and snippets: where a query's words stand in a passage, and the sentences that show them best.

Engines mark nothing; the same tokens that the index holds are looked for here, so marks are the same for all engines.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.determination import Determination, Issue
from index.analysis import FUNCTION_WORDS, lower, stem, word_pattern
from index.query import AllOf, AnyOf, AtLeast, BestOf, Clause, Near, Phrase, Prefer, Prefix, Term

_MOST_SNIPPETS = 3
# A longer sentence is cut round its marks, in characters.
_LONGEST_SNIPPET = 320
# So many letters at the most are compared before a word is stemmed.
_ALIKE = 4
# The last sentence of a rationale often says just "not medically necessary": quote at least so much, in characters.
_CONCLUSION = 120

_BLANKS = str.maketrans("\n\t\f", "   ")

# A sentence ends at a stop with a space and the start of another sentence behind it ...
_SENTENCE_END = re.compile(r"""(?P<stop> [.?!] ["”')]? ) \s+ (?= [A-Z0-9"“'(] )""", re.VERBOSE)
# ... but not at an abbreviation or an initial.
_ABBREVIATION = re.compile(r"\b (?: Dr | Mr | Ms | Mrs | vs | No | St | e\.g | i\.e | etc | [A-Z] ) \Z", re.VERBOSE)
_LONGEST_ABBREVIATION = 5


@dataclass(frozen=True, slots=True)
class Snippet:
    """A sentence of a section of the issue; `marks` are spans in `text`, in characters."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    term: int


class _Sought:
    """What is looked for in one field, and a quick pattern for the beginnings of words that may be it.

    A word and its stem begin alike, so that only words that begin like a stem need be stemmed: stemming is the cost of
    marking.
    """

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.prefixes: dict[str, int] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self.nears: dict[Near, int] = {}

    def pattern(self) -> re.Pattern[str]:
        """Return the pattern for lower-case text."""
        stems = [*self.words, *self.phrases, *(stem for near in self.nears for stem in near.stems)]
        # The end of a stem may differ from the word's: "therapi" is the stem of "therapy", "die" that of "dying".
        beginnings = {stem[: max(1, min(_ALIKE, len(stem) - 2))] for stem in stems}
        beginnings |= {start[:_ALIKE] for start in self.prefixes}
        # Within a word, at the least within one of ASCII, nothing is tried again.
        return re.compile(f"(?:{'|'.join(map(re.escape, sorted(beginnings)))})[^\\W_]*")


class Highlighter:
    """Finds what a query asked for, in the fields it asked it in."""

    def __init__(self, clause: Clause) -> None:
        sought: dict[str, _Sought] = {}
        self._terms = 0
        for leaves in asked(clause):
            marked = [leaf for leaf in leaves if not (isinstance(leaf, Term) and leaf.stem in FUNCTION_WORDS)]
            for leaf in marked:
                field = sought.setdefault(leaf.field, _Sought())
                match leaf:
                    case Term(stem=stem):
                        field.words.setdefault(stem, self._terms)
                    case Phrase(stems=stems):
                        field.phrases.setdefault(stems[0], []).append((stems, self._terms))
                    case Near():
                        field.nears.setdefault(leaf, self._terms)
                    case Prefix(start=start):
                        field.prefixes.setdefault(start, self._terms)
            self._terms += bool(marked)
        self._sought = {name: (field, field.pattern()) for name, field in sought.items()}

    def marks(self, field: str, text: str) -> list[_Mark]:
        """Return the marks in a section's text, in order, none inside another."""
        if field not in self._sought:
            return []
        sought, pattern = self._sought[field]
        lowered = lower(text)
        word_at = word_pattern(lowered).match
        found: list[_Mark] = []
        words: list[tuple[str, int, int]] = []
        for match in pattern.finditer(lowered):
            start = match.start()
            whole = word_at(lowered, start)
            if whole is None or (start and word_at(lowered, start - 1)):
                continue
            word, end = whole[0], whole.end()
            stemmed = stem(word)
            words.append((stemmed, start, end))
            if stemmed in sought.words:
                found.append(_Mark(start, end, sought.words[stemmed]))
            for prefix, term in sought.prefixes.items():
                if word.startswith(prefix):
                    found.append(_Mark(start, end, term))
            for stems, term in sought.phrases.get(stemmed, ()):
                phrase_end = _end_of_phrase(lowered, end, stems[1:])
                if phrase_end:
                    found.append(_Mark(start, phrase_end, term))
        for near, term in sought.nears.items():
            found += (_Mark(start, end, term) for start, end in _near(lowered, words, near))
        return _outermost(found)

    def snippets(self, letter: Determination, issue: Issue | None) -> tuple[Snippet, ...]:
        """Return up to three sentences that between them show the most of what was asked, in the order they stand.

        Where nothing is to be marked (filters only, or words in the treatment alone) it is the end of the rationale,
        where a reviewer concludes.
        """
        sections = _sections(letter, issue)
        candidates: list[_Candidate] = []
        for rank, (field, text) in enumerate(sections):
            candidates += self._candidates(rank, field, text)
            if len({mark.term for candidate in candidates for mark in candidate.marks}) == self._terms:
                break
        chosen = _cover(candidates)
        if chosen:
            return tuple(candidate.snippet() for candidate in sorted(chosen, key=lambda one: (one.rank, one.start)))
        if not sections:
            return ()
        field, text = sections[0]
        starts = [start for start, _ in _sentences(text)]
        conclusion = max((start for start in starts if len(text) - start >= _CONCLUSION), default=0)
        return (Snippet(field, *cut_round(text[conclusion:], [])),)

    def _candidates(self, rank: int, field: str, text: str) -> Iterator["_Candidate"]:
        marks = self.marks(field, text)
        if not marks:
            return
        first = 0
        for start, end in _sentences(text):
            last = bisect_left(marks, end, lo=first, key=lambda mark: mark.start)
            if last > first:
                yield _Candidate(rank, field, text, start, end, marks[first:last])
            first = last


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence with marks in it."""

    rank: int
    field: str
    text: str
    start: int
    end: int
    marks: list[_Mark]

    @property
    def terms(self) -> set[int]:
        return {mark.term for mark in self.marks}

    def snippet(self) -> Snippet:
        spans = [(mark.start - self.start, min(mark.end, self.end) - self.start) for mark in self.marks]
        return Snippet(self.field, *cut_round(self.text[self.start : self.end], spans))


def _cover(candidates: list[_Candidate]) -> list[_Candidate]:
    """Choose greedily: each sentence for the terms that those before it lack, then for the terms it has."""
    chosen: list[_Candidate] = []
    left = candidates
    covered: set[int] = set()
    while left and len(chosen) < _MOST_SNIPPETS:
        best = max(left, key=lambda one: (len(one.terms - covered), len(one.terms), -one.rank, len(one.marks)))
        if chosen and best.terms <= covered and len(best.terms) == 1:
            break
        chosen.append(best)
        covered |= best.terms
        left = [one for one in left if one is not best]
    return chosen


def _sections(letter: Determination, issue: Issue | None) -> list[tuple[str, str]]:
    """Return the sections to quote from, the reviewer's reasons first. The treatment heads the hit anyway."""
    if issue is None:
        return [("text", letter.text)] if letter.text else []
    passages = [
        ("rationale", issue.rationale),
        ("guideline", issue.reviewer_guideline),
        ("guideline", issue.claims_administrator_guideline),
        ("summary", letter.summary),
    ]
    return [(field, passage.text) for field, passage in passages if passage]


def asked(clause: Clause) -> Iterator[list[Term | Phrase | Near | Prefix]]:
    """Yield what a clause wants to be there, a list for each word or phrase: that word in its several fields."""
    match clause:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from asked(part)
        case Prefer(part):
            yield from asked(part)
        case BestOf(parts):
            yield [leaf for part in parts for leaves in asked(part) for leaf in leaves]
        case Term() | Phrase() | Near() | Prefix():
            yield [clause]


def _end_of_phrase(text: str, position: int, stems: Sequence[str]) -> int | None:
    """Return the end of the words that follow `position` if they have these stems."""
    for wanted in stems:
        word = word_pattern(text).search(text, position)
        if word is None or stem(word[0]) != wanted:
            return None
        position = word.end()
    return position


def _near(text: str, words: Sequence[tuple[str, int, int]], near: Near) -> Iterator[tuple[int, int]]:
    """Yield the spans of words that stand as near each other as asked; `words` are stems with their spans, in order."""
    for pair in pairwise(near.stems):
        last: dict[str, tuple[int, int]] = {}
        for stemmed, start, end in words:
            if stemmed not in pair:
                continue
            other = last.get(pair[pair[0] == stemmed])
            if other and sum(1 for _ in word_pattern(text).finditer(text, other[1], start)) <= near.within:
                yield other
                yield start, end
            last[stemmed] = start, end


def _outermost(marks: list[_Mark]) -> list[_Mark]:
    kept: list[_Mark] = []
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text's sentences."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        stop = end.start()
        if not _ABBREVIATION.search(text, max(start, stop - _LONGEST_ABBREVIATION), stop):
            yield start, end.end("stop")
            start = end.end()
    yield start, len(text)


def cut_round(sentence: str, marks: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Cut a long sentence at spaces, round its first marks, and say so with an ellipsis. White space becomes blanks."""
    sentence = sentence.translate(_BLANKS)
    if len(sentence) <= _LONGEST_SNIPPET:
        return sentence, tuple(marks)
    first = marks[0][0] if marks else 0
    start = max(0, first - _LONGEST_SNIPPET // 4)
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(sentence), start + _LONGEST_SNIPPET)
    if end < len(sentence):
        end = max(sentence.rfind(" ", start, end), marks[0][1] if marks else start + 1)
    before, after = "… " if start else "", " …" if end < len(sentence) else ""
    shift = len(before) - start
    kept = tuple((low + shift, high + shift) for low, high in marks if start <= low and high <= end)
    return f"{before}{sentence[start:end]}{after}", kept
