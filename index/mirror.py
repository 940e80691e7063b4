"""A new generation of an index while it is written: its ledger, and the documents of its engine."""

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec.structs import replace

from corpus.errors import IndexDamaged
from corpus.readers import Other
from index.document import IndexDocument, documents
from index.engine import Engine, EngineModule, Writer
from index.ledger import ListedFile, Text
from index.reading import End, Failure, Letter, PassingFailure, read_files
from index.records import read_record
from index.run_ledger import Move, RunLedger, clash_mark

# Called with the bytes read so far, the bytes to read, and the letters read so far.
Progress = Callable[[int, int, int], None]


class _NoWriter:
    """Writes nothing."""

    def add(self, document: IndexDocument) -> None:
        pass

    def delete(self, digest: str) -> None:
        pass

    def commit(self) -> None:
        pass

    def discard(self) -> None:
        pass


class Mirror:
    """Writes a generation.

    `old` is the index before, from which letters are taken that need not, or can't, be read. `anew` says that the
    generation began without documents.
    """

    def __init__(
        self, engine: EngineModule, folder: Path, ledger: RunLedger, old: Engine | None, *, anew: bool, dry_run: bool
    ) -> None:
        self._engine = engine
        self._folder = folder
        self._ledger = ledger
        self._old = old
        self._anew = anew
        self._dry_run = dry_run
        self._writer: Writer = _NoWriter() if dry_run else engine.open_writer(folder)

    def read(self, files: Iterable[ListedFile], jobs: int, known: Path | None, progress: Progress | None) -> None:
        """Read files, and write what the index does not hold; `known` is the generation that tells what it holds."""
        by_path = {file.path: file for file in files}
        to_read = sum(file.size for file in by_path.values())
        done = letters = 0
        paths = iter(by_path)
        path = ""
        number = copies = others = size = 0
        failures: list[Failure] = []
        for outcome in read_files(by_path, jobs, known):
            if not number:
                number, path = self._ledger.begin_file(), next(paths)
            match outcome:
                case Letter():
                    copies += 1
                    letters += 1
                    size += outcome.size
                    self._ledger.add_copy(number, copies, outcome.source, outcome.name, outcome.digest, outcome.spaced)
                    self._take(outcome, path)
                case Other():
                    others += 1
                case Failure():
                    failures.append(outcome)
                case End():
                    file = by_path[path]
                    unread = [(failure.source, failure.reason) for failure in failures]
                    again = any(isinstance(failure, PassingFailure) for failure in failures)
                    self._ledger.end_file(number, file, others, unread, again=again)
                    done += file.size
                    number = copies = others = size = 0
                    failures = []
            if progress:
                progress(min(done + size, to_read), to_read, letters)

    def _take(self, letter: Letter, path: str) -> None:
        if not letter.documents or self._ledger.is_written(letter.digest):
            return
        if not self._anew and self._ledger.knows(letter.digest):
            if not self._ledger.is_first(letter.digest, path):
                return
            self._writer.delete(letter.digest)
        first = letter.documents[0]
        claimed = first.letter
        # The first to claim an id gets it; if others follow, `settle` takes it away again.
        written = letter.documents
        if self._ledger.is_taken(claimed):
            written = _renamed(first, claimed + clash_mark(letter.digest), letter.source)
        self._write(written)
        text = Text(
            letter.digest, letter.spaced, written[0].letter, letter.source,
            issues=sum(not document.id.endswith("#0") for document in written),
            layout=str(first.fields["layout"][0]),
        )  # fmt: skip
        self._ledger.add_text(text, claimed if "case" in first.fields else None, claimed)

    def _write(self, written: Iterable[IndexDocument]) -> None:
        for document in written:
            self._writer.add(document)

    def settle(self) -> list[Failure]:
        """Take out what is gone, give all letters their ids and sources, and commit.

        Returns the letters that are lost: the index before was damaged, and their sources can't be read.
        """
        gone, moves = self._ledger.settle(anew=self._anew)
        for text in gone:
            self._writer.delete(text.digest)
        lost = []
        for move in self._ledger.unwritten() if self._anew else (move for move in moves if not move.fresh):
            if self._dry_run:
                continue
            try:
                self._move(move, self._old)
            except IndexDamaged:
                if not self._anew:
                    raise
                self._ledger.drop_text(move.digest)
                why = "the index was damaged, and the source can't be read"
                lost.append(Failure(move.source, f"the letter {move.was} is lost: {why}"))
        self._writer.commit()
        fresh = [move for move in moves if move.fresh]
        if fresh and not self._dry_run:
            written = self._engine.open_reader(self._folder)
            self._writer = self._engine.open_writer(self._folder)
            for move in fresh:
                self._move(move, written)
            self._writer.commit()
            written.close()
        return lost

    def _move(self, move: Move, holder: Engine | None) -> None:
        """Write a letter of an index under its new id and source."""
        letter = holder.fetch(move.was) if holder else None
        if letter is None or letter.digest != move.digest:
            raise IndexDamaged(f"{self._folder}: the index lacks {move.was}; run `imr index --rebuild`")
        self._writer.delete(move.digest)
        self._write(documents(replace(letter, letter=move.letter, source=move.source)))

    def discard(self) -> None:
        """Stop writing, so that the generation can be removed."""
        self._writer.discard()


def _renamed(first: IndexDocument, letter: str, source: str) -> tuple[IndexDocument, ...]:
    record = read_record(first.record or b"")
    return tuple(documents(replace(record, letter=letter, source=source)))
