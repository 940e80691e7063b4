"""Issues drawn from what matches: the same each time, and near-twins once."""

from dataclasses import dataclass

from corpus.determination import Decision, Issue
from index.document import split_id
from index.engine import Engine
from index.query import Clause, Query
from search.chosen import decided
from search.twins import collapse


@dataclass(frozen=True, slots=True)
class Drawn:
    """An issue that was drawn, and the letter that it is of."""

    id: str
    letter: str
    issue: Issue

    @property
    def rationale(self) -> str:
        """The issue's rationale, empty where it has none."""
        return self.issue.rationale.text if self.issue.rationale else ""


@dataclass(frozen=True, slots=True)
class Sample:
    """Issues of one decision: those drawn, how many were looked at (near-twins among them), and how many match."""

    issues: tuple[Drawn, ...]
    looked_at: int
    matching: int


def draw(engine: Engine, where: Clause, decision: Decision, most: int) -> Sample:
    """Draw issues decided so, in the order of their lots: `most` are looked at, and of near-twins the first is kept."""
    answer = engine.search(Query(decided(where, decision), sort="lot", limit=most))
    rows = collapse(answer.hits, engine.read, most)
    letters: dict[str, tuple[Issue, ...]] = {}
    drawn = []
    for row in rows:
        name = engine.read(row.leader.document).id
        letter, k = split_id(name)
        if letter not in letters:
            found = engine.fetch(letter)
            letters[letter] = found.issues if found else ()
        # An issue that is not there is one of a letter whose issues can't be told apart; such have no decision.
        drawn += [Drawn(name, letter, issue) for issue in letters[letter] if issue.k == k]
    return Sample(tuple(drawn), len(answer.hits), answer.total)
