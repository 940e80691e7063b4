"""A letter as JSON: what `imr parse` and `imr show --json` print."""

from datetime import date
from typing import Any

from corpus.determination import About, BodyPart, Citation, Determination, Drug, Finding, Issue, Passage

_Placed = Passage | Finding | Drug | BodyPart | Citation


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
    printed = {"k": issue.k, "page": issue.page, "decision": issue.decision} | texts
    return printed | about_json(issue.about) | {"spans": spans | _derived_spans(issue.about)}


def about_json(about: About) -> dict[str, Any]:
    """Return what an issue is about as JSON values, by the names of the vocabulary."""
    category, _, subcategory = about.category.name.partition(" > ") if about.category else ("", "", "")
    change = about.modification
    return {
        "category": category or None,
        "subcategory": subcategory or None,
        "procedure": about.procedure.name if about.procedure else None,
        "drugs": [_drug(drug) for drug in about.drugs],
        "diagnoses": [diagnosis.name for diagnosis in about.diagnoses],
        "body_parts": [str(part) for part in about.body_parts],
        "guidelines": [
            {"source": cited.source, "topic": cited.topic, "edition": cited.edition, "tier": cited.tier, "by": cited.by}
            for cited in about.guidelines
        ],
        "reasons": [reason.name for reason in about.reasons],
        "requested": _text(change.requested) if change else None,
        "authorized": _text(change.authorized) if change else None,
        "remaining": _text(change.remaining) if change else None,
        "depends_on": about.depends_on,
    }


def _drug(drug: Drug) -> dict[str, Any]:
    quantity = drug.quantity
    if quantity is not None and quantity.is_integer():
        quantity = int(quantity)
    return {"name": drug.name, "class": drug.drug_class, "dose": drug.dose, "quantity": quantity, "unit": drug.unit}


def _derived_spans(about: About) -> dict[str, Any]:
    """Return where each derived value stands, in the order of the values."""
    several: dict[str, tuple[_Placed, ...]] = {
        "drugs": about.drugs,
        "diagnoses": about.diagnoses,
        "body_parts": about.body_parts,
        "guidelines": about.guidelines,
        "reasons": about.reasons,
    }
    change = about.modification
    single = {
        "category": about.category,
        "procedure": about.procedure,
        "requested": change.requested if change else None,
        "authorized": change.authorized if change else None,
        "remaining": change.remaining if change else None,
    }
    return {name: _span(value) for name, value in single.items()} | {
        name: [_span(value) for value in values] for name, values in several.items()
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(passage: Passage | None) -> str | None:
    return passage.text if passage else None


def _span(placed: _Placed | None) -> list[int] | None:
    return [placed.start, placed.end] if placed else None
