"""Determinations to documents: one for each issue, the first of which also carries the letter."""

import hashlib
import re
from collections.abc import Mapping

import msgspec

from corpus.determination import Determination, Issue
from index.fields import FIELDS, Value
from index.records import write_record
from index.shingles import Signature, sign

_CASE_NUMBER = re.compile(r"(?:CM)?(\d\d)-(\d{6,8})")

# Widths of a sort key's parts, in bits: day, letter, issue. Together they fit a signed 64-bit number.
_DAY_BITS, _LETTER_BITS, _ISSUE_BITS = 21, 34, 8
LETTER_NUMBERS = 1 << 52


class IndexDocument(msgspec.Struct, frozen=True, gc=False):
    """What an engine stores for one issue.

    `fields` holds the values of `index.fields.FIELDS` that the letter has. `newest` and `oldest` are sort keys, largest
    and smallest first: by decision date, then letter, then issue; letters without a date come last under both. `lot`
    sorts by the hash of the letter's text, then issue: the first of any issues under it are a sample of them, the same
    each time. The letter's `record` travels with its first document only; `signature` is that of the issue's rationale.
    """

    id: str
    letter: str
    digest: str
    fields: Mapping[str, tuple[Value, ...]]
    newest: int
    oldest: int
    lot: int
    record: bytes | None
    signature: Signature = Signature()


def documents(determination: Determination) -> list[IndexDocument]:
    """Return the documents of a letter: one an issue, or `LETTER#0` for one indexed as plain text."""
    of_letter = {field.name: values for field in FIELDS if (values := tuple(field.of_letter(determination)))}
    issues: tuple[Issue | None, ...] = determination.issues or (None,)
    return [
        IndexDocument(
            id=f"{determination.letter}#{issue.k if issue else 0}",
            letter=determination.letter,
            digest=determination.digest,
            fields=of_letter | _of_issue(issue) if issue else of_letter,
            newest=_sort_key(determination, issue, newest=True),
            oldest=_sort_key(determination, issue, newest=False),
            lot=_lot(determination.digest, issue),
            record=write_record(determination) if number == 0 else None,
            signature=sign(issue.rationale.text, issue.decision) if issue and issue.rationale else Signature(),
        )
        for number, issue in enumerate(issues)
    ]


def split_id(document_id: str) -> tuple[str, int]:
    """Split `LETTER#k` into the letter and k."""
    letter, _, k = document_id.rpartition("#")
    return letter, int(k)


def _of_issue(issue: Issue) -> dict[str, tuple[Value, ...]]:
    return {field.name: values for field in FIELDS if (values := tuple(field.of_issue(issue)))}


def _sort_key(determination: Determination, issue: Issue | None, *, newest: bool) -> int:
    decided = determination.decision_date
    last = 0 if newest else (1 << _DAY_BITS) - 1
    day = decided.toordinal() if decided else last
    k = _issue_order(issue)
    # Issues of one letter keep their printed order under both sorts.
    issue_part = (1 << _ISSUE_BITS) - 1 - k if newest else k
    return (((day << _LETTER_BITS) | _letter_order(determination.letter)) << _ISSUE_BITS) | issue_part


def _lot(digest: str, issue: Issue | None) -> int:
    drawn = int.from_bytes(hashlib.blake2b(digest.encode(), digest_size=8).digest()) % LETTER_NUMBERS
    return drawn << _ISSUE_BITS | _issue_order(issue)


def letter_of(lot: int) -> int:
    """Return a number under `LETTER_NUMBERS` for the letter of an issue, by its lot.

    Letters have different ones: among a million, two that share one are to be expected once in 9,000 indexes.
    """
    return lot >> _ISSUE_BITS


def first_lot(letter: int) -> int:
    """Return the smallest lot that an issue of a letter can have, by the letter's number."""
    return letter << _ISSUE_BITS


def _issue_order(issue: Issue | None) -> int:
    return min(issue.k if issue else 0, (1 << _ISSUE_BITS) - 1)


def _letter_order(letter: str) -> int:
    """Return a number that orders case numbers as they were assigned, and other letters in some fixed order."""
    match = _CASE_NUMBER.fullmatch(letter)
    if match:
        return int(match[1]) * 100_000_000 + int(match[2])
    digest = hashlib.blake2b(letter.encode(), digest_size=4).digest()
    return int.from_bytes(digest)
