"""How rationales say what they decide (verdicts.toml)."""

from functools import cache

import msgspec

from corpus.vocabulary.cues import Cues
from corpus.vocabulary.files import load


class Verdicts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The wording of verdicts (see verdicts.toml)."""

    source: str
    within: int
    plain: tuple[str, ...]
    subject: tuple[str, ...]
    outcome: tuple[str, ...]


@cache
def verdicts() -> Verdicts:
    """Return the wording."""
    return msgspec.convert(load("verdicts"), Verdicts)


@cache
def verdict_cues() -> Cues:
    """Return the wording by its classes: `plain`, `subject` and `outcome`."""
    wording = verdicts()
    return Cues({"plain": wording.plain, "subject": wording.subject, "outcome": wording.outcome})
