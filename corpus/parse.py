"""Text to values: one letter's text becomes a `Determination`."""

import hashlib
import re
from collections.abc import Mapping

from corpus import patterns
from corpus.clean import one_line
from corpus.derive.about import derive
from corpus.determination import Decision, Determination, Issue, Layout, Passage, SourceText
from corpus.facts import Header, read_date_of_injury, read_header, read_patient, read_reviewer
from corpus.headings import Headings, find_headings
from corpus.issues import Split, split_issues
from corpus.listed import Listed, read_disputes, read_statements
from corpus.repair import Repairer, blank_furniture

_DIGEST_BYTES = 16
# Later ones first: of two that print as much of what is found, a letter is of the later.
_LAYOUTS: tuple[Layout, ...] = ("E", "D", "C", "B", "A")


def parse(letter: SourceText) -> Determination:
    """Parse a letter. Never fails: what can't be told apart is indexed as text, with a warning that says so."""
    body = blank_furniture(letter.text)
    headings = find_headings(body)
    repairer = Repairer(body)

    listed = _list_of_disputes(body, headings)
    split = _issues(body, headings, repairer, listed)
    headed = headings["issues"] is not None or headings["dispute"] is not None
    # Labels alone, in some other kind of text, make no determination.
    issues = split.issues if headed or any(issue.decision for issue in split.issues) else ()
    summary = _summary(body, headings, split, repairer)
    story = summary.text if summary else ""
    header = _header(headings)
    reviewer, credentials = read_reviewer(_credentials(body, headings))
    layout = _layout(body, headings, split, credentials) if issues else "unrecognised"
    return Determination(
        letter=header.case_number or letter.name,
        source=letter.source,
        digest=digest_of(letter.text),
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
        issues=derive(summary, issues, repairer),
        text=letter.text if layout == "unrecognised" else None,
        warnings=letter.warnings + tuple(_warnings(layout, headings, summary, issues, credentials)),
    )


def digest_of(text: str) -> str:
    """Return the digest by which a letter's text is known: equal texts, white space collapsed, have the same."""
    return hashlib.blake2b(one_line(text).encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _header(headings: Headings) -> Header:
    """Read the header block; layout B tells some of what it lacks in a sentence above its list."""
    # In layout B what is in dispute stands above the first heading too, with dates of its own.
    statement = patterns.STATEMENT.search(headings.preamble)
    header = read_header(headings.preamble[: statement.start()] if statement else headings.preamble)
    return header.or_else(read_header(headings.text("dispute"))) if headings["dispute"] else header


def _credentials(body: str, headings: Headings) -> str:
    """Return the text the credentials stand in: their section, else all that is above the summary."""
    if headings["reviewer"]:
        return headings.text("reviewer")
    below = headings["summary"] or headings["issues"]
    return body[: below.start] if below else body


def _list_of_disputes(body: str, headings: Headings) -> Mapping[int, Listed]:
    dispute = headings["dispute"]
    if dispute and "A" in dispute.layouts:
        return read_disputes(body, dispute.end, headings.end_of("dispute"))
    return read_statements(body)


def _issues(body: str, headings: Headings, repairer: Repairer, listed: Mapping[int, Listed]) -> Split:
    """Split the issues, which stand below their heading, or else below all that is told before them."""
    reviewer = headings["reviewer"]
    above = headings["issues"] or headings.last("dispute", "documents", "summary")
    unheaded = 0 if reviewer else len(body)
    start = _after(patterns.ISSUES_INTRODUCTION, body, above.end) if above else unheaded
    # Layout A prints the credentials below the issues.
    end = reviewer.start if reviewer and "A" in reviewer.layouts and reviewer.start > start else len(body)
    return split_issues(
        body, start, end, repairer,
        headed=headings["issues"] is not None, listed=listed, letter_decision=_letter_decision(headings.preamble),
    )  # fmt: skip


def _letter_decision(preamble: str) -> Decision | None:
    """Read what a cover page says of the whole letter; a partial overturn decides no issue."""
    outcome = patterns.LETTER_OUTCOME.search(preamble)
    if outcome is None or outcome["partial"]:
        return None
    return "upheld" if outcome["upheld"] else "overturned"


def _after(introduction: re.Pattern[str], body: str, position: int) -> int:
    """Return where a section's own text begins: after the form's sentence, if that is there."""
    sentence = introduction.match(body, position)
    return sentence.end() if sentence else position


def _summary(body: str, headings: Headings, split: Split, repairer: Repairer) -> Passage | None:
    heading = headings["summary"]
    if heading is None:
        return None
    start = _after(patterns.SUMMARY_INTRODUCTION, body, heading.end)
    end = headings.end_of("summary")
    return repairer.passage(start, min(end, split.begins) if split.begins > start else end)


def _layout(body: str, headings: Headings, split: Split, credentials: str) -> Layout:
    """Return the layout that prints most of the wordings found, the later of two.

    Without credentials, D and E are told by the form of their citations, and where those name neither page nor
    section, by their titles.
    """
    # The labels of the issues, in letters that mix, may be of another family than all the rest: they count once.
    found = [*headings.layouts, *split.layouts, credentials]
    found += [str(notice.lastgroup) for notice in patterns.NOTICE.finditer(headings.preamble)]
    if not (credentials or patterns.SECTION_CITATION.search(body)):
        capitals = all(issue.treatment and issue.treatment.text.isupper() for issue in split.issues)
        found += ["D"] if capitals or patterns.PAGE_CITATION.search(body) else []
    return max(_LAYOUTS, key="".join(found).count)


def _warnings(
    layout: Layout, headings: Headings, summary: Passage | None, issues: tuple[Issue, ...], credentials: str
) -> list[str]:
    """Name what a letter of the layout should have and this one lacks."""
    if layout == "unrecognised":
        return ["layout unrecognised: indexed as plain text"]
    warnings = []
    if not (headings["issues"] or headings["dispute"]):
        warnings.append("no heading above the issues")
    if layout in "ABC" and headings["documents"] is None:
        warnings.append("no documents reviewed")
    if summary is None:
        warnings.append("no clinical case summary")
    if not credentials:
        warnings.append("no reviewer's credentials")
    for issue in issues:
        parts = {
            "treatment": issue.treatment,
            "decision": issue.decision,
            # Layout A does not give it.
            "claims administrator's guideline": issue.claims_administrator_guideline or layout == "A" or None,
            "reviewer's guideline": issue.reviewer_guideline,
            "rationale": issue.rationale,
        }
        warnings += [f"issue {issue.k}: no {part}" for part, value in parts.items() if value is None]
    return warnings
