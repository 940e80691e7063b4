"""Text files: UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252."""

import codecs

from corpus.errors import UnreadableLetter

# The share of bytes that may be undecodable in a letter that is still read.
_MOST_DAMAGED = 0.01

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def plain_text(data: bytes, source: str) -> str:
    """Return what a text file says, decoded.

    Raises:
        UnreadableLetter: the bytes are no text.
    """
    if data.startswith(_UTF16_MARKS):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableLetter(source, "is not the UTF-16 text it says it is") from error
    if b"\0" in data:
        raise UnreadableLetter(source, "is not a text file (it holds zero bytes)")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    # A letter damaged on its way is better read with a few marks of replacement than not at all.
    text = data.decode("utf-8-sig", errors="replace")
    if text.count("\N{REPLACEMENT CHARACTER}") > len(data) * _MOST_DAMAGED:
        raise UnreadableLetter(source, "is neither UTF-8 nor Windows-1252 text")
    return text
