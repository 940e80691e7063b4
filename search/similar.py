"""Similar disputes: the nearest overturned and the nearest upheld issues, and the passage that makes each similar.

The engine gives the candidates of each side: issues about the same kind of treatment, ranked by what else they share
with the dispute. They are then compared one by one, by what each is about and by the words of its own case
(`search.resemblance`). What is not close is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from corpus.as_json import about_json
from corpus.derive.prose import reasons_in
from corpus.determination import Decision, Determination, Issue
from index.document import split_id
from index.engine import Engine
from index.query import AllOf, EngineHit, Exactly, Query
from index.shingles import bins_of, hashed, may_be_near, near_twins
from search.candidates import candidates_clause
from search.highlight import Snippet
from search.likeness import shared_passages
from search.passages import Sentence, of_issue, stems_of
from search.resemblance import Dispute, Rarity, resemblance
from search.results import Hit, hit_json
from search.subject import Subject
from search.twins import collapse

# Candidates of each side that are compared
CANDIDATES = 200
# What resembles the dispute less is not close, nor is what asks for something else. Calibrated on the judged cases.
CLOSE, SAME_KIND = 0.42, 0.4
# A sentence that stands in so many letters of the candidates is one that reviewers copy.
_COMMON = 3
_SIDES: tuple[Decision, ...] = ("overturned", "upheld")


@dataclass(frozen=True, slots=True)
class SimilarDisputes:
    """The dispute as it was understood, and the nearest of each side, nearest first; none where none is close."""

    understood: Subject
    overturned: tuple[Hit, ...]
    upheld: tuple[Hit, ...]

    def __repr__(self) -> str:
        """Return the dispute and the hits of each side, a line each, for people at a prompt or a notebook."""
        treatment = self.understood.issue.treatment
        lines = [f"<SimilarDisputes to {treatment.text if treatment else '(no treatment found)'!r}>"]
        for side, hits in (("overturned", self.overturned), ("upheld", self.upheld)):
            lines += (
                [f"{side}:", *(f"  {hit.score:.0%} {hit!r}" for hit in hits)] if hits else [f"{side}: none is close"]
            )
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return it as `imr similar --json` prints it."""
        subject = self.understood
        understood = {
            "letter": subject.letter,
            "k": subject.k,
            "age": subject.patient.age,
            "sex": subject.patient.sex,
            "treatment": subject.issue.treatment.text if subject.issue.treatment else None,
            "decision": subject.issue.decision,
            **about_json(subject.issue.about),
            "others": list(subject.others),
        }
        return {
            "understood": understood,
            "overturned": [hit_json(hit) for hit in self.overturned],
            "upheld": [hit_json(hit) for hit in self.upheld],
        }


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An issue that may be near, with the sentences that tell of its case."""

    hit: EngineHit
    letter: Determination
    issue: Issue
    sentences: tuple[Sentence, ...]


# How alike a candidate is, and itself
_Close = tuple[float, _Candidate]


def similar(engine: Engine, subject: Subject, limit: int = 5) -> SimilarDisputes:
    """Return the nearest issues of each side to a dispute, `limit` of each at most; near-twins share a hit."""
    found = _without_common_sentences([one for side in _SIDES for one in _candidates(engine, subject, side)])
    ours = Dispute(subject.issue.about, stems_of(subject.sentences))
    theirs = [Dispute(one.issue.about, stems_of(one.sentences)) for one in found]
    rarity = Rarity([one.stems for one in theirs])
    close: dict[Decision, list[_Close]] = {side: [] for side in _SIDES}
    for one, dispute in zip(found, theirs, strict=True):
        alike = resemblance(ours, dispute, rarity)
        is_of_kind = alike.treatment is None or alike.treatment >= SAME_KIND
        if one.issue.decision and alike.score >= CLOSE and is_of_kind:
            close[one.issue.decision].append((alike.score, one))
    nearest = {side: _hits(engine, ours, close[side], rarity, limit) for side in _SIDES}
    return SimilarDisputes(subject, nearest["overturned"], nearest["upheld"])


def _candidates(engine: Engine, subject: Subject, side: Decision) -> list[_Candidate]:
    """Return the issues of a side to compare with, none of the dispute's own letter and none that tells it again."""
    kind = candidates_clause(engine, subject.issue.about, stems_of(subject.sentences))
    hits = engine.search(Query(AllOf((kind, Exactly("decision", side))), limit=CANDIDATES)).hits
    fetch = cache(engine.fetch)
    hashes = hashed(subject.signature.hashes)
    maybe_twins = set(may_be_near(bins_of(subject.signature.sketch), [bins_of(hit.sketch) for hit in hits]))
    candidates = []
    for number, hit in enumerate(hits):
        stored = engine.read(hit.document)
        name, k = split_id(stored.id)
        letter = fetch(name)
        if letter is None or k == 0 or name == subject.letter or letter.digest == subject.digest:
            continue
        if number in maybe_twins and near_twins(hashes, hashed(stored.hashes)):
            continue
        issue = letter.issues[k - 1]
        candidates.append(_Candidate(hit, letter, issue, of_issue(letter, issue)))
    return candidates


def _without_common_sentences(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Leave out sentences that stand in several letters, unless they give a reason: reviewers quote the same."""
    letters: dict[str, set[str]] = {}
    for one in candidates:
        for sentence in one.sentences:
            letters.setdefault(sentence.text, set()).add(one.letter.letter)
    common = {text for text, said_by in letters.items() if len(said_by) >= _COMMON}
    return [
        replace(
            one,
            sentences=tuple(
                sentence
                for sentence in one.sentences
                if sentence.text not in common or reasons_in(sentence.text, one.issue.decision)
            ),
        )
        for one in candidates
    ]


def _hits(engine: Engine, ours: Dispute, close: list[_Close], rarity: Rarity, limit: int) -> tuple[Hit, ...]:
    """Return the nearest of those that are close, near-twins under the nearest of them."""
    ranked = sorted(close, key=lambda pair: (-pair[0], pair[1].letter.letter, pair[1].issue.k))
    by_document = {one.hit.document: (score, one) for score, one in ranked}
    hits = []
    for row in collapse([one.hit for _, one in ranked], engine.read, limit):
        score, one = by_document[row.leader.document]
        alike_ids = tuple(engine.read(twin.document).id for twin in row.alike)
        snippets = shared_passages(ours, one.issue, one.sentences, rarity)
        hits.append(_hit(score, one, alike_ids, snippets))
    return tuple(hits)


def _hit(score: float, candidate: _Candidate, alike_ids: tuple[str, ...], snippets: tuple[Snippet, ...]) -> Hit:
    letter, issue = candidate.letter, candidate.issue
    return Hit(
        id=f"{letter.letter}#{issue.k}",
        letter=letter.letter,
        k=issue.k,
        case_number=letter.case_number,
        treatment=issue.treatment.text if issue.treatment else None,
        decision=issue.decision,
        score=score,
        decision_date=letter.decision_date,
        specialties=letter.reviewer.specialties,
        about=issue.about,
        snippets=snippets,
        alike_ids=alike_ids,
    )
