"""The dispute that others are compared with: an issue of the index or of a pasted letter, or what a text asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.derive.request import read_request
from corpus.determination import Determination, Issue, Patient, SourceText
from corpus.errors import BadRequest, UnknownIssue
from corpus.facts import read_patient
from corpus.kept import keeping_nothing
from corpus.parse import digest_of, parse
from index.shingles import Signature, sign
from search.passages import Sentence, of_issue, telling

# A rationale no longer than this, in characters, may be one that any refused operation brings with it: no disputes are
# near-twins by it.
_FORM_SENTENCE = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """A dispute, with what of its text tells of the case.

    `letter` and `k` name an issue of a letter, and are None for any other text; `digest` is that of the whole text.
    `others` names what else the letter or text asks for.
    """

    letter: str | None
    k: int | None
    digest: str
    patient: Patient
    issue: Issue
    sentences: tuple[Sentence, ...]
    signature: Signature
    others: tuple[str, ...]


def subject_of_issue(letter: Determination, k: int | None) -> Subject:
    """Return an issue of a letter; without `k` the only one.

    Raises:
        BadRequest: there are several, of which one must be named.
        UnknownIssue: there is no such issue.
    """
    if letter.text is not None and k in (None, 0):
        return subject_of_text(SourceText(letter.source, letter.letter, letter.text), letter=letter.letter)
    if k is None:
        if len(letter.issues) > 1:
            listed = "".join(f"\n  {letter.letter}#{issue.k}  {_heading(issue)}" for issue in letter.issues)
            raise BadRequest(f"{letter.letter} has {len(letter.issues)} issues; name one of them:{listed}")
        k = 1
    issue = next((one for one in letter.issues if one.k == k), None)
    if issue is None:
        raise UnknownIssue(f"{letter.letter} has no issue {k}; its issues are 1 to {len(letter.issues)}")
    rationale = issue.rationale.text if issue.rationale and len(issue.rationale.text) > _FORM_SENTENCE else ""
    return Subject(
        letter=letter.letter,
        k=k,
        digest=letter.digest,
        patient=letter.patient,
        issue=issue,
        sentences=of_issue(letter, issue),
        signature=sign(rationale, issue.decision),
        others=_others(letter.issues, issue),
    )


def subject_of_text(text: SourceText, k: int | None = None, letter: str | None = None) -> Subject:
    """Return an issue of a determination, or a treatment that any other text asks for; the first unless `k` is given.

    Raises:
        UnknownIssue: there is none of that number.
    """
    with keeping_nothing():
        determination = parse(text)
        return subject_of_issue(determination, k or 1) if determination.issues else _subject_of_request(text, k, letter)


def _subject_of_request(text: SourceText, k: int | None, letter: str | None) -> Subject:
    request = read_request(text.text)
    if k and k > len(request.issues):
        raise UnknownIssue(f"the text asks for {len(request.issues)} treatments that are known, not {k}")
    issue = request.issues[(k or 1) - 1]
    return Subject(
        letter=letter,
        k=None if letter is None else 0,
        digest=digest_of(text.text),
        patient=read_patient(text.text),
        issue=issue,
        sentences=tuple(sentence for passage in request.story for sentence in telling("text", passage)),
        signature=Signature(),
        others=_others(request.issues, issue),
    )


def _others(issues: Iterable[Issue], but: Issue) -> tuple[str, ...]:
    return tuple(f"#{one.k} {_heading(one)}" for one in issues if one is not but)


def _heading(issue: Issue) -> str:
    return issue.treatment.text if issue.treatment else "(no treatment found)"
