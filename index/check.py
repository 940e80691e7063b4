"""The run of `imr check`: is the index whole, does it mirror its sources, and what do its letters lack?

All letters are read back, and counted by their own words; the engine's counts and the ledger's must agree with that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
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
from index.store import Stamp, engine_folder, generation_folder, leftovers, open_latest

# Of many findings of a kind so many are told one by one.
_TOLD = 20
_CHANGED = "is new or has changed since the index was brought up to date"
_GONE = "is gone since the index was brought up to date"

_LETTER_PARTS = (
    "case_number", "decision_date", "date_of_injury", "licensed_states", "specialties", "age", "sex", "summary",
)  # fmt: skip
_ISSUE_PARTS = ("treatment", "decision", "claims_administrator_guideline", "reviewer_guideline", "rationale")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    `mend` is what mends it: "rebuild" (the index is damaged), "update" (its sources have changed, or may be read by
    now), "clear" (something is left over), or None: it is for a person to mend.
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
    found.findings += [Finding(f"generation {name} is left of a run", "clear") for name in leftovers(folder)]
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
    counted = _Counted()
    yield from _first(_of_letters(ledger, engine, counted), "rebuild", "letters are damaged")
    missing |= counted.lacking
    try:
        yield from _first(_of_texts(ledger, engine), "rebuild", "texts are damaged")
        yield from (Finding(told, "rebuild") for told in _of_counts(engine, counted))
    except IndexDamaged as error:
        yield Finding(str(error), "rebuild")


def _first(tolds: Iterable[str], mend: str, rest: str) -> Iterator[Finding]:
    """Tell the first of many findings of a kind, and the number of the rest."""
    tolds = iter(tolds)
    yield from (Finding(told, mend) for told in islice(tolds, _TOLD))
    if more := sum(1 for _ in tolds):
        yield Finding(f"and {more} more {rest}", mend)


@dataclass(slots=True)
class _Counted:
    """What the letters of an index say, by their own words: values by field, and what they lack."""

    issues: int = 0
    values: dict[str, Counter[Value | None]] = field(default_factory=lambda: {one.name: Counter() for one in FACETS})
    lacking: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(_LETTER_PARTS + _ISSUE_PARTS, 0)))


def _of_letters(ledger: Ledger, engine: Engine, counted: _Counted) -> Iterator[str]:
    """Read all letters and count what they say; yield what is wrong with them."""
    for text in ledger.texts():
        try:
            letter = engine.fetch(text.letter)
        except IndexDamaged as error:
            yield f"{text.letter}: {error}"
            continue
        if wrong := _difference(text, letter):
            yield f"{text.letter}: {wrong}"
        if letter is None:
            continue
        for document in documents(letter):
            counted.issues += 1
            for name, counts in counted.values.items():
                counts.update(set(document.fields.get(name, (None,))))
        if letter.layout != "unrecognised":
            counted.lacking.update(_lacks(letter))


def _difference(text: Text, letter: Determination | None) -> str | None:
    """Return how a letter of the index differs from what the ledger says of it."""
    if letter is None:
        return "the ledger has it, and the index lacks it"
    if letter.digest != text.digest:
        return "the index holds another text than the ledger says"
    if (letter.source, len(letter.issues), letter.layout) != (text.source, text.issues, text.layout):
        return "the index holds another source, layout or number of issues than the ledger says"
    return None


def _of_texts(ledger: Ledger, engine: Engine) -> Iterator[str]:
    known = {text.digest: max(text.issues, 1) for text in ledger.texts()}
    held = dict(engine.terms("digest"))
    for digest in held.keys() - known.keys():
        yield f"the index holds a text that the ledger does not know (digest {digest})"
    for digest in known.keys() & held.keys():
        if held[digest] != known[digest]:
            yield f"text {digest}: {held[digest]} issues in the index, {known[digest]} by the ledger"


def _of_counts(engine: Engine, counted: _Counted) -> Iterator[str]:
    facets = tuple(FacetQuery(name, Everything()) for name in counted.values)
    answer = engine.search(Query(Everything(), facets, limit=0))
    if answer.total != counted.issues:
        yield f"the index counts {answer.total} issues, and {counted.issues} can be read"
    for name, counts in counted.values.items():
        if dict(answer.counts[name]) != dict(counts):
            yield f"the counts of {name} are not those of the letters"


def _of_sources(folder: Path, stamp: Stamp, ledger: Ledger) -> Iterator[Finding]:
    scan = scan_sources(stamp.sources, folder, stamp.sources)
    yield from (Finding(str(error), None) for error in scan.failures)
    changes = ledger.compare(scan.files, scan.roots, scan.unlisted, stamp.sources)
    to_retry = {file.path for file in changes.to_retry}
    yield from (
        Finding(f"{source}: {reason}", "update" if path in to_retry else None)
        for path, source, reason in ledger.failures()
    )
    for what, paths in ((_CHANGED, [file.path for file in changes.changed]), (_GONE, changes.gone)):
        yield from _first((f"{path}: {what}" for path in paths), "update", f"files: {what}")


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
