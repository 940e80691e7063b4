"""The ledger: what an index holds, and of which files. It lives in the index's generation and commits with it.

A *text* is what is stored once, known by its digest; a *copy* is a place where a text stands: one of its *files*. From
these alone follows which id and which source a letter has, so that an index that was brought up to date in many steps
holds what one made afresh would hold:

- of several copies the first in order (by path, then by place in the file) gives the letter its source, and its id
  where the text prints no case number;
- texts that claim one id each get `LETTER~` and 8 digits of their digest;
- copies of a text may differ in white space, by which letters are parsed too: it is the first copy that is parsed.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from corpus.errors import IndexDamaged, IndexUnusable
from corpus.readers import holders, is_listed

NAME = "ledger.sqlite"

SCHEMA = """
CREATE TABLE files (
    file INTEGER PRIMARY KEY,
    path TEXT UNIQUE,                    -- null while the file is read
    size INTEGER,                        -- null where the next run is to read it even if it has not changed
    modified INTEGER,                    -- in ns
    others INTEGER NOT NULL DEFAULT 0    -- things in it that are no letters
);
CREATE TABLE copies (
    file INTEGER NOT NULL,
    number INTEGER NOT NULL,             -- its place in the file
    source TEXT NOT NULL,
    name TEXT NOT NULL,                  -- the id of last resort
    digest TEXT NOT NULL,
    spaced TEXT NOT NULL                 -- digest of the text with its white space
);
CREATE INDEX copies_by_file ON copies (file);
CREATE INDEX copies_by_digest ON copies (digest);
CREATE TABLE failures (file INTEGER NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX failures_by_file ON failures (file);
CREATE TABLE texts (
    digest TEXT PRIMARY KEY,
    spaced TEXT NOT NULL,                -- that of the copy that was parsed
    case_number TEXT,
    claimed TEXT NOT NULL,               -- the id that it would have if no other claimed it
    letter TEXT NOT NULL,                -- the id that the index has it under
    source TEXT NOT NULL,
    issues INTEGER NOT NULL,
    layout TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX texts_by_claim ON texts (claimed);
CREATE INDEX texts_by_letter ON texts (letter);
"""
_LISTED = "CREATE TEMP TABLE listed (path TEXT PRIMARY KEY, size INTEGER, modified INTEGER) WITHOUT ROWID"

# Says that the schema is there: an empty file is a database too.
VERSION = 1
_PRIMARY = 0xFF  # an error's code without the bits that tell its kind


class ListedFile(NamedTuple):
    """A file as a listing finds it; `modified` is in ns."""

    path: str
    size: int
    modified: int


class FileChanges(NamedTuple):
    """Files that are new or have changed, those to be tried again, and those of the ledger that are gone, in order."""

    changed: list[ListedFile]
    to_retry: list[ListedFile]
    gone: list[str]


class Text(NamedTuple):
    """A text, and the letter that the index has it as."""

    digest: str
    spaced: str
    letter: str
    source: str
    issues: int
    layout: str


class Totals(NamedTuple):
    """Letters, their issues, and the copies beyond the first of each text."""

    letters: int
    issues: int
    duplicates: int


class Ledger:
    """A ledger, open for reading. All but `close` raise IndexDamaged where the file can't be read."""

    def __init__(self, generation: Path) -> None:
        """Open the ledger of a generation."""
        self._path = generation / NAME
        with self._translated():
            self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        # A committed ledger never changes, so no lock is needed, nor a place to write one.
        database = connect(self._path, "immutable=1")
        self._check(database)
        return database

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            match error.sqlite_errorcode & _PRIMARY:
                case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_READONLY:
                    raise IndexUnusable(f"{self._path}: can't be written ({error}); the index is as it was") from error
                case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CANTOPEN:
                    raise self._damaged(str(error)) from error
                case _:
                    raise

    def _damaged(self, told: str) -> IndexDamaged:
        return IndexDamaged(f"{self._path}: damaged ({told}); run `imr index --rebuild`")

    def _check(self, database: sqlite3.Connection) -> None:
        if database.execute("PRAGMA user_version").fetchone() != (VERSION,):
            raise self._damaged("not a ledger")

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def damage(self) -> str | None:
        """Read the whole file, and return what is wrong with it."""
        with self._translated():
            (told,) = self._database.execute("PRAGMA quick_check(1)").fetchone()
        return None if told == "ok" else str(told)

    def compare(
        self, listed: Iterable[ListedFile], roots: Sequence[str], unlisted: Sequence[str], sources: Sequence[str]
    ) -> FileChanges:
        """Compare the files below `roots` with the ledger; folders of `unlisted` could not be looked into.

        Files of none of the `sources` are gone, too.
        """
        with self._translated():
            execute = self._database.execute
            execute(_LISTED)
            self._database.executemany("INSERT INTO listed VALUES (?, ?, ?)", listed)
            changed = [
                ListedFile(*row)
                for row in execute(
                    """SELECT * FROM listed WHERE path NOT IN (SELECT path FROM files WHERE size IS NULL)
                    EXCEPT SELECT path, size, modified FROM files ORDER BY path"""
                )
            ]
            again = "SELECT listed.* FROM listed JOIN files USING (path) WHERE files.size IS NULL ORDER BY path"
            to_retry = [ListedFile(*row) for row in execute(again)]
            missing = execute("SELECT path FROM files WHERE path NOT IN (SELECT path FROM listed) ORDER BY path")
            hidden = set(unlisted)
            gone = [
                path
                for (path,) in missing
                if not any(is_listed(path, source) for source in sources)
                or (any(is_listed(path, root) for root in roots) and hidden.isdisjoint(holders(path)))
            ]
            execute("DROP TABLE listed")
        return FileChanges(changed, to_retry, gone)

    def knows(self, digest: str) -> bool:
        """Tell whether the index holds a text."""
        with self._translated():
            return self._database.execute("SELECT 1 FROM texts WHERE digest = ?", (digest,)).fetchone() is not None

    def knows_spaced(self, digest: str, spaced: str) -> bool:
        """Tell whether the index holds a text, parsed with this very white space."""
        with self._translated():
            query = "SELECT 1 FROM texts WHERE digest = ? AND spaced = ?"
            return self._database.execute(query, (digest, spaced)).fetchone() is not None

    def totals(self) -> Totals:
        """Return what the index holds."""
        with self._translated():
            letters, issues = self._database.execute("SELECT count(*), coalesce(sum(issues), 0) FROM texts").fetchone()
            (copies,) = self._database.execute("SELECT count(*) FROM copies").fetchone()
        return Totals(letters, issues, copies - letters)

    def failures(self) -> Iterator[tuple[str, str, str]]:
        """Yield what could not be read: the file's path, the source and the reason, in order."""
        query = "SELECT path, source, reason FROM failures JOIN files USING (file) ORDER BY path, failures.rowid"
        with self._translated():
            yield from self._database.execute(query)

    def others(self) -> Iterator[tuple[str, int]]:
        """Yield the files that hold things that are no letters, each with their number."""
        with self._translated():
            yield from self._database.execute("SELECT path, others FROM files WHERE others")

    def unrecognised(self) -> list[str]:
        """Return the sources of the letters of unknown layout."""
        query = "SELECT source FROM texts WHERE layout = 'unrecognised' ORDER BY source"
        with self._translated():
            return [source for (source,) in self._database.execute(query)]

    def layouts(self) -> dict[str, int]:
        """Return the number of letters of each layout."""
        with self._translated():
            return dict(self._database.execute("SELECT layout, count(*) FROM texts GROUP BY layout ORDER BY layout"))

    def clashes(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the ids that several letters claim, each with their sources."""
        query = """
            SELECT claimed, source FROM texts
            WHERE claimed IN (SELECT claimed FROM texts GROUP BY claimed HAVING count(*) > 1) ORDER BY claimed, source
        """
        with self._translated():
            claims: dict[str, list[str]] = {}
            for claimed, source in self._database.execute(query):
                claims.setdefault(claimed, []).append(source)
        return [(claimed, tuple(sources)) for claimed, sources in claims.items()]

    def claimants(self, claimed: str) -> list[str]:
        """Return the ids of the letters that claim an id."""
        query = "SELECT letter FROM texts WHERE claimed = ? ORDER BY letter"
        with self._translated():
            return [letter for (letter,) in self._database.execute(query, (claimed,))]

    def texts(self) -> Iterator[Text]:
        """Yield every text."""
        with self._translated():
            for row in self._database.execute("SELECT digest, spaced, letter, source, issues, layout FROM texts"):
                yield Text(*row)


def connect(path: Path, options: str) -> sqlite3.Connection:
    """Open a ledger's file with options of SQLite's."""
    return sqlite3.connect(f"{uri(path)}?{options}", uri=True, isolation_level=None)


def uri(path: Path) -> str:
    """Return a path as SQLite takes it, whatever characters it has."""
    return path.absolute().as_uri()
