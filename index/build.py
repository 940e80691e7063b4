"""The build: sources to an index.

A run reads the sources it names, carries the letters of earlier runs' other sources over as they are, writes a new
generation of the index beside the live one, and swaps it in. Whatever fails or can't be parsed is in the report.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.determination import Determination
from corpus.errors import IndexAbsent, IndexDamaged, IndexEngineMismatch, SourceMissing, UnreadableLetter
from corpus.parse import parse
from corpus.readers import list_letters, read_letter
from index.document import documents
from index.engine import Engine, Writer, load_engine
from index.store import FORMAT, Stamp, new_generation, open_index, read_stamp, size_in_bytes, swap_in, writing

DEFAULT_ENGINE = "tantivy"

# `LETTER~1a2b3c4d`: one of several letters that claim one id, told apart by so many digits of their texts' digests.
_CLASH_DIGITS = 8

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Different letters that claim one id: each is kept under `LETTER~` and 8 digits of its text's digest."""

    letter: str
    sources: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What a run did: letters against the index before it, what failed, and the whole index after it.

    `duplicates` counts texts that came more than once and were kept once, `others` files that are no letters.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    others: int = 0
    failed: list[Failure] = field(default_factory=list)
    unrecognised: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    letters: int = 0
    issues: int = 0
    seconds: float = 0.0
    bytes: int = 0


def build(folder: Path, sources: Sequence[Path], engine: str | None = None, progress: Progress | None = None) -> Report:
    """Index `sources` into `folder`; with none named, all that the index remembers.

    `progress` is called with the letters read so far and the letters to read. Where there was no index and no source
    can be read, none is made.

    Raises:
        IndexUnusable: the index can't be used; it is left as it was. Each subclass names the mend.
    """
    began = time.monotonic()
    if not sources:
        read_stamp(folder)
    with writing(folder):
        before = _stamp_before(folder, engine)
        engine_name = before.engine if before else engine or DEFAULT_ENGINE
        remembered = before.sources if before else ()
        named = tuple(os.path.realpath(source) for source in sources) or remembered
        old = _open_before(folder, before)
        # Nothing can be carried over from a damaged index: all its sources are read again.
        every = tuple(dict.fromkeys(remembered + named))
        try:
            run = _write_generation(folder, engine_name, before, old, named if old else every, progress)
        except IndexDamaged:
            if old is None:
                raise
            run = _write_generation(folder, engine_name, before, None, every, progress)
        finally:
            if old:
                old.close()
        if before or run.roots:
            # A source that was never there is not worth remembering; one that has gone missing is.
            known = tuple(dict.fromkeys((*remembered, *run.roots)))
            swap_in(folder, run.stamp(engine_name, known))
            run.report.bytes = size_in_bytes(folder)
    run.report.seconds = time.monotonic() - began
    return run.report


def _write_generation(
    folder: Path,
    engine: str,
    before: Stamp | None,
    old: Engine | None,
    sources: Sequence[str],
    progress: Progress | None,
) -> "_Run":
    """Write a new generation whole, or leave nothing of it."""
    generation = new_generation(folder)
    run = _Run(generation, engine, before, old)
    try:
        run.look_back()
        run.read(sources, progress)
        run.carry_over()
        run.commit()
    except BaseException:
        run.discard()
        shutil.rmtree(generation, ignore_errors=True)
        raise
    return run


def _stamp_before(folder: Path, engine: str | None) -> Stamp | None:
    try:
        stamp = read_stamp(folder)
    except IndexAbsent:
        return None
    if engine and engine != stamp.engine:
        raise IndexEngineMismatch(
            f"{folder}: made with the engine {stamp.engine!r}, not {engine!r}; "
            "leave --engine out, or name another folder with --index"
        )
    return stamp


def _open_before(folder: Path, stamp: Stamp | None) -> Engine | None:
    if stamp is None:
        return None
    try:
        return open_index(folder)
    except IndexDamaged:
        return None


class _Run:
    """One run: where it writes, what it has written, and its report."""

    def __init__(self, generation: Path, engine: str, before: Stamp | None, old: Engine | None) -> None:
        self.report = Report()
        # Sources that were read, and letters and folders in them that could not be. The rest is carried over.
        self.roots: list[str] = []
        self._unread: set[str] = set()
        self._generation = generation
        self._engine = load_engine(engine)
        self._writer: Writer = self._engine.open_writer(generation)
        self._old = old
        self._old_copies = before.copies if before else {}
        self._old_letters: set[str] = set()
        self._old_digests: set[str] = set()
        self._written: dict[str, str] = {}
        self._digests: set[str] = set()
        self._copies: dict[str, list[str]] = {}
        self._claims: dict[str, list[str]] = {}

    def look_back(self) -> None:
        """Learn which letters the old index holds."""
        if self._old:
            self._old_letters = {letter for letter, _ in self._old.terms("letter")}
            self._old_digests = {digest for digest, _ in self._old.terms("digest")}

    def read(self, sources: Sequence[str], progress: Progress | None) -> None:
        """Read, parse and add the letters of `sources`."""
        paths: dict[Path, None] = {}
        for source in sources:
            try:
                listing = list_letters(Path(source))
            except SourceMissing as error:
                self.report.failed.append(Failure(error.source, error.reason))
                continue
            self.roots.append(source)
            for failure in listing.unreadable:
                self.report.failed.append(Failure(failure.source, failure.reason))
                self._unread.add(failure.source)
            self.report.others += listing.others
            paths |= dict.fromkeys(listing.letters)
        for done, path in enumerate(paths):
            if progress:
                progress(done, len(paths))
            try:
                letter = read_letter(path)
            except UnreadableLetter as error:
                self.report.failed.append(Failure(error.source, error.reason))
                self._unread.add(error.source)
                continue
            self._add(parse(letter))
        if progress:
            progress(len(paths), len(paths))

    def carry_over(self) -> None:
        """Add the letters of the old index that this run has not read: other sources', and those that failed now.

        A letter whose source was read and holds it no more is kept where another source still holds the same text.
        """
        if self._old is None:
            return
        for letter in sorted(self._old_letters):
            determination = self._old.fetch(letter)
            if determination is None:
                continue
            for source in (determination.source, *self._old_copies.get(determination.digest, ())):
                if not self._was_read(source):
                    named = determination.case_number or Path(source).stem
                    self._add(replace(determination, letter=named, source=source))

    def _was_read(self, source: str) -> bool:
        return _is_under(source, self.roots) and not _is_under(source, self._unread)

    def _add(self, determination: Determination) -> None:
        if determination.digest in self._digests:
            self.report.duplicates += 1
            self._copies.setdefault(determination.digest, []).append(determination.source)
            return
        self._digests.add(determination.digest)
        claims = self._claims.setdefault(determination.letter, [])
        claims.append(determination.source)
        # The first to claim an id gets it; if others follow, `_settle_clashes` takes it away again.
        self._write(_clashing(determination) if len(claims) > 1 else determination)
        self.report.issues += len(determination.issues)
        if determination.layout == "unrecognised":
            self.report.unrecognised.append(determination.source)

    def _write(self, determination: Determination) -> None:
        for document in documents(determination):
            self._writer.add(document)
        self._written[determination.letter] = determination.digest

    def commit(self) -> None:
        """Make the new generation whole and durable, and complete the report."""
        self._writer.commit()
        self._settle_clashes()
        report = self.report
        report.letters = len(self._written)
        for letter, digest in self._written.items():
            if letter not in self._old_letters:
                report.added += 1
            elif digest in self._old_digests:
                report.unchanged += 1
            else:
                report.updated += 1
        report.removed = len(self._old_letters - self._written.keys())

    def stamp(self, engine: str, sources: tuple[str, ...]) -> Stamp:
        """Return the stamp that makes this run's generation the live one."""
        return Stamp(
            format=FORMAT,
            engine=engine,
            generation=self._generation.name,
            sources=sources,
            copies={digest: tuple(copies) for digest, copies in self._copies.items()},
            letters=self.report.letters,
            issues=self.report.issues,
        )

    def discard(self) -> None:
        """Stop writing, so that the generation can be removed."""
        self._writer.discard()

    def _settle_clashes(self) -> None:
        clashes = {letter: sources for letter, sources in self._claims.items() if len(sources) > 1}
        if not clashes:
            return
        written = self._engine.open_reader(self._generation)
        self._writer = self._engine.open_writer(self._generation)
        for letter, sources in clashes.items():
            first = written.fetch(letter)
            if first:
                self._writer.delete(letter)
                del self._written[letter]
                self._write(_clashing(first))
            self.report.clashes.append(Clash(letter, tuple(sources)))
        self._writer.commit()
        written.close()


def _is_under(source: str, places: Iterable[str]) -> bool:
    return any(source == place or source.startswith(place.rstrip(os.sep) + os.sep) for place in places)


def _clashing(determination: Determination) -> Determination:
    return replace(determination, letter=f"{determination.letter}~{determination.digest[:_CLASH_DIGITS]}")
