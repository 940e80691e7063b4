"""A result list as a file: JSON Lines, a table for spreadsheets, a brief in Markdown or Word.

What is written comes in chunks of bytes, text as UTF-8, so that files, pipes and browsers take it as it is made. A
format is a module with a function `write`.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from corpus.errors import BadRequest
from search.export.permalink import Site
from search.results import Listing

__all__ = ["FORMATS", "Format", "Site", "export", "save", "writing_whole"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the module that writes it, how names of its files end, and what browsers call it."""

    module: str
    ending: str
    media_type: str


FORMATS: Mapping[str, Format] = {
    "jsonl": Format("json_lines", ".jsonl", "application/jsonl"),
    "csv": Format("spreadsheet", ".csv", "text/csv; charset=utf-8"),
    "markdown": Format("markdown", ".md", "text/markdown; charset=utf-8"),
    "docx": Format("word", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


class _Module(Protocol):
    """What a module of a format provides."""

    def write(self, listing: Listing, site: Site) -> Iterator[bytes]:
        """Yield the file in chunks."""
        ...


def export(listing: Listing, form: str, site: Site | None = None) -> Iterator[bytes]:
    """Return a list in one of FORMATS, chunk by chunk. The list's hits are read as the chunks are.

    Raises:
        BadRequest: the list is longer than the format can be.
    """
    # Only now, because the library for Word takes as long to import as a search.
    module = cast("_Module", import_module(f"search.export.{FORMATS[form].module}"))
    return module.write(listing, site or Site())


def save(listing: Listing, file: str | os.PathLike[str], site: str = "") -> None:
    """Write a list to a file, whole, in the format that the ending of its name says: .jsonl, .csv, .md or .docx.

    `site` is where the index is on the web, for the links.

    Raises:
        BadRequest: no format ends so, the list is longer than the format can be, or `site` is no address.
        OSError: the file can't be written.
    """
    path = Path(file)
    form = next((name for name, one in FORMATS.items() if one.ending == path.suffix.lower()), None)
    if form is None:
        endings = ", ".join(one.ending for one in FORMATS.values())
        raise BadRequest(f"{path}: can't tell the format by this name; names end in {endings}")
    chunks = export(listing, form, Site.at(site))
    with writing_whole(path) as written:
        written.writelines(chunks)


@contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write what `path` is to hold; it takes its place at the end, whole, or not at all.

    Raises:
        OSError: it can't be written; the error names `path`.
    """
    # What a link leads to is replaced, and not the link.
    target = path.resolve()
    unfinished = target.with_name(f".{target.name[:200]}.{os.getpid()}")
    try:
        if target.exists() and not target.is_file():
            raise FileExistsError(0, "is there, and is no file", str(path))
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        if error.filename in (str(unfinished), None):
            error.filename = str(path)
        raise
    finally:
        with suppress(OSError):
            unfinished.unlink()
