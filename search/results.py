"""What a search answers: a page, or a list, of hits with snippets, facets and the share overturned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten
from typing import Any

from corpus.as_json import about_json
from corpus.determination import About, Citation, Decision
from search.filters import FacetValue
from search.highlight import Snippet
from search.in_words import counted, rate_in_words
from search.nearly import Looser
from search.rates import Rate
from search.request import SearchRequest
from search.widening import Correction

# What a hit shows of what its issue is about
_SHOWN = ("category", "subcategory", "procedure", "drugs", "diagnoses", "body_parts", "guidelines", "reasons")

_LONGEST_HEADING = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One issue that matched, with its letter's fields. `k` is 0 for a letter indexed as plain text.

    `alike_ids` names its near-twins among the first thousand issues, best first; they have no rows of their own.
    `without` is what it lacks of the words asked for; None for one that matches.
    """

    id: str
    letter: str
    k: int
    case_number: str | None
    treatment: str | None
    decision: Decision | None
    score: float
    decision_date: date | None
    specialties: tuple[str, ...]
    about: About
    snippets: tuple[Snippet, ...]
    alike_ids: tuple[str, ...]
    without: str | None = None

    @property
    def heading(self) -> str:
        """The treatment as the letter's heading prints it, or why there is none."""
        return self.treatment or ("(letter of unknown layout)" if self.k == 0 else "(no treatment found)")

    @property
    def relied_on(self) -> tuple[Citation, ...]:
        """The guidelines that the reviewer relied on."""
        return tuple(cited for cited in self.about.guidelines if cited.by == "reviewer")

    def __repr__(self) -> str:
        """Return the hit on one line, for people at a prompt or a notebook."""
        heading = shorten(self.heading, _LONGEST_HEADING, placeholder=" …")
        return f"<Hit {self.id} {self.decision or 'not decided'} {self.decision_date or 'undated'}: {heading}>"


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of results. `total`, facets and the share overturned count issues, near-twins included.

    `by_decision` tells that the query or a filter chooses by decision: the share overturned then says nothing.
    Hits that lack a word come behind all others, and no total counts them.
    `took_ms` is the time from request to page, in milliseconds.
    """

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    overturned: Rate
    by_decision: bool
    explanation: str
    corrections: tuple[Correction, ...]
    looser: tuple[Looser, ...]

    def __repr__(self) -> str:
        """Return the page as a line and a line a hit, for people at a prompt or a notebook."""
        rate = f"; {rate_in_words(self.overturned)}" if self.total and not self.by_decision else ""
        return "\n".join((f"<ResultPage {self.query!r}: {counted(self.total, 'issue')}{rate}>", *map(repr, self.hits)))

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


@dataclass(frozen=True, slots=True)
class Listing:
    """A result list while it is drawn: `hits` are read one by one, and once.

    `request` has the sort that was used; `page` tells of the list as a whole, and has no hits. `issues` is how many the
    index has; `ran` is when the list was asked for, in UTC.
    """

    request: SearchRequest
    page: ResultPage
    issues: int
    ran: datetime
    hits: Iterator[Hit]

    def __repr__(self) -> str:
        """Return what the list is of."""
        return f"<Listing {self.page.query!r}: {counted(self.page.total, 'issue')}>"


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
        "without": hit.without,
    }
