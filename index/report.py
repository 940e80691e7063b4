"""What a run did, and what the index holds after it."""

from dataclasses import dataclass, field

from index.reading import Failure


@dataclass(frozen=True, slots=True)
class Clash:
    """Different letters that claim one id: each is kept under `LETTER~` and 8 digits of its text's digest."""

    letter: str
    sources: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What a run did: letters against the index before it, what failed, and the whole index after it.

    `failed` and `others` (files in folders and members of zip files that are no letters) are those of the sources that
    the run named. `lost` are those of `failed` that the index had and no run can bring back: it was damaged, and their
    source can't be read. `duplicates` counts the places beyond the first where a text of the index stands. `bytes` is
    the size of the index, 0 where there is none.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    others: int = 0
    failed: list[Failure] = field(default_factory=list)
    lost: list[Failure] = field(default_factory=list)
    unrecognised: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    letters: int = 0
    issues: int = 0
    seconds: float = 0.0
    bytes: int = 0
