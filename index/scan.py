"""The files that sources consist of, as the ledger compares them: path, size, time."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SourceMissing
from corpus.readers import list_files
from index.ledger import ListedFile


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found: `roots` are the sources that are there, `others` counts files in folders that are no letters."""

    roots: tuple[str, ...]
    files: tuple[ListedFile, ...]
    failures: tuple[SourceMissing, ...]
    others: int


def scan_sources(sources: Iterable[str]) -> Scan:
    """List the files of sources, each once; what is missing or can't be listed is among the failures."""
    roots: list[str] = []
    files: dict[str, ListedFile] = {}
    failures: list[SourceMissing] = []
    others = 0
    for source in sources:
        try:
            listing = list_files(Path(source))
        except SourceMissing as error:
            failures.append(error)
            continue
        roots.append(source)
        failures += listing.unreadable
        others += listing.others
        for path in listing.files:
            name = str(path)
            if name not in files:
                files[name] = listed_file(name)
    return Scan(tuple(roots), tuple(files.values()), tuple(failures), others)


def listed_file(path: str) -> ListedFile:
    """Return a file as a listing finds it now."""
    try:
        told = os.stat(path)  # noqa: PTH116  # of millions of files
    except OSError:
        # A link that leads nowhere, for example: reading it will say so.
        return ListedFile(path, -1, -1)
    return ListedFile(path, told.st_size, told.st_mtime_ns)
