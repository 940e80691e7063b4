"""What each issue of a letter is about, from its own sections and the letter's summary."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from corpus.derive.guidelines import read_guidelines
from corpus.derive.modification import read_modification
from corpus.derive.prose import Told, read_rationale, read_summary
from corpus.derive.section import Section
from corpus.derive.treatment import Treatment, read_treatment
from corpus.determination import About, BodyPart, Citation, Drug, Finding, Issue, Modification, Passage
from corpus.repair import Repairer
from corpus.vocabulary.procedures import procedures

_Placed = TypeVar("_Placed", Finding, Drug, BodyPart)

_DEPENDS = "depends on a refused service"


def derive(summary: Passage | None, issues: Sequence[Issue], repairer: Repairer) -> tuple[Issue, ...]:
    """Return the issues with what they are about; all spans point into the text of the `repairer`."""
    of_patient = read_summary(Section(repairer, summary)).diagnoses if summary else ()
    abouts = [_about(issue, of_patient, repairer) for issue in issues]
    surgeries = [
        number
        for number, (issue, about) in enumerate(zip(issues, abouts, strict=True))
        if issue.decision == "upheld" and _is_surgery(about)
    ]
    return tuple(
        replace(issue, about=_with_surgery(number, abouts, surgeries, issues)) for number, issue in enumerate(issues)
    )


def _about(issue: Issue, of_patient: Iterable[Finding], repairer: Repairer) -> About:
    said = issue.rationale
    told = read_rationale(Section(repairer, said), issue.decision) if said else Told()
    guidelines: list[Citation] = []
    if said := issue.claims_administrator_guideline:
        guidelines += read_guidelines(Section(repairer, said), "administrator")
    if said := issue.reviewer_guideline:
        guidelines += read_guidelines(Section(repairer, said), "reviewer")
    asked, change = _asked(issue.treatment, repairer) if issue.treatment else (Treatment(), None)
    return About(
        category=asked.category,
        procedure=asked.procedure,
        drugs=asked.drugs,
        body_parts=asked.body_parts,
        diagnoses=first_mentions((*of_patient, *told.diagnoses)),
        guidelines=tuple(guidelines),
        reasons=told.reasons,
        modification=change,
    )


def first_mentions(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each name once, where it is first told."""
    by_name: dict[str, Finding] = {}
    for one in found:
        by_name.setdefault(one.name, one)
    return tuple(by_name.values())


def _asked(title: Passage, repairer: Repairer) -> tuple[Treatment, Modification | None]:
    """Read what of a title is in dispute: where it narrates a modification, what remains; the rest fills the gaps."""
    whole = placed_treatment(title, repairer)
    change = read_modification(repairer.printed(title), title.start, repairer)
    if change is None or change.remaining is None:
        return whole, change
    rest = placed_treatment(change.remaining, repairer)
    asked = Treatment(
        rest.category or whole.category,
        rest.procedure or whole.procedure,
        rest.drugs or whole.drugs,
        rest.body_parts or whole.body_parts,
    )
    return asked, change


def placed_treatment(title: Passage, repairer: Repairer) -> Treatment:
    """Return what a title asks for, with the spans in the letter."""
    section = Section(repairer, title)
    asked = read_treatment(section.line)

    def placed(one: _Placed) -> _Placed:
        start, end = section.span(one.start, one.end)
        return replace(one, start=start, end=end)

    return Treatment(
        placed(asked.category) if asked.category else None,
        placed(asked.procedure) if asked.procedure else None,
        tuple(map(placed, asked.drugs)),
        tuple(map(placed, asked.body_parts)),
    )


def _with_surgery(number: int, abouts: Sequence[About], surgeries: Sequence[int], issues: Sequence[Issue]) -> About:
    """Say which refused surgery a service depends on; a service that names no part of the body is for the surgery's.

    `surgeries` are the numbers of the refused ones.
    """
    about = abouts[number]
    others = [surgery for surgery in surgeries if surgery != number]
    if not others or not any(reason.name == _DEPENDS for reason in about.reasons):
        return about
    # The nearest above it, else the first of the letter
    surgery = others[max(0, bisect_left(others, number) - 1)]
    return replace(about, depends_on=issues[surgery].k, body_parts=about.body_parts or abouts[surgery].body_parts)


def _is_surgery(about: About) -> bool:
    return about.procedure is not None and procedures()[about.procedure.name].surgery
