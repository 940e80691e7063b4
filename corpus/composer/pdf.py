"""A letter's text as PDF, through pdfium: one text object a line, the same bytes each time."""

from __future__ import annotations

import ctypes
import hashlib
import re
from typing import Any, Final

import pypdfium2.raw as pdfium

WIDTH, HEIGHT = 612.0, 792.0  # US Letter, in points
MARGIN: Final = 72.0
FONT_SIZE: Final = 12.0
LEADING: Final = 13.8


def to_pdf(text: str) -> bytes:
    r"""The letter `text` (pages parted by "\f") set in Times, 12 points on 13.8, a page of the PDF each.

    Blank lines leave their room. A line wider than the page is set narrower. The bytes depend on the text alone.
    """
    document = pdfium.FPDF_CreateNewDocument()
    try:
        for number, page in enumerate(text.split("\f")):
            _page(document, number, page.split("\n"))
        return _without_time_and_chance(_saved(document), text)
    finally:
        pdfium.FPDF_CloseDocument(document)


def _page(document: Any, number: int, lines: list[str]) -> None:
    page = pdfium.FPDFPage_New(document, number, WIDTH, HEIGHT)
    for row, line in enumerate(lines):
        if words := line.rstrip():
            height = HEIGHT - MARGIN - FONT_SIZE - row * LEADING
            _line(document, page, words, height)
    pdfium.FPDFPage_GenerateContent(page)
    pdfium.FPDF_ClosePage(page)


def _line(document: Any, page: Any, words: str, height: float) -> None:
    line = pdfium.FPDFPageObj_NewTextObj(document, b"Times-Roman", FONT_SIZE)
    encoded = words.encode("utf-16-le") + b"\0\0"
    pdfium.FPDFText_SetText(line, ctypes.cast(ctypes.c_char_p(encoded), ctypes.POINTER(ctypes.c_ushort)))
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(line, *edges)
    room = WIDTH - 2 * MARGIN
    squeeze = min(1.0, room / edges[2].value) if edges[2].value > 0 else 1.0
    pdfium.FPDFPageObj_Transform(line, squeeze, 0, 0, 1, MARGIN, height)
    pdfium.FPDFPage_InsertObject(page, line)


def _saved(document: Any) -> bytes:
    chunks: list[bytes] = []

    def write(_self: Any, data: Any, size: int) -> int:
        chunks.append(ctypes.string_at(data, size))
        return 1

    sink = pdfium.FPDF_FILEWRITE(version=1)
    sink.WriteBlock = type(sink.WriteBlock)(write)
    pdfium.FPDF_SaveAsCopy(document, ctypes.byref(sink), 0)
    return b"".join(chunks)


def _without_time_and_chance(data: bytes, text: str) -> bytes:
    """Replace pdfium's time stamp and random file id, length for length: the cross-reference table still holds."""
    identity = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper().encode()
    data = re.sub(rb"\(D:[0-9+'Z-]+\)", lambda m: b"(D:20000101000000+00'00'"[: len(m[0]) - 1] + b")", data)
    return re.sub(
        rb"/ID\s?\[\s?<[0-9A-F]{32}>\s?<[0-9A-F]{32}>", lambda m: re.sub(rb"[0-9A-F]{32}", identity, m[0]), data
    )
