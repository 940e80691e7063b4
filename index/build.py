"""The build: sources to an index.

A run reads the sources it names, carries the letters of earlier runs' other sources over as they are, writes a new
generation of the index beside the live one, and swaps it in. Whatever fails or can't be parsed is in the report.
"""

import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from corpus.determination import Determination, SourceText
from corpus.errors import IndexAbsent, IndexDamaged, IndexEngineMismatch, SourceError, SourceMissing
from corpus.parse import parse
from corpus.readers import Found, Other, file_of, holders, list_files, read_letters
from index.document import documents
from index.engine import Engine, Writer, load_engine
from index.store import FORMAT, Copy, Stamp, new_generation, open_index, read_stamp, size_in_bytes, swap_in, writing

DEFAULT_ENGINE = "tantivy"

# Letters that claim one id are told apart by so many digits of their texts' digests.
_CLASH_DIGITS = 8

# Called with the files read so far, the files to read, and the letters found so far.
Progress = Callable[[int, int, int], None]


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

    `duplicates` counts texts that came more than once and were kept once, `others` files in folders
    and members of zip files that are no letters.
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

    Where there was no index and no source can be read, none is made.

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
        # Sources that were read, and what in them could not be, or not whole. The rest is carried over.
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
        # The source of each text, by its digest; and the others that hold the same.
        self._sources: dict[str, str] = {}
        self._copies: dict[str, list[Copy]] = {}
        self._claims: dict[str, list[str]] = {}

    def look_back(self) -> None:
        """Learn which letters the old index holds."""
        if self._old:
            self._old_letters = {letter for letter, _ in self._old.terms("letter")}
            self._old_digests = {digest for digest, _ in self._old.terms("digest")}

    def read(self, sources: Sequence[str], progress: Progress | None) -> None:
        """Read, parse and add the letters of `sources`."""
        files: dict[Path, None] = {}
        for source in sources:
            try:
                listing = list_files(Path(source))
            except SourceMissing as error:
                self._fail(error)
                continue
            self.roots.append(source)
            for failure in listing.unreadable:
                self._fail(failure)
            self.report.others += listing.others
            files |= dict.fromkeys(listing.files)
        for done, file in enumerate(files):
            for found in read_letters(file):
                if progress:
                    progress(done, len(files), len(self._written))
                self._take(found)
        if progress:
            progress(len(files), len(files), len(self._written))

    def carry_over(self) -> None:
        """Add the letters of the old index that this run has not read: other sources', and those that failed now.

        A letter whose source was read and holds it no more is kept where another source still holds the same text. JSON
        lines have no lasting place: where some of a file's can't be read, all letters it had stay, but for those that
        it gave again, by their id or by their text.
        """
        if self._old is None:
            return
        given_again = self._given_by_the_unread()
        for letter in sorted(self._old_letters):
            determination = self._old.fetch(letter)
            if determination is None:
                continue
            digest = determination.digest
            own = Copy(source=determination.source, letter=letter.removesuffix(_clash_mark(digest)))
            for copy in (own, *self._old_copies.get(digest, ())):
                # Of several letters with one id, the text alone tells which was given again.
                signs = {digest} if letter != own.letter else {digest, copy.letter}
                again = not given_again.isdisjoint((file_of(copy.source), sign) for sign in signs)
                if not self._was_read(copy.source) and not again:
                    self._add(replace(determination, letter=copy.letter, source=copy.source))

    def _given_by_the_unread(self) -> set[tuple[str, str]]:
        """Return the letters read from files that could not be read whole: each file with an id, and with a digest."""
        by_id = ((source, letter) for letter, sources in self._claims.items() for source in sources)
        by_digest = ((source, digest) for digest, source in self._sources.items())
        copies = (
            (copy.source, known) for d, every in self._copies.items() for copy in every for known in (copy.letter, d)
        )
        every = chain(by_id, by_digest, copies) if self._unread else ()
        return {(file, known) for source, known in every if (file := file_of(source)) in self._unread}

    def _was_read(self, source: str) -> bool:
        held_by = set(holders(source))
        return not held_by.isdisjoint(self.roots) and held_by.isdisjoint(self._unread)

    def _take(self, found: Found) -> None:
        match found:
            case SourceText():
                self._add(parse(found))
            case Other():
                self.report.others += 1
            case SourceError():
                self._fail(found)

    def _fail(self, error: SourceError) -> None:
        self.report.failed.append(Failure(error.source, error.reason))
        self._unread.add(file_of(error.source))

    def _add(self, determination: Determination) -> None:
        digest, source = determination.digest, determination.source
        if digest in self._sources:
            self.report.duplicates += 1
            self._copies.setdefault(digest, []).append(Copy(source=source, letter=determination.letter))
            return
        self._sources[digest] = source
        claims = self._claims.setdefault(determination.letter, [])
        claims.append(source)
        # The first to claim an id gets it; if others follow, `_settle_clashes` takes it away again.
        self._write(_clashing(determination) if len(claims) > 1 else determination)
        self.report.issues += len(determination.issues)
        if determination.layout == "unrecognised":
            self.report.unrecognised.append(source)

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
                self._writer.delete(first.digest)
                del self._written[letter]
                self._write(_clashing(first))
            self.report.clashes.append(Clash(letter, tuple(sources)))
        self._writer.commit()
        written.close()


def _clashing(determination: Determination) -> Determination:
    return replace(determination, letter=determination.letter + _clash_mark(determination.digest))


def _clash_mark(digest: str) -> str:
    """Return what tells one of several letters that claim one id from the others, as in `LETTER~1a2b3c4d`."""
    return f"~{digest[:_CLASH_DIGITS]}"
