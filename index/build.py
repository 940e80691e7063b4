"""The run of `imr index`: it makes an index mirror its sources.

Files whose size or time has changed are read, letters whose text the index does not hold are parsed, and what is gone
is taken out, all in a new generation of the index that takes the live one's place when it is whole. Sources that a run
does not name stay as they are, and so does what can't be read. Whatever fails or can't be parsed is in the report.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.errors import IndexAbsent, IndexDamaged, IndexEngineMismatch, IndexUnusable
from corpus.readers import holders
from index.engine import Engine, load_engine
from index.mirror import Mirror, Progress
from index.reading import Failure
from index.report import Clash, Report
from index.run_ledger import RunLedger
from index.scan import Scan, listed_file, outermost, scan_sources
from index.store import (
    FORMAT,
    Stamp,
    copy_ledger,
    engine_folder,
    generation_folder,
    link_engine,
    new_generation,
    read_stamp,
    reading_latest,
    remembered_sources,
    remove_unfinished,
    size_in_bytes,
    swap_in,
    writing,
)

DEFAULT_ENGINE = "tantivy"


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about its work.

    `engine` is that of a new index, `jobs` the number of processes that read (None: one a processor). `rebuild` makes
    the index anew instead of bringing it up to date; a `dry_run` tells what the run would do, and changes nothing.
    """

    engine: str | None = None
    jobs: int | None = None
    rebuild: bool = False
    dry_run: bool = False


_USUAL = Options()


def build(folder: Path, sources: Sequence[Path], options: Options = _USUAL, progress: Progress | None = None) -> Report:
    """Make the index in `folder` mirror `sources`; with none named, all that it remembers.

    Where there was no index and no source can be read, none is made.

    Raises:
        IndexUnusable: the index can't be used; it is left as it was. Each subclass names the mend.
    """
    began = time.monotonic()
    if not sources and not remembered_sources(folder):
        # Says what is wrong, and makes no folder.
        read_stamp(folder)
    named = tuple(dict.fromkeys(map(_absolute, sources)))

    def run() -> Report:
        return _Run(folder, options, progress).mirror(named)

    if options.dry_run:
        # It takes no lock, so another run may end meanwhile.
        report = reading_latest(folder, run)
    else:
        with writing(folder):
            # Whatever is known of the index is read under the lock: another run may have just ended.
            report = run()
    report.seconds = time.monotonic() - began
    return report


class _Run:
    """One run, under the lock unless it is a dry one."""

    def __init__(self, folder: Path, options: Options, progress: Progress | None) -> None:
        self._folder = folder
        self._remembered = remembered_sources(folder)
        self._options = options
        self._progress = progress
        self._stamp = self._stamp_before()
        self._engine = options.engine or (self._stamp.engine if self._stamp else DEFAULT_ENGINE)

    def _stamp_before(self) -> Stamp | None:
        options = self._options
        self._is_there = True
        try:
            stamp = read_stamp(self._folder)
        except IndexAbsent:
            self._is_there = False
            return None
        except IndexUnusable:
            if options.rebuild:
                return None
            raise
        if options.engine not in (None, stamp.engine) and not options.rebuild:
            raise IndexEngineMismatch(
                f"{self._folder}: made with the engine {stamp.engine!r}, not {options.engine!r}; leave --engine out, "
                "name another folder with --index, or make it anew with --rebuild"
            )
        return stamp

    def mirror(self, named: tuple[str, ...]) -> Report:
        """Bring the index up to date with the sources named, or all that it remembers; or make it anew.

        A rebuild that names sources forgets those of the others that are missing. What is damaged can't be brought up
        to date: all sources are read again, and what they don't give is taken from the old index, as far as that can be
        read.
        """
        remembered = outermost(self._remembered)
        every = _joined(remembered, named)
        if self._options.rebuild and named and all(map(os.path.lexists, named)):
            # Where a named one is missing too, its name may be misspelled, or a disk not mounted.
            every = tuple(source for source in every if source in named or os.path.lexists(source))
        if self._stamp is None:
            return self._write(every, None, anew=True)
        live = generation_folder(self._folder, self._stamp)
        if not self._options.rebuild:
            try:
                return self._write(named or remembered, live, anew=False)
            except IndexDamaged:
                if self._options.dry_run:
                    raise
        try:
            return self._write(every, live, anew=True)
        except IndexDamaged:
            return self._write(every, None, anew=True)

    def _write(self, sources: Sequence[str], live: Path | None, *, anew: bool) -> Report:
        """Write a new generation and make it the live one, or leave nothing of it.

        `anew` says to read all files, and to take from the live generation only what none of them gives.
        """
        scan = scan_sources(sources, self._folder, self._remembered)
        if self._is_there and live is None and scan.failures:
            # To go on would take letters out because their source is not there today.
            raise IndexUnusable(
                f"{self._folder}: must be made anew from its sources, and {scan.failures[0].source} can't be read; "
                "bring it back, run `imr index --rebuild` with a source to keep, or make another index with --index"
            )
        kept = [source for source in self._remembered if source in sources or not anew]
        known = outermost(_joined(kept, scan.roots))
        with ExitStack() as held:
            generation = held.enter_context(self._generation())
            old = self._old_engine(live, anew=anew)
            if old:
                held.callback(old.close)
            size = size_in_bytes(live) if live else 0
            if live:
                copy_ledger(live, generation)
            if live and not anew and not self._options.dry_run:
                link_engine(live, generation)
            ledger = RunLedger(generation, live)
            held.callback(ledger.close)
            mirror = Mirror(
                load_engine(self._engine), engine_folder(generation), ledger, old,
                anew=anew, dry_run=self._options.dry_run,
            )  # fmt: skip
            try:
                changes = ledger.compare(scan.files, scan.roots, scan.unlisted, known)
                to_read = scan.files if anew else (*changes.changed, *changes.to_retry)
                failed = list(ledger.failures())
                known_texts = None if anew else live
                jobs = self._options.jobs or _processors()
                ledger.drop_files(changes.gone)
                mirror.read(sorted(to_read), jobs, known_texts, self._progress)
                mirror.read(map(listed_file, ledger.stale_files()), jobs, known_texts, self._progress)
                lost = mirror.settle()
                report = _report(ledger, scan, lost)
                # What was tried again may have failed again.
                has_mended = report.added or report.updated or report.removed or failed != list(ledger.failures())
                ledger.commit()
            except BaseException:
                mirror.discard()
                raise
            is_changed = anew or changes.changed or changes.gone or has_mended or known != self._remembered
            if known and is_changed and not self._options.dry_run:
                stamp = Stamp(format=FORMAT, engine=self._engine, generation=generation.name, sources=known)
                swap_in(self._folder, stamp)
                size = size_in_bytes(generation)
            report.bytes = size
        return report

    @contextmanager
    def _generation(self) -> Iterator[Path]:
        """Make a generation's folder, which is removed unless it becomes the live one."""
        if self._options.dry_run:
            with TemporaryDirectory(prefix="imr-index-") as scratch:
                yield Path(scratch)
            return
        try:
            yield new_generation(self._folder)
        finally:
            remove_unfinished(self._folder)

    def _old_engine(self, live: Path | None, *, anew: bool) -> Engine | None:
        if live is None or self._stamp is None:
            return None
        try:
            return load_engine(self._stamp.engine).open_reader(engine_folder(live))
        except IndexDamaged:
            if anew:
                return None
            raise


def _absolute(source: Path) -> str:
    """Return the path of a source from the root. Links stay in it: what they are pointed at later is read then."""
    path, real = os.path.abspath(source), os.path.realpath(source)  # noqa: PTH100
    # Where ".." follows a link, the two are not the same place.
    return path if os.path.realpath(path) == real else real


def _joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _report(ledger: RunLedger, scan: Scan, lost: list[Failure]) -> Report:
    changes, totals = ledger.letter_changes(), ledger.totals()
    roots = set(scan.roots)

    def is_named(path: str) -> bool:
        return not roots.isdisjoint(holders(path))

    unread = [Failure(source, reason) for path, source, reason in ledger.failures() if is_named(path)]
    return Report(
        added=changes.added,
        updated=changes.updated,
        removed=changes.removed,
        unchanged=totals.letters - changes.added - changes.updated,
        duplicates=totals.duplicates,
        others=scan.others + sum(others for path, others in ledger.others() if is_named(path)),
        failed=[*(Failure(error.source, error.reason) for error in scan.failures), *unread, *lost],
        lost=lost,
        unrecognised=ledger.unrecognised(),
        clashes=[Clash(letter, sources) for letter, sources in ledger.clashes()],
        letters=totals.letters,
        issues=totals.issues,
    )
