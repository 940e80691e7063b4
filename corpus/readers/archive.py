"""Zip files of letters and of JSON lines, read member by member; nothing is ever unpacked to disk."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from corpus.errors import UnreadableLetter, UnreadableNow
from corpus.readers.found import Found, Other, printable
from corpus.readers.letter import FORMATS, LARGEST_LETTER, TOO_LARGE, take_letter
from corpus.readers.lines import LINE_FORMATS

ARCHIVE_FORMAT = ".zip"

# What zipfile raises on damaged archives and members, beside OSError.
_DAMAGE = (BadZipFile, EOFError, NotImplementedError, OverflowError, ValueError, struct.error, zlib.error)

# The methods that unpack in small pieces; a few bytes packed by another can become more than memory holds.
_METHODS = (ZIP_STORED, ZIP_DEFLATED)
_ENCRYPTED = 0x1


def archive_letters(stream: IO[bytes], source: str) -> Iterator[Found]:
    """Find the letters of a zip file in the archive's order, members of JSON lines included.

    Folders and hidden members (a part of whose name starts with a dot) are passed over. A zip within a zip fails.

    Raises:
        UnreadableLetter: it is no zip, is damaged, or holds nothing.
        OSError: its list of members can't be read.
    """
    try:
        archive = ZipFile(stream)
    except _DAMAGE as error:
        raise UnreadableLetter(source, "is not a readable zip (damaged, or another format)") from error
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if not members:
            # As with JSON lines: a failed export must not look like the removal of all letters.
            raise UnreadableLetter(source, "is empty")
        for member in members:
            # The standard parts folders by slashes; some programs write backslashes.
            path = PurePosixPath(printable(member.filename.replace("\\", "/")))
            if not any(part.startswith(".") and part != ".." for part in path.parts):
                yield from _member_letters(archive, member, path, f"{source}/{path}")


def _member_letters(archive: ZipFile, member: ZipInfo, path: PurePosixPath, source: str) -> Iterator[Found]:
    try:
        yield from _read(archive, member, path, source)
    except UnreadableLetter as error:
        yield error
    except _DAMAGE:
        yield UnreadableLetter(source, "is damaged in the zip")
    except OSError as error:
        yield UnreadableNow(source, error.strerror or str(error))


def _read(archive: ZipFile, member: ZipInfo, path: PurePosixPath, source: str) -> Iterator[Found]:
    name = path.name.lower()
    read_lines = next((LINE_FORMATS[ending] for ending in LINE_FORMATS if name.endswith(ending)), None)
    if name.endswith(ARCHIVE_FORMAT):
        raise UnreadableLetter(source, "is a zip within a zip: unpack it first")
    if read_lines is None and path.suffix.lower() not in FORMATS:
        yield Other(source)
        return
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableLetter(source, "is encrypted: unpack the zip with its password first")
    if member.compress_type not in _METHODS:
        raise UnreadableLetter(source, "is packed by an unusual method: pack the zip with deflate")
    if read_lines is None and member.file_size > LARGEST_LETTER:
        raise UnreadableLetter(source, TOO_LARGE)
    with archive.open(member) as stream:
        if read_lines:
            yield from read_lines(stream, source)
        else:
            yield take_letter(stream, path, source)
