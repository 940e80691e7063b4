"""Text files: UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252."""

import codecs
from pathlib import Path

from corpus.errors import UnreadableLetter

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_file(path: Path) -> str:
    """Return what a text file says, decoded.

    Raises:
        UnreadableLetter: the bytes are no text.
        OSError: the file can't be opened.
    """
    data = path.read_bytes()
    if data.startswith(_UTF16_MARKS):
        return _decode(data, "utf-16", path)
    if b"\0" in data:
        raise UnreadableLetter(str(path), "is not a text file (it holds zero bytes)")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined; a letter that uses one was damaged before it came to us.
        return _decode(data, "cp1252", path)


def _decode(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"is neither UTF-8 nor Windows-1252 (byte {error.start})"
        raise UnreadableLetter(str(path), reason) from error
