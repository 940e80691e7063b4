"""Text to values: one letter's text becomes a `Determination`."""

import hashlib
import re
from typing import Literal

from corpus import patterns
from corpus.determination import Determination, Issue, Layout, Passage, SourceText
from corpus.facts import read_date_of_injury, read_header, read_patient, read_reviewer
from corpus.issues import split_issues
from corpus.repair import Repairer, blank_furniture

_DIGEST_BYTES = 16


def parse(letter: SourceText) -> Determination:
    """Parse a letter. Never fails: what can't be told apart is indexed as text, with a warning that says so."""
    body = blank_furniture(letter.text)
    how_made = patterns.HOW_MADE.search(body)
    summary_heading = patterns.SUMMARY.search(body, how_made.end() if how_made else 0)
    issues_heading = patterns.ISSUES.search(body, summary_heading.end() if summary_heading else 0)
    repairer = Repairer(body)

    headed = issues_heading is not None
    issues_start = _after(patterns.ISSUES_INTRODUCTION, body, issues_heading or summary_heading)
    issues = split_issues(body, issues_start, repairer, headed=headed)
    if not headed and all(issue.decision is None for issue in issues):
        # Labels alone, in some other kind of text, make no determination.
        issues = ()
    story_start = _first_start(body, summary_heading, issues_heading)
    header = read_header(body[: _first_start(body, how_made, summary_heading, issues_heading)])
    reviewer, printed_as = read_reviewer(body[how_made.end() if how_made else 0 : story_start])
    summary = _summary(body, summary_heading, _story_end(body, issues_heading, issues), repairer)
    story = summary.text if summary else ""
    layout = _layout(body, printed_as) if issues else "unrecognised"
    return Determination(
        letter=header.case_number or letter.name,
        source=letter.source,
        digest=_digest(letter.text),
        layout=layout,
        case_number=header.case_number,
        date_assigned=header.date_assigned,
        date_of_injury=header.date_of_injury or read_date_of_injury(story),
        decision_date=header.decision_date,
        ur_denial_date=header.ur_denial_date,
        application_received=header.application_received,
        priority=header.priority,
        reviewer=reviewer,
        patient=read_patient(story),
        # An unrecognised letter is searched by its whole text, of which a summary would be a second copy.
        summary=summary if issues else None,
        issues=issues,
        text=letter.text if layout == "unrecognised" else None,
        warnings=letter.warnings + _warnings(summary, issues, headed=headed, reviewer_found=printed_as is not None),
    )


def _digest(text: str) -> str:
    collapsed = " ".join(text.split())
    return hashlib.blake2b(collapsed.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _after(introduction: re.Pattern[str], body: str, heading: re.Match[str] | None) -> int:
    """Return where a section's own text begins: after its heading and the form's sentence, if that is there."""
    if heading is None:
        return len(body)
    sentence = introduction.match(body, heading.end())
    return sentence.end() if sentence else heading.end()


def _first_start(body: str, *headings: re.Match[str] | None) -> int:
    """Return where the first of the headings that are there begins, else the end of the text."""
    return next((heading.start() for heading in headings if heading), len(body))


def _story_end(body: str, issues_heading: re.Match[str] | None, issues: tuple[Issue, ...]) -> int:
    if issues_heading:
        return issues_heading.start()
    return issues[0].treatment.start if issues and issues[0].treatment else len(body)


def _summary(body: str, heading: re.Match[str] | None, end: int, repairer: Repairer) -> Passage | None:
    if heading is None:
        return None
    start = _after(patterns.SUMMARY_INTRODUCTION, body, heading)
    return repairer.passage(start, end)


def _layout(body: str, credentials: Literal["D", "E"] | None) -> Layout:
    """Tell D from E by the credentials; in a letter without them by the form of its citations."""
    if credentials:
        return credentials
    pages_only = patterns.PAGE_CITATION.search(body) and not patterns.SECTION_CITATION.search(body)
    return "D" if pages_only else "E"


def _warnings(
    summary: Passage | None, issues: tuple[Issue, ...], *, headed: bool, reviewer_found: bool
) -> tuple[str, ...]:
    """Name what a letter of a known layout should have and this one lacks."""
    if not issues:
        return ("layout unrecognised: indexed as plain text",)
    warnings = []
    if not headed:
        warnings.append("no heading above the issues")
    if summary is None:
        warnings.append("no clinical case summary")
    if not reviewer_found:
        warnings.append("no reviewer's credentials")
    for issue in issues:
        parts = {
            "treatment": issue.treatment,
            "decision": issue.decision,
            "claims administrator's guideline": issue.claims_administrator_guideline,
            "reviewer's guideline": issue.reviewer_guideline,
            "rationale": issue.rationale,
        }
        warnings += [f"issue {issue.k}: no {part}" for part, value in parts.items() if value is None]
    return tuple(warnings)
