"""The run of `imr check`: is the index whole, does it mirror its sources, and what do its letters lack?

All letters are read back, and counted by their own words; the engine's counts and the ledger's must agree with that.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from corpus.determination import Determination
from corpus.errors import IndexDamaged
from index.build import Options, build
from index.document import documents
from index.engine import Engine, load_engine
from index.fields import FACETS, Value
from index.ledger import Ledger, Text
from index.query import Everything, FacetQuery, Query
from index.reading import Failure
from index.scan import scan_sources
from index.store import Stamp, engine_folder, generation_folder, open_latest, unfinished

# Of many findings of a kind so many are told one by one.
_TOLD = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    `mend` is what mends it: "rebuild" (the index is damaged), "update" (its sources have changed), "clear" (something
    is left over), or None: it is for a person to mend.
    """

    told: str
    mend: str | None


@dataclass(slots=True)
class Findings:
    """What a check found. `missing` counts, by field, the letters or issues that lack it; unrecognised ones aside."""

    letters: int = 0
    issues: int = 0
    layouts: dict[str, int] = field(default_factory=dict)
    unrecognised: list[str] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def check(folder: Path) -> Findings:
    """Check the index in `folder`.

    Raises:
        IndexUnusable: it can't even be opened; the message names the mend.
    """
    stamp, ledger, engine = open_latest(folder, lambda stamp: _opened(folder, stamp))
    with closing(ledger), closing(engine):
        totals = ledger.totals()
        found = Findings(totals.letters, totals.issues, ledger.layouts(), ledger.unrecognised())
        found.findings += _of_index(ledger, engine, found.missing)
        found.findings += _of_sources(folder, stamp, ledger)
    found.findings += [
        Finding(f"generation {name} is left of a run, or being written", "clear") for name in unfinished(folder)
    ]
    return found


def repair(folder: Path, found: Findings | None) -> list[Failure]:
    """Mend what a run can mend of what was found; None says that the index can't be opened.

    Returns the letters that are lost for good.

    Raises:
        IndexUnusable: it can't be mended; the message says why.
    """
    mends = {finding.mend for finding in found.findings} if found else {"rebuild"}
    return build(folder, [], Options(rebuild="rebuild" in mends)).lost if mends != {None} else []


def _opened(folder: Path, stamp: Stamp) -> tuple[Stamp, Ledger, Engine]:
    generation = generation_folder(folder, stamp)
    ledger = Ledger(generation)
    try:
        return stamp, ledger, load_engine(stamp.engine).open_reader(engine_folder(generation))
    except BaseException:
        ledger.close()
        raise


def _of_index(ledger: Ledger, engine: Engine, missing: dict[str, int]) -> Iterator[Finding]:
    if damage := ledger.damage():
        yield Finding(f"the ledger is damaged: {damage}", "rebuild")
    expected: dict[str, Counter[Value | None]] = {facet.name: Counter() for facet in FACETS}
    issues = 0
    lacking: Counter[str] = Counter(dict.fromkeys(_LETTER_PARTS + _ISSUE_PARTS, 0))
    for text in ledger.texts():
        try:
            letter = engine.fetch(text.letter)
        except IndexDamaged as error:
            yield Finding(f"{text.letter}: {error}", "rebuild")
            continue
        if wrong := _difference(text, letter):
            yield Finding(f"{text.letter}: {wrong}", "rebuild")
        if letter is None:
            continue
        for document in documents(letter):
            issues += 1
            for name, counts in expected.items():
                counts.update(set(document.fields.get(name, (None,))))
        if letter.layout != "unrecognised":
            lacking.update(_lacks(letter))
    missing |= lacking
    try:
        yield from _of_counts(ledger, engine, issues, expected)
    except IndexDamaged as error:
        yield Finding(str(error), "rebuild")


def _difference(text: Text, letter: Determination | None) -> str | None:
    """Return how a letter of the index differs from what the ledger says of it."""
    if letter is None:
        return "the ledger has it, and the index lacks it"
    if letter.digest != text.digest:
        return "the index holds another text than the ledger says"
    if (letter.source, len(letter.issues), letter.layout) != (text.source, text.issues, text.layout):
        return "the index holds another source, layout or number of issues than the ledger says"
    return None


def _of_counts(
    ledger: Ledger, engine: Engine, issues: int, expected: Mapping[str, Mapping[Value | None, int]]
) -> Iterator[Finding]:
    known = {text.digest: max(text.issues, 1) for text in ledger.texts()}
    held = dict(engine.terms("digest"))
    for digest in held.keys() - known.keys():
        yield Finding(f"the index holds a text that the ledger does not know (digest {digest})", "rebuild")
    for digest in known.keys() & held.keys():
        if held[digest] != known[digest]:
            yield Finding(
                f"text {digest}: {held[digest]} issues in the index, {known[digest]} by the ledger", "rebuild"
            )
    answer = engine.search(Query(Everything(), tuple(FacetQuery(name, Everything()) for name in expected), limit=0))
    if answer.total != issues:
        yield Finding(f"the index counts {answer.total} issues, and {issues} can be read", "rebuild")
    for name, counts in expected.items():
        if dict(answer.counts[name]) != dict(counts):
            yield Finding(f"the counts of {name} are not those of the letters", "rebuild")


def _of_sources(folder: Path, stamp: Stamp, ledger: Ledger) -> Iterator[Finding]:
    scan = scan_sources(stamp.sources, folder, stamp.sources)
    yield from (Finding(str(error), None) for error in scan.failures)
    changes = ledger.compare(scan.files, scan.roots, scan.unlisted, stamp.sources)
    to_retry = {file.path for file in changes.to_retry}
    yield from (
        Finding(f"{source}: {reason}", "update" if path in to_retry else None)
        for path, source, reason in ledger.failures()
    )
    yield from _of_files(
        "is new or has changed since the index was brought up to date", [file.path for file in changes.changed]
    )
    yield from _of_files("is gone since the index was brought up to date", changes.gone)


def _of_files(what: str, paths: Sequence[str]) -> Iterator[Finding]:
    yield from (Finding(f"{path}: {what}", "update") for path in paths[:_TOLD])
    if len(paths) > _TOLD:
        yield Finding(f"and {len(paths) - _TOLD} more files: {what}", "update")


_LETTER_PARTS = (
    "case_number", "decision_date", "date_of_injury", "licensed_states", "specialties", "age", "sex", "summary",
)  # fmt: skip
_ISSUE_PARTS = ("treatment", "decision", "claims_administrator_guideline", "reviewer_guideline", "rationale")


def _lacks(letter: Determination) -> Iterator[str]:
    """Yield what a letter lacks, by its names in JSON; what an issue lacks, once an issue."""
    parts = {
        "case_number": letter.case_number,
        "decision_date": letter.decision_date,
        "date_of_injury": letter.date_of_injury,
        "licensed_states": letter.reviewer.licensed_states,
        "specialties": letter.reviewer.specialties,
        "age": letter.patient.age,
        "sex": letter.patient.sex,
        "summary": letter.summary,
    }
    yield from (name for name, value in parts.items() if value is None or value == ())
    for issue in letter.issues:
        yield from (name for name in _ISSUE_PARTS if getattr(issue, name) is None)
