"""The index that the application reads: opened when it is first needed, and followed from commit to commit."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from typing import cast

from flask import current_app

from index.engine import Engine
from index.live import LiveIndex


class Indexes:
    """The index in a folder, whether it is there yet or not."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._live: LiveIndex | None = None

    @contextmanager
    def reading(self) -> Iterator[Engine]:
        """Give the engine of the latest commit until the end of the reading.

        Raises:
            IndexUnusable: there is none, or it can't be used.
        """
        with self._lock:
            self._live = self._live or LiveIndex(self._folder)
        with self._live.reading() as engine:
            yield engine


def reading() -> AbstractContextManager[Engine]:
    """Read the index of the application that answers.

    Raises:
        IndexUnusable: there is none, or it can't be used.
    """
    return cast("Indexes", current_app.extensions["imr"]).reading()
