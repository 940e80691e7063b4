"""A whole letter with marks: every place of every section where a query's words stand, in the order it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from corpus.determination import Determination, Passage
from index.query import Clause
from search.in_words import counted
from search.marks import Marker
from search.widening import Correction

# Names as JSON has them (`corpus.as_json`)
Part = Literal["summary", "treatment", "claims_administrator_guideline", "reviewer_guideline", "rationale", "text"]


@dataclass(frozen=True, slots=True)
class MarkedSection:
    """A section of a letter; `k` is its issue's, None for what is the letter's own.

    `marks` are spans in `text`, in characters, in order, none overlapping another.
    """

    k: int | None
    part: Part
    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MarkedLetter:
    """A letter's sections in the order they are read, marked or not, and what was marked besides what was typed."""

    sections: tuple[MarkedSection, ...]
    corrections: tuple[Correction, ...] = ()

    def __repr__(self) -> str:
        """Return how much is marked, and a line a section with marks, for people at a prompt or a notebook."""
        marked = [one for one in self.sections if one.marks]
        told = f"{counted(sum(len(one.marks) for one in marked), 'mark')} in {counted(len(marked), 'section')}"
        lines = (
            f"  {f'#{one.k} ' if one.k is not None else ''}{one.part}: {[one.text[a:b] for a, b in one.marks]}"
            for one in marked
        )
        return "\n".join((f"<MarkedLetter: {told}>", *lines))

    def as_json(self) -> dict[str, Any]:
        """Return where the marks are, in the order they are read: spans in the texts that the letter's JSON has."""
        marks = [
            {"k": section.k, "field": section.part, "start": start, "end": end}
            for section in self.sections
            for start, end in section.marks
        ]
        return {"marks": marks}


def marked_sections(letter: Determination, clause: Clause) -> Iterator[MarkedSection]:
    """Yield the sections of a letter in the order they are read, each with all of its marks."""
    marker = Marker(clause)
    yield from _marked(marker, None, "summary", {"summary": letter.summary})
    for issue in letter.issues:
        yield from _marked(marker, issue.k, "treatment", {"treatment": issue.treatment})
        guidelines: dict[Part, Passage | None] = {
            "claims_administrator_guideline": issue.claims_administrator_guideline,
            "reviewer_guideline": issue.reviewer_guideline,
        }
        yield from _marked(marker, issue.k, "guideline", guidelines)
        yield from _marked(marker, issue.k, "rationale", {"rationale": issue.rationale})
    if letter.text:
        yield from _marked(marker, None, "text", {"text": Passage(letter.text, 0, len(letter.text))})


def _marked(marker: Marker, k: int | None, field: str, parts: dict[Part, Passage | None]) -> Iterator[MarkedSection]:
    """Yield the parts that one field is made of."""
    texts = {part: passage.text for part, passage in parts.items() if passage}
    marks = marker.marked(field, tuple(texts.values())).marks
    for (part, text), its_marks in zip(texts.items(), marks, strict=True):
        yield MarkedSection(k, part, text, tuple((mark.start, mark.end) for mark in its_marks))
