"""The engine interface. An engine is one module of `index.engines` with two functions, `open_writer` and `open_reader`.

An index is a folder of files that are never changed in place once they are committed: a commit adds files, replaces
them whole and removes them. So a folder of links to the files of a committed index is a snapshot of it, which can be
written further while the other is read. Files whose names end in `lock` (in any case) are no part of it.

Values in, values out: no engine sees text that a user typed, and nothing above an engine sees its library.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from corpus.determination import Determination
from index.document import IndexDocument
from index.fields import Value
from index.query import Answer, Clause, Query, StoredIssue

ENGINES = ("tantivy", "whoosh")


class Engine(Protocol):
    """A committed index, open for reading. Each method raises IndexDamaged where its files can't be read."""

    def search(self, query: Query) -> Answer:
        """Answer a query. Equal scores keep the order of the index; other sorts are broken by letter and issue."""
        ...

    def letters(self, field: str, where: Clause) -> Mapping[Value | None, int]:
        """Return for each value of a facet field how many letters have an issue that matches and has the value.

        The value None counts letters with a matching issue that has none.
        """
        ...

    def read(self, document: int) -> StoredIssue:
        """Return what is stored of a hit, by its document's number. Others of its numbers are of no meaning."""
        ...

    def fetch(self, letter: str) -> Determination | None:
        """Return a letter by its id, or None if the index has none."""
        ...

    def terms(self, field: str, prefix: str = "") -> Sequence[tuple[str, int]]:
        """Return the terms of a field that start with `prefix`, each with the number of documents it stands in.

        `field` is a text field, or one of the document's own: `letter`, `digest`. Terms that only deleted documents
        hold are none.
        """
        ...

    def frequency(self, field: str, stem: str) -> int:
        """Return how many documents have a stem in a text or keyword field.

        Deleted documents may be counted until what they were written with is merged.
        """
        ...

    def words(self, field: str) -> Sequence[tuple[str, int]]:
        """Return all words of a text or keyword field in lower case, unstemmed, each with its frequency."""
        ...

    def close(self) -> None:
        """Let go of files and memory."""
        ...


class Writer(Protocol):
    """An index being written. What was added or deleted is so after `commit`, and only then."""

    def add(self, document: IndexDocument) -> None:
        """Add a document."""
        ...

    def delete(self, digest: str) -> None:
        """Take all documents of a committed letter out, by the digest of its text."""
        ...

    def commit(self) -> None:
        """Make what was written durable, and end the writing. The folder then holds no file that isn't needed."""
        ...

    def discard(self) -> None:
        """Forget what was not committed, and end the writing: no file is touched after it."""
        ...


class EngineModule(Protocol):
    """What a module of `index.engines` provides."""

    def open_writer(self, folder: Path) -> Writer:
        """Write to the index in `folder`, starting one if the folder is empty.

        Raises:
            IndexUnusable: the folder can't be written.
        """
        ...

    def open_reader(self, folder: Path) -> Engine:
        """Open a committed index.

        Raises:
            IndexDamaged: the files can't be read as an index of this engine.
        """
        ...


def load_engine(name: str) -> EngineModule:
    """Return the engine's module, importing its library only now."""
    return cast("EngineModule", import_module(f"index.engines.{name}"))
