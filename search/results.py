"""What a search answers: a page of hits with snippets, facets and the share overturned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.as_json import about_json
from corpus.determination import About, Decision
from search.filters import FacetValue
from search.highlight import Snippet
from search.rates import Rate
from search.widening import Correction

# What a hit shows of what its issue is about
_SHOWN = ("category", "subcategory", "procedure", "drugs", "diagnoses", "body_parts", "guidelines", "reasons")


@dataclass(frozen=True, slots=True)
class Hit:
    """One issue that matched, with its letter's fields. `k` is 0 for a letter indexed as plain text.

    `alike_ids` names its near-twins among the first thousand issues, best first; they have no rows of their own.
    """

    id: str
    letter: str
    k: int
    treatment: str | None
    decision: Decision | None
    score: float
    decision_date: date | None
    specialties: tuple[str, ...]
    about: About
    snippets: tuple[Snippet, ...]
    alike_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looser:
    """A query that asks for less than one that found nothing, and how many issues it finds under the same filters."""

    query: str
    total: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of results. `total`, facets and the share overturned count issues, near-twins included.

    `took_ms` is the time from request to page, in milliseconds.
    """

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    overturned: Rate
    explanation: str
    corrections: tuple[Correction, ...]
    looser: tuple[Looser, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the page as `imr search --json` prints it."""
        return {
            "query": self.query,
            "total": self.total,
            "took_ms": self.took_ms,
            "corrections": [{"typed": one.typed, "used": one.used, "kind": one.kind} for one in self.corrections],
            "hits": [hit_json(hit) for hit in self.hits],
            "facets": {
                name: [{"value": v.value, "label": v.label, "count": v.count, "selected": v.selected} for v in values]
                for name, values in self.facets.items()
            },
            "overturned": rate_json(self.overturned),
            "looser": [{"query": one.query, "total": one.total} for one in self.looser],
        }


def rate_json(rate: Rate) -> dict[str, Any]:
    """Return a rate as JSON output gives it, shares to four places."""
    shares = {"rate": rate.rate, "low": rate.low, "high": rate.high}
    rounded = {name: None if share is None else round(share, 4) for name, share in shares.items()}
    return {"n": rate.n, "of": rate.of} | rounded


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as JSON output gives it."""
    about = about_json(hit.about)
    return {
        "id": hit.id,
        "letter": hit.letter,
        "k": hit.k,
        "treatment": hit.treatment,
        "decision": hit.decision,
        "score": round(hit.score, 4),
        "decision_date": hit.decision_date.isoformat() if hit.decision_date else None,
        "specialties": list(hit.specialties),
        **{name: about[name] for name in _SHOWN},
        "snippets": [
            {"field": snippet.field, "text": snippet.text, "marks": [list(mark) for mark in snippet.marks]}
            for snippet in hit.snippets
        ],
        "alike": len(hit.alike_ids),
        "alike_ids": list(hit.alike_ids),
    }
