"""The files that sources consist of, as the ledger compares them: path, size, time."""

import os
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SourceMissing
from corpus.readers import is_listed, list_files
from index.ledger import ListedFile

_MEND = "bring it back, or forget it and its letters by `imr index --rebuild` with a source to keep"


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found.

    `roots` are the sources that are there, `unlisted` the paths below them that can't be listed, `others` counts files
    in folders that are no letters. `failures` tells of sources that are missing and of what is unlisted.
    """

    roots: tuple[str, ...]
    files: tuple[ListedFile, ...]
    unlisted: tuple[str, ...]
    failures: tuple[SourceMissing, ...]
    others: int


def scan_sources(sources: Iterable[str], index: Path, remembered: Container[str]) -> Scan:
    """List the files of sources, each once, but for those of the index itself; `remembered` are the index's sources."""
    roots: list[str] = []
    files: dict[str, ListedFile] = {}
    unlisted: list[str] = []
    failures: list[SourceMissing] = []
    others = 0
    for source in sources:
        try:
            listing = list_files(Path(source), leave_out=index)
        except SourceMissing as error:
            failures.append(SourceMissing(source, f"{error.reason}; {_MEND}") if source in remembered else error)
            continue
        roots.append(source)
        unlisted += (error.source for error in listing.unreadable)
        failures += listing.unreadable
        others += listing.others
        for path in listing.files:
            name = str(path)
            if name not in files:
                files[name] = listed_file(name)
    return Scan(tuple(roots), tuple(files.values()), tuple(unlisted), tuple(failures), others)


def outermost(sources: Sequence[str]) -> tuple[str, ...]:
    """Return sources but for those that are part of another: they come and go with it."""
    return tuple(
        source for source in sources if not any(is_listed(source, other) for other in sources if other != source)
    )


def listed_file(path: str) -> ListedFile:
    """Return a file as a listing finds it now."""
    try:
        told = os.stat(path)  # noqa: PTH116  # of millions of files
    except OSError:
        # A link that leads nowhere, for example: reading it will say so.
        return ListedFile(path, -1, -1)
    return ListedFile(path, told.st_size, told.st_mtime_ns)
