"""The files that sources consist of, as the ledger compares them: path, size, time."""

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
                files[name] = _listed(path, name)
    return Scan(tuple(roots), tuple(files.values()), tuple(failures), others)


def _listed(path: Path, name: str) -> ListedFile:
    try:
        told = path.stat()
    except OSError:
        # A link that leads nowhere, for example: reading it will say so.
        return ListedFile(name, -1, -1)
    return ListedFile(name, told.st_size, told.st_mtime_ns)
