"""A letter as JSON: what `imr parse` and `imr show --json` print."""

from datetime import date
from typing import Any

from corpus.determination import Determination, Issue, Passage


def as_json(letter: Determination) -> dict[str, Any]:
    """Return a letter as JSON values: dates in ISO form, absent values null.

    `spans` give, beside the contract's fields, where each section stands in the letter's text, in characters; `text`
    is the whole text of an unrecognised letter.
    """
    return {
        "letter": letter.letter,
        "source": letter.source,
        "layout": letter.layout,
        "case_number": letter.case_number,
        "date_assigned": _iso(letter.date_assigned),
        "date_of_injury": _iso(letter.date_of_injury),
        "decision_date": _iso(letter.decision_date),
        "ur_denial_date": _iso(letter.ur_denial_date),
        "application_received": _iso(letter.application_received),
        "priority": letter.priority,
        "licensed_states": list(letter.reviewer.licensed_states),
        "specialties": list(letter.reviewer.specialties),
        "age": letter.patient.age,
        "sex": letter.patient.sex,
        "summary": _text(letter.summary),
        "issues": [_issue(issue) for issue in letter.issues],
        "text": letter.text,
        "spans": {"summary": _span(letter.summary)},
        "warnings": list(letter.warnings),
    }


def _issue(issue: Issue) -> dict[str, Any]:
    sections = {
        "treatment": issue.treatment,
        "claims_administrator_guideline": issue.claims_administrator_guideline,
        "reviewer_guideline": issue.reviewer_guideline,
        "rationale": issue.rationale,
    }
    texts = {name: _text(passage) for name, passage in sections.items()}
    spans = {name: _span(passage) for name, passage in sections.items()}
    return {"k": issue.k, "page": issue.page, "decision": issue.decision} | texts | {"spans": spans}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(passage: Passage | None) -> str | None:
    return passage.text if passage else None


def _span(passage: Passage | None) -> list[int] | None:
    return [passage.start, passage.end] if passage else None
