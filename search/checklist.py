"""What to put in the next request for a treatment: why such were refused, and what the records of granted ones held.

Both are read off prior decisions. That a record holds what others held is no promise of how it will be decided.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.derive.documentation import documentation_of
from corpus.determination import Decision
from corpus.vocabulary.documentation import documentation_kinds
from corpus.vocabulary.reasons import reasons
from index.engine import Engine
from index.query import AllOf, Clause, Exactly, FacetQuery, Query
from search.chosen import choose, decided
from search.request import SearchRequest
from search.sample import Sample, draw

# Issues of each side whose rationales are read, and issues named as examples
_MOST, _EXAMPLES = 800, 3
_SIDES: tuple[Decision, Decision] = ("overturned", "upheld")
# Of fewer issues a kind is not worth a line.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """A reason for which requests were refused: how many upheld issues give it, and the latest of them."""

    reason: str
    help: str
    issues: int
    share: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Documented:
    """A kind of documentation: in how many of the issues read it is cited on either side, and missing where upheld.

    Examples are ids of issues that cite it and were overturned, and of issues that miss it and were upheld.
    """

    kind: str
    help: str
    overturned: int
    upheld: int
    missing: int
    examples: tuple[str, ...]
    missing_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """Reasons count all upheld issues (`upheld`), most frequent first; documentation those read of each side.

    Documentation comes by the share of overturned issues that cite it. `reason` tells why a side is empty.
    """

    upheld: int
    refused: tuple[ReasonGiven, ...]
    documented: tuple[Documented, ...]
    read_of_overturned: int
    read_of_upheld: int
    reason: str | None

    def __repr__(self) -> str:
        """Return a line a reason and a line a kind of documentation, for people at a prompt or a notebook."""
        read = f"{self.read_of_overturned:,} overturned and {self.read_of_upheld:,} upheld issues read"
        lines = [f"<Checklist: {read}{f'; {self.reason}' if self.reason else ''}>"]
        lines += (f"  refused: {one.reason} ({one.issues:,} of {self.upheld:,} upheld)" for one in self.refused)
        lines += (
            f"  documented: {one.kind} ({one.overturned:,} overturned, {one.upheld:,} upheld; {one.missing:,} miss it)"
            for one in self.documented
        )
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return what `imr stats --checklist --json` prints of it."""
        return {
            "refused": [
                {
                    "reason": one.reason,
                    "help": one.help,
                    "issues": one.issues,
                    "share": round(one.share, 4),
                    "examples": list(one.examples),
                }
                for one in self.refused
            ],
            "documented": [
                {
                    "kind": one.kind,
                    "help": one.help,
                    "overturned": one.overturned,
                    "upheld": one.upheld,
                    "missing": one.missing,
                    "examples": {"overturned": list(one.examples), "missing": list(one.missing_examples)},
                }
                for one in self.documented
            ],
            "upheld": self.upheld,
            "read": {"overturned": self.read_of_overturned, "upheld": self.read_of_upheld},
            "reason": self.reason,
        }


def checklist(engine: Engine, request: SearchRequest) -> Checklist:
    """Return the checklist of what a request finds. Of near-twins one is read.

    Raises:
        BadRequest: a filter names an unknown field, or a value that its field can't have.
    """
    where = choose(engine, request).where
    overturned, upheld = (draw(engine, where, decision, _MOST) for decision in _SIDES)
    empty = [side for side, sample in zip(_SIDES, (overturned, upheld), strict=True) if not sample.issues]
    return Checklist(
        upheld=upheld.matching,
        refused=tuple(_refused(engine, decided(where, "upheld"), upheld.matching)),
        documented=tuple(_documented(overturned, upheld)),
        read_of_overturned=len(overturned.issues),
        read_of_upheld=len(upheld.issues),
        reason=f"no issue that matches was {' or '.join(empty)}" if empty else None,
    )


def _refused(engine: Engine, where: Clause, upheld: int) -> Iterator[ReasonGiven]:
    counts = engine.search(Query(where, (FacetQuery("reason", where),), limit=0)).counts["reason"]
    given = [(str(name), count) for name, count in counts.items() if name in reasons()]
    for name, count in sorted(given, key=lambda one: (-one[1], one[0])):
        hits = engine.search(Query(AllOf((where, Exactly("reason", name))), sort="newest", limit=_EXAMPLES)).hits
        examples = tuple(engine.read(hit.document).id for hit in hits)
        yield ReasonGiven(name, reasons()[name].help, count, count / upheld, examples)


def _documented(overturned: Sample, upheld: Sample) -> list[Documented]:
    cited, _ = _saying(overturned)
    also, missing = _saying(upheld)
    rows = [
        Documented(
            kind=name,
            help=kind.help,
            overturned=len(cited[name]),
            upheld=len(also[name]),
            missing=len(missing[name]),
            examples=tuple(cited[name][:_EXAMPLES]),
            missing_examples=tuple(missing[name][:_EXAMPLES]),
        )
        for name, kind in documentation_kinds().items()
    ]
    told = [row for row in rows if max(row.overturned, row.missing) >= _LEAST]
    return sorted(told, key=lambda row: (-row.overturned, -row.missing, row.kind))


def _saying(sample: Sample) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Return the ids of issues that cite each kind of documentation, and of those that miss it."""
    cited: defaultdict[str, list[str]] = defaultdict(list)
    missing: defaultdict[str, list[str]] = defaultdict(list)
    for one in sample.issues:
        procedure = one.issue.about.procedure
        said = documentation_of(one.rationale, procedure.name if procedure else None)
        for kind in said.cited:
            cited[kind].append(one.id)
        for kind in said.missing:
            missing[kind].append(one.id)
    return cited, missing
