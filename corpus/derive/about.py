"""What each issue of a letter is about, from its own sections and the letter's summary."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.derive.diagnoses import read_diagnoses
from corpus.derive.guidelines import read_guidelines
from corpus.derive.modification import read_modification
from corpus.derive.reasons import read_reasons
from corpus.derive.section import Section
from corpus.derive.treatment import Treatment, read_treatment
from corpus.determination import About, Finding, Issue, Modification, Passage
from corpus.repair import Repairer
from corpus.vocabulary.load import procedures

_DEPENDS = "depends on a refused service"


def derive(body: str, summary: Passage | None, issues: Sequence[Issue], repairer: Repairer) -> tuple[Issue, ...]:
    """Return the issues with what they are about; `body` is the letter's text, into which all spans point."""
    of_patient = tuple(read_diagnoses(_section(body, summary), of_patient=True)) if summary else ()
    abouts = [_about(body, issue, of_patient, repairer) for issue in issues]
    return tuple(
        replace(issue, about=_with_surgery(about, issues, abouts, number))
        for number, (issue, about) in enumerate(zip(issues, abouts, strict=True))
    )


def _section(body: str, passage: Passage) -> Section:
    return Section(body, passage.start, passage.end)


def _about(body: str, issue: Issue, of_patient: Iterable[Finding], repairer: Repairer) -> About:
    title = issue.treatment
    change = read_modification(body[title.start : title.end], title.start, repairer) if title else None
    asked = _treatment(body, title, change) if title else Treatment()
    rationale = _section(body, issue.rationale) if issue.rationale else None
    diagnoses = [*of_patient, *(read_diagnoses(rationale, of_patient=False) if rationale else ())]
    return About(
        category=asked.category,
        procedure=asked.procedure,
        drugs=asked.drugs,
        body_parts=asked.body_parts,
        diagnoses=tuple({found.name: found for found in reversed(diagnoses)}.values())[::-1],
        guidelines=(
            *(read_guidelines(_section(body, said), "administrator") if (said := issue.claims_administrator_guideline) else ()),
            *(read_guidelines(_section(body, said), "reviewer") if (said := issue.reviewer_guideline) else ()),
        ),
        reasons=read_reasons(rationale, issue.decision) if rationale else (),
        modification=change,
    )


def _treatment(body: str, title: Passage, change: Modification | None) -> Treatment:
    """Read what of a title is in dispute: where it narrates a modification, what remains; the rest fills the gaps."""
    whole = read_treatment(_section(body, title))
    if change is None or change.remaining is None:
        return whole
    rest = read_treatment(_section(body, change.remaining))
    return Treatment(
        rest.category or whole.category,
        rest.procedure or whole.procedure,
        rest.drugs or whole.drugs,
        rest.body_parts or whole.body_parts,
    )


def _with_surgery(about: About, issues: Sequence[Issue], abouts: Sequence[About], number: int) -> About:
    """Say which refused surgery a service depends on; a service that names no part of the body is for the surgery's."""
    if not any(reason.name == _DEPENDS for reason in about.reasons):
        return about
    # The nearest above it, else the first of the letter.
    others = [*range(number - 1, -1, -1), *range(number + 1, len(issues))]
    surgery = next((k for k in others if issues[k].decision == "upheld" and _is_surgery(abouts[k])), None)
    if surgery is None:
        return about
    return replace(about, depends_on=issues[surgery].k, body_parts=about.body_parts or abouts[surgery].body_parts)


def _is_surgery(about: About) -> bool:
    return about.procedure is not None and procedures()[about.procedure.name].surgery
