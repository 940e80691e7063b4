"""PDF letters, by pypdfium2.

The text layer of these letters gives lines but not the blank space between paragraphs, and that space is what tells
a title from the end of the rationale above it. It is recovered here from the lines' positions.
"""

import ctypes
import re
from itertools import pairwise
from statistics import mode

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import UnreadableLetter

# pdfium marks a hyphen that ends a line with U+FFFE, and then leaves the line end out.
_LINE = re.compile(r"(?P<text>[^\s\ufffe][^\r\n\ufffe]*)(?P<hyphen>\ufffe)?")

# A paragraph gap in the letters is twice the leading (27.6 pt on 13.8 pt); headings stand at about 1.5 times it.
_GAP = 1.3


def pdf_text(data: bytes, source: str) -> str:
    r"""Return the text of a PDF: a line a line, a blank line for a gap between paragraphs, `\f` between pages.

    Raises:
        UnreadableLetter: the bytes are no PDF, or a damaged or an encrypted one, or one without pages or text.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            text = "\f".join(_page_text(document[number]) for number in range(len(document)))
    except pypdfium2.PdfiumError as error:
        raise UnreadableLetter(source, _reason(error, data)) from error
    if not text.strip():
        raise UnreadableLetter(source, "holds no text (a scan? run OCR on it first)")
    return text


def _reason(error: pypdfium2.PdfiumError, data: bytes) -> str:
    # For a PDF without pages pdfium repeats the error of the file before it, which may be the lack of a password.
    code = getattr(error, "err_code", None) if b"/Encrypt" in data else None
    match code:
        case pdfium.FPDF_ERR_PASSWORD:
            return "is encrypted and asks for a password"
        case pdfium.FPDF_ERR_SECURITY:
            return "is encrypted in a way that this program can't read"
        case _:
            return "is not a readable PDF (damaged, without pages, or another format)"


def _page_text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        characters = text_page.get_text_range()
        lines = _lines(characters)
        heights = [_baseline(text_page, start) for start, _ in lines]
    finally:
        text_page.close()
        page.close()
    drops = [round(above - below) for above, below in pairwise(heights)]
    leading = mode(drops) if drops else 0
    printed: list[str] = []
    for number, (_, line) in enumerate(lines):
        if number and drops[number - 1] > leading * _GAP:
            printed.append("")
        printed.append(line)
    return "\n".join(printed) + "\n"


def _lines(characters: str) -> list[tuple[int, str]]:
    """Split a page's characters into its non-blank lines, each with the index of its first visible character."""
    return [(line.start(), line["text"] + ("-" if line["hyphen"] else "")) for line in _LINE.finditer(characters)]


def _baseline(text_page: pypdfium2.PdfTextPage, index: int) -> float:
    """Return the height of a character's baseline above the foot of the page, in points."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    return y.value
