"""The ledger while a run changes it: what is to be read, what was found, and what follows for the index."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.readers import file_of, holders
from index.ledger import NAME, SCHEMA, VERSION, Ledger, ListedFile, Text, connect, uri

# Letters that claim one id are told apart by so many digits of their texts' digests.
_CLASH_DIGITS = 8

# Texts whose copies the run changed, and texts that it wrote; and what `settle` works with.
_SCRATCH = """
CREATE TEMP TABLE touched (digest TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE written (digest TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE wanted (digest TEXT PRIMARY KEY, claimed TEXT NOT NULL, source TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE claims (claimed TEXT PRIMARY KEY) WITHOUT ROWID;
"""

# The copies that give letters their source, their name and the white space that they are parsed with.
_FIRST_COPIES = """(
    SELECT * FROM (
        SELECT digest, coalesce(case_number, name) AS claimed, copies.source AS source, path,
            copies.spaced != texts.spaced AS is_stale,
            row_number() OVER (PARTITION BY digest ORDER BY path, number, copies.source) AS place
        FROM touched JOIN texts USING (digest) JOIN copies USING (digest) JOIN files USING (file)
    ) WHERE place = 1
)"""

_FIND_MOVES = f"""
SELECT digest, letter,
    texts.claimed || CASE WHEN claimants > 1 THEN '~' || substr(digest, 1, {_CLASH_DIGITS}) ELSE '' END AS due,
    coalesce(wanted.source, texts.source) AS place,
    digest IN written AS fresh
FROM (SELECT claimed, count(*) AS claimants FROM texts WHERE claimed IN claims GROUP BY claimed)
    JOIN texts USING (claimed) LEFT JOIN wanted USING (digest)
WHERE due != letter OR place != texts.source
"""  # noqa: S608  # nothing but a number is put in


class Move(NamedTuple):
    """A text that the index must have under another id or source; `fresh` if this run wrote it."""

    digest: str
    was: str
    letter: str
    source: str
    fresh: bool


class LetterChanges(NamedTuple):
    """How many letters are new, say something else than before, and are gone."""

    added: int
    updated: int
    removed: int


def clash_mark(digest: str) -> str:
    """Return what tells one of several letters that claim one id from the others, as in `LETTER~1a2b3c4d`."""
    return f"~{digest[:_CLASH_DIGITS]}"


class RunLedger(Ledger):
    """The ledger of a generation that is written. Nothing is kept without `commit`.

    Beside what a ledger raises, all methods raise IndexUnusable where the file can't be written.
    """

    def __init__(self, generation: Path, before: Path | None) -> None:
        """Go on with the ledger in the folder of a generation, or begin one; `before` is the live generation."""
        super().__init__(generation)
        with self._translated():
            self._database.executescript(_SCRATCH)
            self._database.execute(
                "ATTACH ? AS before", (f"{uri(before / NAME)}?immutable=1" if before else ":memory:",)
            )
            if before is None:
                self._database.execute("CREATE TABLE before.texts AS SELECT * FROM texts WHERE 0")
            self._database.execute("BEGIN")

    def _open(self) -> sqlite3.Connection:
        begun = self._path.exists()
        database = connect(self._path, "mode=rwc")
        # A generation that is not whole is thrown away: it needs no journal.
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        if begun:
            self._check(database)
        else:
            database.executescript(f"{SCHEMA} PRAGMA user_version = {VERSION}")
        return database

    def commit(self) -> None:
        """Keep the changes, but for the file's last way to the disk, and close."""
        with self._translated():
            self._database.execute("COMMIT")
        self.close()

    # What a run reads

    def begin_file(self) -> int:
        """Begin a file that is read; returns its number."""
        with self._translated():
            return int(self._database.execute("INSERT INTO files DEFAULT VALUES").lastrowid or 0)

    def add_copy(self, file: int, number: int, source: str, name: str, digest: str, spaced: str) -> None:
        """Say that a text stands in a file."""
        with self._translated():
            row = (file, number, source, name, digest, spaced)
            self._database.execute("INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?)", row)
            self._database.execute("INSERT OR IGNORE INTO touched VALUES (?)", (digest,))

    def is_written(self, digest: str) -> bool:
        """Tell whether the run has written this text."""
        with self._translated():
            return self._database.execute("SELECT 1 FROM written WHERE digest = ?", (digest,)).fetchone() is not None

    def is_taken(self, letter: str) -> bool:
        """Tell whether the run has written another text under this id."""
        with self._translated():
            query = "SELECT 1 FROM texts WHERE letter = ? AND digest IN written"
            return self._database.execute(query, (letter,)).fetchone() is not None

    def is_first(self, digest: str, path: str) -> bool:
        """Tell whether a text stands in no file before `path`, and once by now in that file, which is read."""
        with self._translated():
            query = """SELECT count(*) FILTER (WHERE path < ?2), count(*) FILTER (WHERE path IS NULL)
                FROM copies JOIN files USING (file) WHERE digest = ?1"""
            before, here = self._database.execute(query, (digest, path)).fetchone()
        return not before and here == 1

    def stale_files(self) -> list[str]:
        """Return the files to be read for the white space of texts of which they hold the first copy by now."""
        with self._translated():
            query = f"SELECT DISTINCT path FROM {_FIRST_COPIES} WHERE is_stale ORDER BY path"  # noqa: S608
            return [path for (path,) in self._database.execute(query)]

    def add_text(self, text: Text, case_number: str | None, claimed: str) -> None:
        """Say that the run has written a text."""
        with self._translated():
            row = (text.digest, text.spaced, case_number, claimed, text.letter, text.source, text.issues, text.layout)
            self._database.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            self._database.execute("INSERT OR IGNORE INTO written VALUES (?)", (text.digest,))

    def end_file(
        self, number: int, listed: ListedFile, others: int, failures: Sequence[tuple[str, str]], *, again: bool
    ) -> None:
        """End the file `number`, which takes the place of what the ledger had under its path.

        `failures` are pairs of source and reason; what could not be read keeps the copies that it had before. `again`
        says that the next run is to read the file even if it has not changed.
        """
        with self._translated():
            execute = self._database.execute
            old = execute("SELECT file FROM files WHERE path = ?", (listed.path,)).fetchone()
            if old:
                execute("INSERT OR IGNORE INTO touched SELECT digest FROM copies WHERE file = ?", old)
                if failures:
                    kept = self._still_there(old[0], number, {file_of(source) for source, _ in failures})
                    self._database.executemany(
                        "UPDATE copies SET file = ? WHERE rowid = ?", ((number, row) for row in kept)
                    )
                self._drop_file(old[0])
            self._database.executemany(
                "INSERT INTO failures VALUES (?, ?, ?)", ((number, *failure) for failure in failures)
            )
            size, modified = (None, None) if again else (listed.size, listed.modified)
            row = (listed.path, size, modified, others, number)
            execute("UPDATE files SET path = ?, size = ?, modified = ?, others = ? WHERE file = ?", row)

    def drop_files(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        with self._translated():
            for path in paths:
                (file,) = self._database.execute("SELECT file FROM files WHERE path = ?", (path,)).fetchone()
                self._database.execute(
                    "INSERT OR IGNORE INTO touched SELECT digest FROM copies WHERE file = ?", (file,)
                )
                self._drop_file(file)

    def _drop_file(self, file: int) -> None:
        for table in ("files", "copies", "failures"):
            self._database.execute(f"DELETE FROM {table} WHERE file = ?", (file,))  # noqa: S608  # a table of ours

    def _still_there(self, old: int, new: int, unread: set[str]) -> list[int]:
        """Return the rows of a file's earlier copies that stand where it could not be read.

        JSON lines have no lasting place: where some of a file's can't be read, all that it had stay, but for those that
        it gave again, by their id or by their text.
        """
        query = """SELECT copies.rowid, copies.source, digest, coalesce(case_number, name), letter
            FROM copies JOIN texts USING (digest) WHERE file = ?"""
        given_again = set()
        for _, source, digest, claimed, _ in self._database.execute(query, (new,)):
            given_again |= {(file_of(source), digest), (file_of(source), claimed)}
        kept = []
        for row, source, digest, claimed, letter in self._database.execute(query, (old,)).fetchall():
            # Of several letters with one id, the text alone tells which was given again.
            signs = {digest} if letter != claimed else {digest, claimed}
            again = not given_again.isdisjoint((file_of(source), sign) for sign in signs)
            if not again and not unread.isdisjoint(holders(source)):
                kept.append(row)
        return kept

    # What follows from it

    def settle(self, *, anew: bool) -> tuple[list[Text], list[Move]]:
        """Return the texts that no file holds any more, and those that need another id or source.

        The ledger then holds the ones no more, and the others as they should be. `anew` says to look at all texts, as a
        damaged ledger may hold some that no file gave.
        """
        with self._translated():
            execute = self._database.execute
            if anew:
                execute("INSERT OR IGNORE INTO touched SELECT digest FROM texts")
                execute("DELETE FROM copies WHERE digest NOT IN (SELECT digest FROM texts)")
            gone = [
                Text(*row)
                for row in execute(
                    """SELECT digest, spaced, letter, source, issues, layout FROM touched JOIN texts USING (digest)
                    WHERE digest NOT IN (SELECT digest FROM copies)"""
                )
            ]
            for texts in ("before.texts", "texts"):
                query = f"SELECT DISTINCT claimed FROM {texts} WHERE digest IN touched"  # noqa: S608  # a table of ours
                execute(f"INSERT OR IGNORE INTO claims {query}")
            self._database.executemany("DELETE FROM texts WHERE digest = ?", ((text.digest,) for text in gone))
            execute(f"INSERT INTO wanted SELECT digest, claimed, source FROM {_FIRST_COPIES}")  # noqa: S608
            execute("INSERT OR IGNORE INTO claims SELECT claimed FROM wanted")
            execute(
                "UPDATE texts SET claimed = wanted.claimed FROM wanted "
                "WHERE texts.digest = wanted.digest AND texts.claimed != wanted.claimed"
            )
            moves = [Move(*row) for row in execute(_FIND_MOVES)]
            changes = ((move.letter, move.source, move.digest) for move in moves)
            self._database.executemany("UPDATE texts SET letter = ?, source = ? WHERE digest = ?", changes)
            moved = ((move.digest,) for move in moves)
            self._database.executemany("INSERT OR IGNORE INTO touched VALUES (?)", moved)
        return gone, moves

    def unwritten(self) -> list[Move]:
        """Return the texts that the run did not write, with the id that each had before the run."""
        query = """SELECT now.digest, was.letter, now.letter, now.source, 0
            FROM texts AS now JOIN before.texts AS was USING (digest) WHERE now.digest NOT IN written"""
        with self._translated():
            return [Move(*row) for row in self._database.execute(query)]

    def drop_text(self, digest: str) -> None:
        """Forget a text and its copies; its files are read again by the next run."""
        with self._translated():
            execute = self._database.execute
            execute("UPDATE files SET size = NULL WHERE file IN (SELECT file FROM copies WHERE digest = ?)", (digest,))
            execute("DELETE FROM copies WHERE digest = ?", (digest,))
            execute("DELETE FROM texts WHERE digest = ?", (digest,))
            execute("INSERT OR IGNORE INTO touched VALUES (?)", (digest,))

    def letter_changes(self) -> LetterChanges:
        """Return how the letters differ from those before the run."""
        query = """
            SELECT count(*) FILTER (WHERE was.digest IS NULL),
                count(*) FILTER (WHERE was.digest != now.digest OR was.spaced != now.spaced)
            FROM texts AS now LEFT JOIN before.texts AS was USING (letter) WHERE now.digest IN touched
        """
        with self._translated():
            added, updated = self._database.execute(query).fetchone()
            (removed,) = self._database.execute(
                "SELECT count(*) FROM before.texts WHERE digest IN touched AND letter NOT IN (SELECT letter FROM texts)"
            ).fetchone()
        return LetterChanges(added, updated, removed)
