"""An index that stays open while runs write it: each reading sees the latest commit, and nothing of the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from index.engine import Engine
from index.store import open_index, stamp_mark


@dataclass(slots=True)
class _Opened:
    """A generation that is open, the mark of its stamp, how many read it now, and whether more may."""

    engine: Engine
    mark: tuple[int, ...]
    readers: int = 0
    is_latest: bool = True


class LiveIndex:
    """The index in a folder, for a process of many threads that outlives its commits."""

    def __init__(self, folder: Path) -> None:
        """Open the index.

        Raises:
            IndexUnusable: it can't be used; the message names the mend.
        """
        self._folder = folder
        self._lock = Lock()
        self._latest = self._open()

    def _open(self) -> _Opened:
        # The mark comes first: should a commit come between the two, the next reading opens once more.
        mark = stamp_mark(self._folder)
        return _Opened(open_index(self._folder), mark)

    @contextmanager
    def reading(self) -> Iterator[Engine]:
        """Give the engine of the latest commit, which stays as it is until the end of the reading.

        Raises:
            IndexUnusable: there is a newer commit, and it can't be used.
        """
        with self._lock:
            if self._latest.mark != stamp_mark(self._folder):
                newer = self._open()
                self._let_go(self._latest)
                self._latest = newer
            opened = self._latest
            opened.readers += 1
        try:
            yield opened.engine
        finally:
            with self._lock:
                opened.readers -= 1
                self._close_unread(opened)

    def close(self) -> None:
        """Let go of the index; whatever still reads it is the last to."""
        with self._lock:
            self._let_go(self._latest)

    def _let_go(self, opened: _Opened) -> None:
        opened.is_latest = False
        self._close_unread(opened)

    @staticmethod
    def _close_unread(opened: _Opened) -> None:
        if not opened.readers and not opened.is_latest:
            opened.engine.close()
