"""What the page of a letter shows: its sections in the order they are read, with marks, and its facts."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.determination import About, Citation, Determination, Drug, Issue
from search import MarkedLetter
from search.in_words import citations_in_words
from web.asked import Asked
from web.in_words import day_in_words, path_in_words
from web.pieces import Piece, pieces

_LABELS = {
    "summary": "Clinical case summary",
    "claims_administrator_guideline": "Claims administrator’s guideline",
    "reviewer_guideline": "Reviewer’s guideline",
    "rationale": "Decision rationale",
    "text": "Text of the letter",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section in pieces. `marks` are how many it has, `first` is the number of its first one."""

    label: str
    pieces: list[Piece]
    marks: int
    first: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact; `links` are its values, each with where to search for it, None for one that can't be searched for."""

    label: str
    links: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class ShownIssue:
    """An issue: its heading in pieces, its sections, and what it is about."""

    issue: Issue
    heading: list[Piece]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    marks: int
    first: int


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter: what stands before and behind its issues, these, and its facts."""

    letter: Determination
    before: tuple[Section, ...]
    issues: tuple[ShownIssue, ...]
    text: Section | None
    facts: tuple[Fact, ...]
    marks: int


def shown_letter(letter: Determination, marked: MarkedLetter) -> ShownLetter:
    """Return what is shown of a letter. `marked` has all of its sections."""
    by_issue: dict[int | None, dict[str, Section]] = {}
    count = 0
    for section in marked.sections:
        parts = by_issue.setdefault(section.k, {})
        label = _LABELS.get(section.part, "")
        shown = Section(label, pieces(section.text, section.marks, count + 1), len(section.marks), count + 1)
        parts[section.part] = shown
        count += len(section.marks)
    own = by_issue.get(None, {})
    return ShownLetter(
        letter=letter,
        before=tuple(section for part, section in own.items() if part != "text"),
        issues=tuple(_issue(issue, by_issue.get(issue.k, {})) for issue in letter.issues),
        text=own.get("text"),
        facts=tuple(_letter_facts(letter)),
        marks=count,
    )


def _issue(issue: Issue, parts: dict[str, Section]) -> ShownIssue:
    marks = sum(section.marks for section in parts.values())
    heading = parts.get("treatment")
    return ShownIssue(
        issue=issue,
        heading=heading.pieces if heading else [Piece("(no treatment found)", 0)],
        sections=tuple(section for part, section in parts.items() if part != "treatment"),
        facts=tuple(fact for fact in _about(issue.about) if fact.links),
        marks=marks,
        first=next((section.first for section in parts.values() if section.marks), 0),
    )


def _search(field: str, value: str) -> str:
    return Asked().with_filter(field, value).address("/search")


def _fact(label: str, field: str, values: Iterator[str]) -> Fact:
    return Fact(label, tuple((path_in_words(value), _search(field, value)) for value in values))


def _about(about: About) -> Iterator[Fact]:
    yield _fact("Category", "category", iter([about.category.name] if about.category else []))
    yield _fact("Procedure", "procedure", iter([about.procedure.name] if about.procedure else []))
    yield Fact("Drugs", tuple((_drug(drug), _search("drug", drug.name)) for drug in about.drugs))
    yield _fact("Drug class", "class", iter(dict.fromkeys(drug.drug_class for drug in about.drugs)))
    yield Fact("Body part", tuple((str(part), _search("body", part.part)) for part in about.body_parts))
    yield _fact("Diagnoses", "diagnosis", (one.name for one in about.diagnoses))
    yield _fact("Reasons", "reason", (one.name for one in about.reasons))
    yield _fact("Reviewer relied on", "cited", iter(_cited(about.guidelines, "reviewer")))
    administrators = _cited(about.guidelines, "administrator")
    yield Fact("Administrator relied on", tuple((path_in_words(one), None) for one in administrators))
    change = about.modification
    for label, said in (
        ("Requested", change and change.requested),
        ("Authorized", change and change.authorized),
        ("In dispute", change and change.remaining),
    ):
        yield Fact(label, ((said.text, None),) if said else ())
    yield Fact("Depends on", ((f"issue {about.depends_on}", f"#issue-{about.depends_on}"),) if about.depends_on else ())


def _cited(citations: tuple[Citation, ...], by: str) -> list[str]:
    return citations_in_words((one for one in citations if one.by == by), " > ")


def _drug(drug: Drug) -> str:
    quantity = f"{drug.quantity:g} {drug.unit}" if drug.unit else f"#{drug.quantity:g}" if drug.quantity else None
    return " ".join(filter(None, (drug.name, drug.dose, quantity)))


def _letter_facts(letter: Determination) -> Iterator[Fact]:
    days = {
        "Decided": letter.decision_date,
        "Date of injury": letter.date_of_injury,
        "UR denial": letter.ur_denial_date,
        "Application received": letter.application_received,
        "Date assigned": letter.date_assigned,
    }
    others = {
        "Priority": letter.priority,
        "Patient": ", ".join(str(one) for one in (letter.patient.age, letter.patient.sex) if one is not None),
        "Reviewer’s specialty": ", ".join(letter.reviewer.specialties),
        "Reviewer licensed in": ", ".join(letter.reviewer.licensed_states),
        "Letter layout": letter.layout,
    }
    told = {label: day_in_words(day) for label, day in days.items() if day} | others
    yield from (Fact(label, ((value, None),)) for label, value in told.items() if value)
