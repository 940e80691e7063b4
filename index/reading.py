"""Files to documents, by several processes: letters are read, parsed and made into documents apart from the run.

A process that dies, of a damaged file or for want of memory, costs the letter that it was reading and no other. Where
none can be started, as from a script on stdin, the run reads by itself.
"""

import hashlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.determination import SourceText
from corpus.errors import UnreadableLetter, UnreadableNow
from corpus.parse import digest_of, parse
from corpus.readers import Other, Unread, UnreadLetter, UnreadLine, find_letters
from index.document import IndexDocument, documents
from index.ledger import Ledger
from index.signals import signals_put_off

# What is handed to a process at once: enough that handing over costs little, few enough that all are kept busy.
_ENTRIES, _BYTES = 16, 2**18
# So many portions a process are under way, so that memory is bounded however large the corpus is.
_UNDER_WAY = 3
_DIED = "the process that read it died: the file is damaged, or takes more memory than there is"


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why."""

    source: str
    reason: str


class PassingFailure(Failure):
    """A failure that may not come again though the source does not change: what refused it lies outside of it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was read; it has no documents where the index holds them already.

    `digest` is that of its text, `spaced` that of the text with its white space, by which letters are parsed too.
    `size` counts the bytes that were taken from a collection's file for it, and is 0 where it is a file of its own.
    """

    source: str
    name: str
    digest: str
    spaced: str
    size: int
    documents: tuple[IndexDocument, ...]


@dataclass(frozen=True, slots=True)
class End:
    """All of a file was read, or all that can be."""

    path: str


Outcome = Letter | Failure | Other | End
# What the run finds by itself, and what it leaves to a process
_Entry = Unread | Failure | Other | End


def read_files(paths: Iterable[str], jobs: int, known: Path | None) -> Iterator[Outcome]:
    """Read the letters of all files in order, by `jobs` processes; after those of a file comes its End.

    `known` is the generation whose texts need not be parsed again.
    """
    with _Processes(jobs, known) as processes:
        yield from processes.read(_portions(paths))


def _portions(paths: Iterable[str]) -> Iterator[list[_Entry]]:
    portion: list[_Entry] = []
    size = 0
    for entry in _entries(paths):
        portion.append(entry)
        size += _size(entry)
        if len(portion) == _ENTRIES or size > _BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _size(entry: _Entry) -> int:
    return len(entry.data) if isinstance(entry, UnreadLetter | UnreadLine) else 0


def _entries(paths: Iterable[str]) -> Iterator[_Entry]:
    for path in paths:
        for found in find_letters(Path(path)):
            yield _failure(found) if isinstance(found, UnreadableLetter) else found
        yield End(path)


def _failure(error: UnreadableLetter) -> Failure:
    kind = PassingFailure if isinstance(error, UnreadableNow) else Failure
    return kind(error.source, error.reason)


class _Processes:
    """The processes that read."""

    def __init__(self, jobs: int, known: Path | None) -> None:
        self._jobs = jobs
        self._known = known
        self._executor = self._start(jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(cancel_futures=True)
        # Where this process read, it must not hold a generation that later runs remove.
        _ledger.cache_clear()

    def read(self, portions: Iterable[list[_Entry]]) -> Iterator[Outcome]:
        """Read portions in order."""
        under_way: deque[tuple[list[_Entry], Future[list[Outcome]]]] = deque()
        for portion in portions:
            under_way.append((portion, self._submit(portion)))
            if len(under_way) > self._jobs * _UNDER_WAY:
                yield from self._outcomes(*under_way.popleft())
        for portion, future in under_way:
            yield from self._outcomes(portion, future)

    def _start(self, jobs: int) -> Executor:
        return ProcessPoolExecutor(jobs, _context(), _begin) if _main_can_be_imported() else _ThisProcess()

    def _submit(self, portion: list[_Entry]) -> Future[list[Outcome]]:
        with signals_put_off():
            try:
                return self._executor.submit(_read, portion, self._known)
            except BrokenProcessPool:
                self._executor.shutdown()
                self._executor = self._start(self._jobs)
                return self._executor.submit(_read, portion, self._known)

    def _outcomes(self, portion: list[_Entry], future: Future[list[Outcome]]) -> Iterable[Outcome]:
        try:
            return future.result()
        except BrokenProcessPool:
            # Whichever process died, all portions that were under way are lost with it.
            return self._one_by_one(portion)

    def _one_by_one(self, portion: list[_Entry]) -> Iterator[Outcome]:
        """Read each letter by a process that reads no other, to find the one that can't be read."""
        for entry in portion:
            if isinstance(entry, Failure | Other | End):
                yield entry
                continue
            with self._start(1) as alone:
                try:
                    with signals_put_off():
                        future = alone.submit(_read, [entry], self._known)
                    yield from future.result()
                except BrokenProcessPool:
                    yield PassingFailure(entry.source, _DIED)


class _ThisProcess(Executor):
    """Reads in the process of the run, at once."""

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(call(*args, **kwargs))
        return future


def _main_can_be_imported() -> bool:
    """Tell whether processes can start: each imports the program's main module, which a script on stdin has not."""
    main = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    return file is None or getattr(main, "__spec__", None) is not None or Path(file).exists()


@lru_cache(1)
def _context() -> multiprocessing.context.BaseContext:
    """Return how processes are started: forked from one that has loaded everything and has no threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index.preload"])
    return context


def _begin() -> None:
    """Set up a process: a keyboard's interrupt is for the run, and no process outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _read(portion: list[_Entry], known: Path | None) -> list[Outcome]:
    return [
        entry if isinstance(entry, Failure | Other | End) else _outcome(entry, _ledger(known) if known else None)
        for entry in portion
    ]


@lru_cache(1)
def _ledger(generation: Path) -> Ledger:
    return Ledger(generation)


def _outcome(unread: Unread, known: Ledger | None) -> Letter | Failure:
    try:
        text = unread.read()
        spaced, size = _spaced_digest(text.text), _size(unread)
        if known and known.knows_spaced(digest := digest_of(text.text), spaced):
            return Letter(text.source, text.name, digest, spaced, size, ())
        written = read_text(text)
        return Letter(text.source, text.name, written[0].digest, spaced, size, written)
    except UnreadableLetter as error:
        return _failure(error)
    except Exception as error:  # noqa: BLE001  # one letter of millions must not end a run, whatever is wrong with it
        return PassingFailure(unread.source, f"reading it failed, which is a mistake of this program: {error!r}")


def _spaced_digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def read_text(text: SourceText) -> tuple[IndexDocument, ...]:
    """Parse a letter and return its documents."""
    return tuple(documents(parse(text)))
