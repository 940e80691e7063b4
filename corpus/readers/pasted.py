"""A text that a user pastes or names to be compared: its bytes, of whatever format, to a `SourceText`.

It need not be a letter, nor be named as one: the format is told by how the bytes begin.
"""

import re
from typing import IO

from corpus.determination import SourceText
from corpus.errors import UnreadableLetter, UnreadableNow
from corpus.readers.html import html_text
from corpus.readers.letter import letter_of
from corpus.readers.pdf import pdf_text
from corpus.readers.text import plain_text

# Denials have a few pages; scans of them, with a text layer, some megabytes.
LARGEST = 32 * 2**20
# A hundred pages of text
LONGEST = 300_000
# A PDF may have something before its head.
_PDF, _HEAD = b"%PDF-", 1_024
_HTML = re.compile(rb"\s*(?:<!--.{0,400}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_OFFICE = (b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0")


def read_pasted(stream: IO[bytes], source: str) -> SourceText:
    """Read a stream, which errors call `source`.

    Raises:
        UnreadableLetter: it is too large, can't be read, or holds no text; the message says why.
    """
    try:
        data = stream.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableNow(source, error.strerror or str(error)) from error
    if len(data) > LARGEST:
        raise UnreadableLetter(source, f"is larger than {LARGEST // 2**20} MB; give the pages that matter")
    if data.startswith(_OFFICE):
        raise UnreadableLetter(source, "is a word processor's document or a zip; save it as PDF or as plain text")
    if _PDF in data[:_HEAD]:
        text = pdf_text(data, source)
    elif _HTML.match(data):
        text = html_text(data, source)
    else:
        text = plain_text(data, source)
    if len(text) > LONGEST:
        raise UnreadableLetter(source, f"has more than {LONGEST:,} characters; give the pages that matter")
    return letter_of(text, "pasted", source)
