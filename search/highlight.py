"""Snippets: the sentences of a letter that show best what a query asked for."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from corpus.determination import Determination, Issue
from index.fields import BY_NAME
from index.query import Clause
from search.marks import Mark, Marked, Marker
from search.sentences import sentences

_MOST_SNIPPETS = 3
# A longer sentence is cut round marks that lie no farther apart than some less, in characters.
_LONGEST_SNIPPET, _FARTHEST_MARKS = 320, 240
# The last sentence of a rationale often says just "not medically necessary": quote at least so much, in characters.
_CONCLUSION = 120

# A field and its texts, in the order of an index
_Field = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A sentence of a section of the issue; `marks` are spans in `text`, in characters."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


class Highlighter:
    """Quotes from the letters that one query found."""

    def __init__(self, clause: Clause) -> None:
        self._marker = Marker(clause)
        # Issues of one letter share its summary.
        self._marked: dict[_Field, Marked] = {}

    def snippets(self, letter: Determination, issue: Issue | None) -> tuple[Snippet, ...]:
        """Return up to three sentences that between them show the most of what was asked.

        They are from the section that shows the most of it, a field's weight times as much, in the order they stand;
        then from others for what they alone show. Where nothing is to be marked (filters only, or words in the
        treatment alone) it is the end of the rationale, where a reviewer concludes.
        """
        fields = _quotable(letter, issue)
        chosen = _chosen(self._sections(fields))
        if chosen or not fields:
            return tuple(quote.snippet(name) for name, quote in chosen)
        name, texts = fields[0]
        return (_conclusion(texts[0]).snippet(name),)

    def _sections(self, fields: Iterable[_Field]) -> dict[str, Marked]:
        """Return the fields with marks in them. One that shows nothing new is not looked at."""
        sections = {}
        shown = 0
        for field in fields:
            name, texts = field
            if self._marker.terms(name) & ~shown:
                if field not in self._marked:
                    self._marked[field] = self._marker.marked(name, texts)
                sections[name] = self._marked[field]
                shown |= sections[name].terms
        return sections


def _quotable(letter: Determination, issue: Issue | None) -> list[_Field]:
    """Return the fields to quote from, the reviewer's reasons first. The treatment heads the hit anyway."""
    if issue is None:
        return [("text", (letter.text,))] if letter.text else []
    fields = {
        "rationale": (issue.rationale,),
        "guideline": (issue.claims_administrator_guideline, issue.reviewer_guideline),
        "summary": (letter.summary,),
    }
    texts = ((name, tuple(passage.text for passage in passages if passage)) for name, passages in fields.items())
    return [field for field in texts if field[1]]


class _Quote(NamedTuple):
    """What may be quoted of a section: a sentence, or the part of it from `start` to `end`; `number` is its text's."""

    number: int
    text: str
    sentence: tuple[int, int]
    start: int
    end: int
    marks: Sequence[Mark]
    terms: int
    weight: float

    def overlaps(self, other: "_Quote") -> bool:
        """Tell whether they have text in common."""
        return self.number == other.number and self.start < other.end and other.start < self.end

    def snippet(self, field: str) -> Snippet:
        """Return it with white space as blanks, and an ellipsis for what is left out of the sentence."""
        before = "… " if self.start > self.sentence[0] else ""
        after = " …" if self.end < self.sentence[1] else ""
        shift = len(before) - self.start
        marks = tuple((mark.start + shift, mark.end + shift) for mark in self.marks)
        return Snippet(field, f"{before}{_blanked(self.text[self.start : self.end])}{after}", marks)


def _chosen(sections: Mapping[str, Marked]) -> list[tuple[str, _Quote]]:
    """Choose greedily: a section for what it shows that those before it lack, and its sentences likewise."""
    chosen: list[tuple[str, _Quote]] = []
    shown = 0
    left = dict(sections)
    while left and len(chosen) < _MOST_SNIPPETS:
        name = max(left, key=lambda name: (left[name].terms & ~shown).bit_count() * BY_NAME[name].weight)
        section = left.pop(name)
        candidates = list(_quotes(section)) if section.terms & ~shown else []
        quotes: list[_Quote] = []
        while candidates and len(chosen) + len(quotes) < _MOST_SNIPPETS:
            best = max(
                candidates, key=lambda one: ((one.terms & ~shown).bit_count(), one.terms.bit_count(), one.weight)
            )
            if not best.terms & ~shown:
                break
            quotes.append(best)
            shown |= best.terms
            candidates = [one for one in candidates if not one.overlaps(best)]
        chosen += ((name, quote) for quote in sorted(quotes, key=lambda one: (one.number, one.start)))
    return chosen


def _quotes(section: Marked) -> Iterator[_Quote]:
    """Yield the sentences that have marks, and of long ones the parts that do; parts may overlap."""
    # Of two guidelines the reviewer's, which is the last, is rather quoted than the claims administrator's.
    for number in reversed(range(len(section.texts))):
        text, marks = section.texts[number], section.marks[number]
        first, begun = 0, -1
        for start, end in sentences(text) if marks else ():
            last = bisect_left(marks, end, lo=first, key=_start)
            if last == first:
                continue
            begun = start if begun < 0 else begun
            if marks[last - 1].end > end:
                # A phrase goes over the stop.
                continue
            if end - begun <= _LONGEST_SNIPPET:
                yield _quote(number, text, (begun, end), begun, end, marks[first:last])
            else:
                for low, high in _parts(text, begun, end, marks[first:last]):
                    inside = marks[bisect_left(marks, low, key=_start) : bisect_right(marks, high, key=_end)]
                    yield _quote(number, text, (begun, end), low, high, inside)
            first, begun = last, -1
            if first == len(marks):
                break


_start, _end = attrgetter("start"), attrgetter("end")


def _quote(number: int, text: str, sentence: tuple[int, int], start: int, end: int, marks: Sequence[Mark]) -> _Quote:
    terms, weight = 0, 0.0
    for mark in marks:
        terms |= mark.shown.terms
        weight += mark.shown.weight
    return _Quote(number, text, sentence, start, end, marks, terms, weight)


def cut_round(sentence: str, marks: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a sentence with white space as blanks, and its marks; a long one is cut round the first of them."""
    end = len(sentence)
    first = marks[0][0] if marks else 0
    last = max((high for _, high in marks if high <= first + _FARTHEST_MARKS), default=first)
    low, high = (0, end) if end <= _LONGEST_SNIPPET else _part(sentence, 0, end, first, last)
    before, after = "… " if low else "", " …" if high < end else ""
    shift = len(before) - low
    kept = tuple((start + shift, stop + shift) for start, stop in marks if low <= start and stop <= high)
    return f"{before}{_blanked(sentence[low:high])}{after}", kept


def _conclusion(text: str) -> _Quote:
    end = len(text)
    starts = [start for start, _ in sentences(text)]
    start = max((start for start in starts if end - start >= _CONCLUSION), default=0)
    return _quote(0, text, (start, end), *_part(text, start, end, start, start), ())


def _parts(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Yield parts of a sentence, each with as many of its marks as it can show: from each mark on, but none twice."""
    last = 0
    for first, mark in enumerate(marks):
        behind = max(first + 1, bisect_right(marks, mark.start + _FARTHEST_MARKS, lo=first, key=_end))
        if behind > last:
            yield _part(text, start, end, mark.start, marks[behind - 1].end)
            last = behind


def _part(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Return the part of a sentence from `start` to `end` that has what stands from `first` to `last` in the middle."""
    spare = max(0, _LONGEST_SNIPPET - (last - first))
    low = max(start, first - spare // 2)
    high = min(end, max(low + _LONGEST_SNIPPET, last))
    low = max(start, min(low, high - _LONGEST_SNIPPET))
    if low > start:
        # Whole words, if there is a blank
        low += _blanked(text[low:first]).find(" ") + 1
    if high < end:
        blank = _blanked(text[last:high]).rfind(" ")
        high = last + blank if blank >= 0 else high
    return low, high


def _blanked(text: str) -> str:
    """Return a text of the same length with white space as blanks."""
    return text.replace("\n", " ").replace("\t", " ").replace("\f", " ")
