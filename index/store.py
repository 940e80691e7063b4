"""The index on disk: which generation is live, what made it, and the lock that keeps writers apart.

    imr-index/
      index.json              the stamp: format, engine, live generation, sources
      lock                    held while a run writes
      generations/NAME/       one whole index of the engine's own files

A build fills a new generation and then replaces the stamp in one step, so the index is always the old one or the new.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
from filelock import FileLock, Timeout

from corpus.errors import (
    IndexAbsent,
    IndexDamaged,
    IndexEngineMismatch,
    IndexLocked,
    IndexUnusable,
    IndexVersionMismatch,
)
from index.engine import ENGINES, Engine, load_engine

# Counted up whenever an index written by older code can't be read by this code: schema, records, stamp.
FORMAT = 4

_STAMP, _LOCK, _GENERATIONS = "index.json", "lock", "generations"


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A further source of a text, and the id that the letter has by that source alone."""

    source: str
    letter: str


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """What `index.json` says.

    `sources` are absolute paths, in the order they were first named. `copies` names, by the digest of a text, the
    sources beyond the letter's own that hold the same text.
    """

    format: int
    engine: str
    generation: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6,}$")]
    sources: tuple[str, ...]
    copies: dict[str, tuple[Copy, ...]]
    letters: int
    issues: int


def read_stamp(folder: Path) -> Stamp:
    """Read the stamp of the index in `folder`.

    Raises:
        IndexAbsent: there is none.
        IndexVersionMismatch: it was made by another version.
        IndexDamaged: the stamp can't be read.
        IndexUnusable: the folder can't be read.
    """
    path = folder / _STAMP
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexAbsent(
            f"no index at {folder}: make one with `imr index SOURCE`, or name one with --index"
        ) from error
    except OSError as error:
        raise IndexUnusable(f"{path}: {error.strerror}") from error
    try:
        written_as = msgspec.json.decode(data)["format"]
        if written_as != FORMAT:
            raise IndexVersionMismatch(
                f"{folder}: made by another version (format {written_as}, this one reads {FORMAT}); "
                "move it away and run `imr index` on its sources again"
            )
        stamp = msgspec.json.decode(data, type=Stamp)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        mend = "move the folder away and run `imr index` on its sources again"
        raise IndexDamaged(f"{path}: not a readable index stamp; {mend}") from error
    if stamp.engine not in ENGINES:
        raise IndexEngineMismatch(f"{folder}: made with the engine {stamp.engine!r}, which this version does not have")
    return stamp


def open_index(folder: Path) -> Engine:
    """Open the live generation of the index in `folder` for reading.

    Raises:
        IndexUnusable: it can't be used; the message names the mend.
    """
    stamp = read_stamp(folder)
    while True:
        try:
            return load_engine(stamp.engine).open_reader(folder / _GENERATIONS / stamp.generation)
        except IndexDamaged:
            # A run may have swapped another generation in, and removed this one, since the stamp was read.
            newer = read_stamp(folder)
            if newer.generation == stamp.generation:
                raise
            stamp = newer


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        told = error.strerror or str(error)
        raise IndexUnusable(f"{folder}: can't be used as an index folder ({told}: {error.filename})") from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the index's lock, making the folder if need be.

    The lock is the operating system's: it ends with its process, however that ends.

    Raises:
        IndexLocked: another process holds it.
        IndexUnusable: the folder can't be written, or holds something else.
    """
    with _translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        ours = {_STAMP, _LOCK, _GENERATIONS, f"{_STAMP}.new"}
        strangers = {name for entry in folder.iterdir() if not (name := entry.name).startswith(".")} - ours
    if strangers:
        raise IndexUnusable(f"{folder}: holds other things, such as {min(strangers)}; name an empty or a new folder")
    lock = FileLock(folder / _LOCK, timeout=0)
    with _translated(folder):
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(f"{folder}: another run is writing this index; wait until it ends") from error
    try:
        yield
    finally:
        lock.release()


def new_generation(folder: Path) -> Path:
    """Make the folder of a new generation, and clear away what interrupted runs left. To be called under the lock."""
    live = _live_generation(folder)
    number = int(live) + 1 if live else 1
    generation = folder / _GENERATIONS / f"{number:06d}"
    with _translated(folder):
        generation.parent.mkdir(exist_ok=True)
        _remove_generations(folder, keep=live)
        generation.mkdir()
    return generation


def swap_in(folder: Path, stamp: Stamp) -> None:
    """Make the stamp's generation the live one, durably and in one step, and remove the others."""
    new = folder / f"{_STAMP}.new"
    with _translated(folder):
        with new.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(stamp)))
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / _STAMP)
        _remove_generations(folder, keep=stamp.generation)


def _live_generation(folder: Path) -> str | None:
    try:
        return read_stamp(folder).generation
    except IndexAbsent:
        return None


def _remove_generations(folder: Path, keep: str | None) -> None:
    for generation in (folder / _GENERATIONS).iterdir():
        if generation.name != keep:
            # A reader that still has the old files open keeps them until it lets go; on systems that refuse to
            # remove such files, the next run does.
            shutil.rmtree(generation, ignore_errors=True)


def size_in_bytes(folder: Path) -> int:
    """Return the size of the live generation's files."""
    generation = folder / _GENERATIONS / read_stamp(folder).generation
    with _translated(folder):
        return sum(file.stat().st_size for file in generation.iterdir())
