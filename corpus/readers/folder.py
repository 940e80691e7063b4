"""Which files under a path hold letters."""

import os
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SourceMissing
from corpus.readers.file import NO_LETTERS, holds_letters


@dataclass(frozen=True, slots=True)
class Listing:
    """The files with letters under a source, other files left alone (a count), and what can't be listed."""

    files: tuple[Path, ...]
    others: int = 0
    unreadable: tuple[SourceMissing, ...] = ()


def list_files(source: Path, leave_out: Path | None = None) -> Listing:
    """List the files of `source` that hold letters: itself if it is a file, else all below it, to the bottom.

    Zip files and files of JSON lines in a folder are listed as letters are. Hidden files and folders (names that start
    with a dot) and the folder `leave_out` are left alone and not counted. Links to folders are followed, but no folder
    is entered twice.

    Raises:
        SourceMissing: nothing is there or may be looked at, its name can't be kept, or it is a file whose format is
            unknown.
    """
    _check_name(source)
    try:
        is_file, is_folder = source.is_file(), source.is_dir()
    except OSError as error:
        raise SourceMissing(str(source), error.strerror or str(error)) from error
    if is_file:
        if not holds_letters(source):
            raise SourceMissing(str(source), NO_LETTERS)
        return Listing((source,))
    if not is_folder:
        raise SourceMissing(str(source), "no such file or folder")
    files: list[Path] = []
    others = 0
    # A folder that can't be listed must not look like an empty one: its letters would seem to be gone.
    unreadable: list[SourceMissing] = []

    def refuse(error: OSError) -> None:
        unreadable.append(SourceMissing(str(error.filename), error.strerror or str(error)))

    entered = {os.path.realpath(leave_out)} if leave_out else set()
    for folder, subfolders, names in os.walk(source, onerror=refuse, followlinks=True):
        real = os.path.realpath(folder)
        if real in entered:
            subfolders.clear()
            continue
        entered.add(real)
        subfolders[:] = sorted(name for name in subfolders if not _is_hidden(name))
        for name in sorted(names):
            if _is_hidden(name):
                continue
            path = Path(folder, name)
            if not holds_letters(path):
                others += 1
                continue
            try:
                _check_name(path)
            except SourceMissing as error:
                unreadable.append(error)
            else:
                files.append(path)
    return Listing(tuple(files), others, tuple(unreadable))


def is_listed(path: str, source: str) -> bool:
    """Tell whether a listing of `source` comes by `path`, if that is there: it is the same, or below and not hidden."""
    place = Path(path)
    return place.is_relative_to(source) and not any(map(_is_hidden, place.relative_to(source).parts))


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def _check_name(path: Path) -> None:
    """Refuse a name that can be neither printed nor stored."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise SourceMissing(str(path), "its name is not UTF-8: rename it") from error
