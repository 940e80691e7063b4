"""The index on disk: which generation is live, what made it, and the lock that keeps writers apart.

    imr-index/
      index.json              the stamp: format, engine, live generation, sources
      lock                    held while a run writes
      generations/NUMBER/     one whole index
        ledger.sqlite         what it holds, and of which files
        engine/               the engine's own files

A run writes a new generation, which begins as links to the files of the live one, and then replaces the stamp in one
step: the index is always as it was before the run or as it is after it.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, TypeVar

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
from index import ledger
from index.engine import ENGINES, Engine, load_engine

T = TypeVar("T")

# Counted up whenever an index written by older code can't be read by this code: schema, records, stamp.
FORMAT = 8

_STAMP, _LOCK, _GENERATIONS, _ENGINE = "index.json", "lock", "generations", "engine"
_GENERATION = re.compile(r"[0-9]{6,}")


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """What `index.json` says. `sources` are absolute paths, in the order they were first named."""

    format: int
    engine: str
    generation: Annotated[str, msgspec.Meta(pattern=rf"^{_GENERATION.pattern}$")]
    sources: tuple[str, ...]


def is_there(folder: Path) -> bool:
    """Tell whether there is an index in `folder`, in whatever state."""
    return (folder / _STAMP).exists()


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
        raise _absent(folder) from error
    except OSError as error:
        raise IndexUnusable(f"{path}: {error.strerror}") from error
    try:
        written_as = msgspec.json.decode(data)["format"]
        if written_as != FORMAT:
            raise IndexVersionMismatch(
                f"{folder}: made by another version (format {written_as}, this one reads {FORMAT}); "
                "run `imr index --rebuild`"
            )
        stamp = msgspec.json.decode(data, type=Stamp)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        mend = "run `imr index --rebuild` with its sources"
        raise IndexDamaged(f"{path}: not a readable index stamp; {mend}") from error
    if stamp.engine not in ENGINES:
        raise IndexEngineMismatch(f"{folder}: made with the engine {stamp.engine!r}, which this version does not have")
    return stamp


def _absent(folder: Path) -> IndexAbsent:
    return IndexAbsent(f"no index at {folder}: make one with `imr index SOURCE`, or name one with --index")


def remembered_sources(folder: Path) -> tuple[str, ...]:
    """Return the sources of the index in `folder` as far as they can be read, also if another version made it."""
    try:
        stamp = msgspec.json.decode((folder / _STAMP).read_bytes())
        return tuple(source for source in stamp["sources"] if isinstance(source, str))
    except (OSError, msgspec.MsgspecError, KeyError, TypeError):
        return ()


def open_index(folder: Path) -> Engine:
    """Open the live generation of the index in `folder` for reading.

    Raises:
        IndexUnusable: it can't be used; the message names the mend.
    """
    return open_latest(
        folder, lambda stamp: load_engine(stamp.engine).open_reader(engine_folder(generation_folder(folder, stamp)))
    )


def open_latest(folder: Path, opener: Callable[[Stamp], T]) -> T:
    """Open what `opener` opens of the live generation.

    Raises:
        IndexUnusable: it can't be used; the message names the mend.
    """
    return reading_latest(folder, lambda: opener(read_stamp(folder)))


def reading_latest(folder: Path, read: Callable[[], T]) -> T:
    """Return what `read` reads of the live generation; where that goes away meanwhile, it reads the next one.

    Raises:
        IndexUnusable: it can't be used; the message names the mend.
    """
    while True:
        live = _live_generation(folder)
        try:
            return read()
        except IndexDamaged:
            # A run may have swapped another generation in, and removed this one.
            if _live_generation(folder) == live:
                raise


def stamp_mark(folder: Path) -> tuple[int, ...]:
    """Return what differs after each commit, at the cost of a look at one file.

    Raises:
        IndexAbsent: there is no index.
    """
    try:
        told = (folder / _STAMP).stat()
    except OSError as error:
        raise _absent(folder) from error
    return told.st_ino, told.st_mtime_ns, told.st_size


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        told = error.strerror or str(error)
        raise IndexUnusable(f"{folder}: can't be used as an index folder ({told}: {error.filename})") from error


@contextmanager
def _taking_from(generation: Path) -> Iterator[None]:
    with _translated(generation):
        try:
            yield
        except FileNotFoundError as error:
            raise IndexDamaged(f"{generation}: lacks {error.filename}; run `imr index --rebuild`") from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the index's lock, making the folder if need be; where no index comes to be, nothing is left of it.

    The lock is the operating system's: it ends with its process, however that ends.

    Raises:
        IndexLocked: another process holds it.
        IndexUnusable: the folder can't be written, or holds something else.
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    with _translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        ours = {_STAMP, _LOCK, _GENERATIONS}
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
        if not is_there(folder):
            # Whoever opened the lock's file meanwhile sees, as soon as they have it, that it is none any more.
            for remove in ((folder / _LOCK).unlink, *(place.rmdir for place in (folder / _GENERATIONS, *made))):
                with suppress(OSError):
                    remove()
        lock.release()


def generation_folder(folder: Path, stamp: Stamp) -> Path:
    """Return the folder of the live generation."""
    return folder / _GENERATIONS / stamp.generation


def engine_folder(generation: Path) -> Path:
    """Return the folder of a generation in which its engine works."""
    return generation / _ENGINE


def new_generation(folder: Path) -> Path:
    """Make the folder of a new generation, and clear away what killed runs left. To be called under the lock."""
    live = _live_generation(folder)
    with _translated(folder):
        (folder / _GENERATIONS).mkdir(exist_ok=True)
        _remove_generations(folder, keep=live)
        # What could not be removed keeps its number.
        numbers = [int(name) for name in [live or "0", *_unfinished(folder)] if name.isdecimal()]
        generation = folder / _GENERATIONS / f"{max(numbers) + 1:06d}"
        engine_folder(generation).mkdir(parents=True)
    return generation


def copy_ledger(live: Path, generation: Path) -> None:
    """Let a generation begin with the ledger of the live one.

    Raises:
        IndexDamaged: it is not there.
        IndexUnusable: it can't be copied.
    """
    with _taking_from(live):
        shutil.copyfile(live / ledger.NAME, generation / ledger.NAME)


def link_engine(live: Path, generation: Path) -> None:
    """Let a generation begin with the engine's files of the live one.

    They are linked, as they are never changed in place; where the file system knows no links they are copied.

    Raises:
        IndexDamaged: they are not there.
        IndexUnusable: they can't be copied.
    """
    with _taking_from(live):
        for file in engine_folder(live).iterdir():
            if not file.name.lower().endswith("lock"):
                _link(file, engine_folder(generation) / file.name)


def _link(file: Path, to: Path) -> None:
    try:
        to.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, to)
        _sync(to)


def swap_in(folder: Path, stamp: Stamp) -> None:
    """Make the stamp's generation the live one, durably and in one step."""
    generation = generation_folder(folder, stamp)
    # In the generation's folder it is cleared away with it, should the run end here.
    new = generation / _STAMP
    with _translated(folder):
        # Engines bring their own files to the disk when they commit.
        for path in (generation / ledger.NAME, engine_folder(generation), generation, generation.parent):
            _sync(path)
        new.write_bytes(msgspec.json.format(msgspec.json.encode(stamp)))
        _sync(new)
        new.replace(folder / _STAMP)
        _sync(folder)


def remove_unfinished(folder: Path) -> None:
    """Remove all generations but the live one."""
    _remove_generations(folder, keep=_live_generation(folder))


def _sync(path: Path) -> None:
    """Bring a file, or the list of a folder's files, to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no such thing for folders.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _live_generation(folder: Path) -> str | None:
    """Return the name of the live generation, also where another version made it."""
    try:
        name = msgspec.json.decode((folder / _STAMP).read_bytes())["generation"]
    except (OSError, msgspec.MsgspecError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) and _GENERATION.fullmatch(name) else None


def _remove_generations(folder: Path, keep: str | None) -> None:
    for name in _generations(folder) - {keep}:
        # A reader that still has the old files open keeps them until it lets go; on systems that refuse to remove
        # such files, the next run does.
        shutil.rmtree(folder / _GENERATIONS / name, ignore_errors=True)


def leftovers(folder: Path) -> list[str]:
    """Return the names of what runs that were killed left beside the live generation; none while a run writes."""
    left = _unfinished(folder)
    if not left:
        return []
    try:
        with writing(folder):
            return _unfinished(folder)
    except IndexLocked:
        return []
    except IndexUnusable:
        # No run can write what we may not, on a read-only disk for example; what is left is there all the same.
        return left


def _unfinished(folder: Path) -> list[str]:
    return sorted(_generations(folder) - {_live_generation(folder)})


def _generations(folder: Path) -> set[str]:
    try:
        return {entry.name for entry in (folder / _GENERATIONS).iterdir()}
    except OSError:
        # A run may have failed to make it.
        return set()


def size_in_bytes(generation: Path) -> int:
    """Return the size of a generation's files.

    Raises:
        IndexDamaged: one went away meanwhile.
    """
    with _taking_from(generation):
        return sum(file.stat().st_size for file in generation.rglob("*") if file.is_file())
