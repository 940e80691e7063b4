"""How good similar disputes are on judged cases: precision at five for each side, beside plain BM25 over the text.

    python benchmarks/similarity.py [--letters ../shared/letters]

The judge is `tests/cases/similar.jsonl`: issues of letters, vignettes, denials and requests, each with the issues of
either side that are similar, graded as topics are (3 the very dispute, 2 the same treatment or question in another
setting, 1 related); grades of 2 and 3 count. Plain BM25 ranks each side by any word of the text (of an issue its
treatment, summary and rationale), all fields alike; it is spared the dispute's own letter and near-twins too.

Precision at five is what counts among five places, as a share of five: empty places count as misses. Precision of what
is shown is its share of those shown: where none is, it is 1 if nothing similar is there, else 0.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from statistics import fmean
from typing import Any

from corpus.clean import clean
from corpus.determination import Decision, Determination, SourceText
from index.analysis import tokenize
from index.build import build
from index.document import split_id
from index.engine import Engine
from index.fields import DEFAULT_FIELDS
from index.query import AllOf, AnyOf, BestOf, Exactly, Query, StoredIssue, Term
from index.shingles import hashed, near_twins
from index.store import open_index
from search.similar import similar
from search.subject import Subject, subject_of_issue, subject_of_text
from search.twins import collapse

ROOT = Path(__file__).parents[1]
JUDGED = ROOT / "tests" / "cases" / "similar.jsonl"
SIDES: tuple[Decision, ...] = ("overturned", "upheld")
_FIVE, _COUNTS, _DEPTH = 5, 2, 200


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute, by the id of its issue or by a text, and the grades of issues of either side."""

    id: str
    kind: str
    corpus: str
    issue: str | None
    text: str
    grades: Mapping[Decision, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ids that a way of ranking shows for a case, by side."""

    case: Case
    ids: Mapping[Decision, Sequence[str]]

    def at_five(self, side: Decision) -> float:
        return len(self._similar(side)) / _FIVE

    def of_shown(self, side: Decision) -> float:
        shown = self.ids[side]
        if not shown:
            return float(not any(grade >= _COUNTS for grade in self.case.grades[side].values()))
        return len(self._similar(side)) / len(shown)

    def _similar(self, side: Decision) -> list[str]:
        grades = self.case.grades[side]
        return [one for one in self.ids[side] if grades.get(one, 0) >= _COUNTS]


def cases(corpus: str) -> list[Case]:
    """Return the judged cases over a corpus."""
    rows: Iterable[dict[str, Any]] = map(json.loads, JUDGED.read_text().splitlines())
    return [
        Case(
            row["id"], row["kind"], corpus, row.get("issue"), row.get("query", ""), {side: row[side] for side in SIDES}
        )
        for row in rows
        if row["corpus"] == corpus
    ]


def subject_of(engine: Engine, case: Case) -> Subject:
    """Return what a case is about."""
    if case.issue is None:
        return subject_of_text(SourceText("case", case.id, clean(case.text)))
    name, k = split_id(case.issue)
    return subject_of_issue(_letter(engine, name), k)


def similar_disputes(engine: Engine, case: Case) -> Ranked:
    """Rank as `imr similar` does."""
    found = similar(engine, subject_of(engine, case), limit=_FIVE)
    return Ranked(
        case, {"overturned": [hit.id for hit in found.overturned], "upheld": [hit.id for hit in found.upheld]}
    )


def plain_bm25(engine: Engine, case: Case) -> Ranked:
    """Rank by any word of the text, all fields alike."""
    subject = subject_of(engine, case)
    stems = dict.fromkeys(token.stem for text in _texts(engine, case, subject) for token in tokenize(clean(text)))
    words = AnyOf(tuple(BestOf(tuple(Term(field.name, stem) for field in DEFAULT_FIELDS)) for stem in stems))
    ids: dict[Decision, list[str]] = {}
    for side in SIDES:
        hits = engine.search(Query(AllOf((words, Exactly("decision", side))), limit=_DEPTH)).hits
        others = [hit for hit in hits if not _tells_again(engine.read(hit.document), subject)]
        rows = collapse(others, engine.read, _FIVE)
        ids[side] = [engine.read(row.leader.document).id for row in rows]
    return Ranked(case, ids)


def _tells_again(stored: StoredIssue, subject: Subject) -> bool:
    """Tell whether an issue is of the dispute's own letter, or its near-twin."""
    is_of_letter = split_id(stored.id)[0] == subject.letter
    return is_of_letter or near_twins(hashed(subject.signature.hashes), hashed(stored.hashes))


def _texts(engine: Engine, case: Case, subject: Subject) -> Iterator[str]:
    if case.issue is None or subject.letter is None:
        yield case.text
        return
    letter = _letter(engine, subject.letter)
    yield from (part.text for part in (subject.issue.treatment, letter.summary, subject.issue.rationale) if part)


def _letter(engine: Engine, name: str) -> Determination:
    letter = engine.fetch(name)
    if letter is None:
        raise LookupError(f"a judged letter is missing: {name}")
    return letter


def best_possible(_: Engine, case: Case) -> Ranked:
    """Show what was judged similar."""
    judged = {side: [one for one, grade in case.grades[side].items() if grade >= _COUNTS][:_FIVE] for side in SIDES}
    return Ranked(case, judged)


# The first way is what the others are compared with.
WAYS = {"plain BM25": plain_bm25, "similar": similar_disputes, "best possible": best_possible}


def print_table(by_way: Mapping[str, list[Ranked]]) -> None:
    """Print both measures by kind of case, by corpus and in all, for each side and both, with gains over the first."""
    print(f"\n{'cases':<18}{'':<23}" + "".join(f"{name:>20}" for name in ("overturned", "upheld", "both")))
    first = next(iter(by_way.values()))
    groups = dict.fromkeys((*(one.case.kind for one in first), *(one.case.corpus for one in first), "all"))
    for group in groups:
        places = [place for place, one in enumerate(first) if group in (one.case.kind, one.case.corpus, "all")]
        for measure, title in ((Ranked.at_five, "P@5"), (Ranked.of_shown, "of shown")):
            compared_with: list[float] = []
            for way, ranked in by_way.items():
                means = [fmean(measure(ranked[place], side) for place in places) for side in SIDES]
                means.append(fmean(means))
                gains = [
                    f"{mean / old - 1:+.0%}" if old else "" for mean, old in zip(means, compared_with, strict=False)
                ]
                compared_with = compared_with or means
                cells = "".join(f"{mean:>13.3f}{gain:>7}" for mean, gain in zip_longest(means, gains, fillvalue=""))
                print(f"{f'{group} ({len(places)})':<18}{title:<9}{way:<14}{cells}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--letters", type=Path, default=ROOT.parent / "shared" / "letters")
    arguments.add_argument("--cases", action="store_true", help="list what is shown for each case, with its grades")
    given = arguments.parse_args()
    sources = {"samples": ROOT / "corpus" / "samples", "real": given.letters}
    by_way: dict[str, list[Ranked]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as scratch:
        for corpus, source in sources.items():
            if not source.is_dir():
                continue
            index = Path(scratch, corpus)
            build(index, [source])
            with closing(open_index(index)) as engine:
                for way, rank in WAYS.items():
                    by_way[way] += [rank(engine, case) for case in cases(corpus)]
    print_table(by_way)
    if given.cases:
        print_cases(by_way)


def print_cases(by_way: Mapping[str, list[Ranked]]) -> None:
    """Print the ids that each way shows, each with its grade: `?` where it has none."""
    for those in zip(*by_way.values(), strict=True):
        print(f"\n{those[0].case.id}")
        for way, ranked in zip(by_way, those, strict=True):
            for side in SIDES:
                grades = ranked.case.grades[side]
                shown = "  ".join(f"{one}:{grades.get(one, '?')}" for one in ranked.ids[side])
                print(f"  {way:<14}{side:<12}{shown}")


if __name__ == "__main__":
    main()
