"""A brief for Word and LibreOffice (.docx): titles, lists and quotations in the styles that both offer to change.

python-docx makes a document without blocks and a blank paragraph of each style; each block is a copy of one, filled and
written at once. Left to itself it keeps all of a document in memory, looks for a style among all that there are, and
takes the longer for a paragraph the more there are.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph
from lxml import etree

from corpus.errors import BadRequest
from search.export.brief import NOTE, TITLE, Block, Fact, Heading, Paragraph, Quotation, brief, typed
from search.export.permalink import Site
from search.results import Listing

# Word opens no document with more than 32 MB of text, and a hit may have 3 kB of it.
MOST_HITS = 10_000
_LINK_COLOR = RGBColor(0x05, 0x63, 0xC1)
_TITLE = "Title"
_STYLES = {Heading: "Heading 1", Fact: "List Bullet", Paragraph: "Normal", Quotation: "Quote"}
_MAIN_PART = "word/document.xml"
_IN_MEMORY, _CHUNK = 8_000_000, 1 << 16
# python-docx refuses longer properties.
_LONGEST_PROPERTY = 255


def write(listing: Listing, site: Site) -> Iterator[bytes]:
    """Return a brief in chunks, which is made whole when the first is asked for.

    Raises:
        BadRequest: the list is longer than Word can open.
    """
    if min(listing.request.limit, listing.page.total - listing.request.offset) > MOST_HITS:
        raise BadRequest(
            f"{listing.page.total:,} issues match, and Word opens no document of more than {MOST_HITS:,}: narrow the "
            f"search, choose a part (--limit {MOST_HITS}), or write Markdown"
        )
    return _chunks(listing, site)


def _chunks(listing: Listing, site: Site) -> Iterator[bytes]:
    document = _without_blocks(listing)
    saved = BytesIO()
    document.save(saved)
    with SpooledTemporaryFile(_IN_MEMORY) as file:
        with ZipFile(saved) as template, ZipFile(file, "w", ZIP_DEFLATED) as made:
            for name in template.namelist():
                with made.open(name, "w") as part:
                    if name == _MAIN_PART:
                        _write_blocks(part, document, brief(listing, site))
                    else:
                        part.write(template.read(name))
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _without_blocks(listing: Listing) -> Document:
    document = docx.Document()
    document.styles["Footer"].font.size = Pt(8)
    document.sections[0].footer.paragraphs[0].text = NOTE
    told = document.core_properties
    told.title, told.author, told.comments, told.language = TITLE, "IMR precedent search", NOTE, "en-US"
    told.subject = typed(listing.request.text)[:_LONGEST_PROPERTY]
    told.created = told.modified = listing.ran
    return document


def _write_blocks(part: IO[bytes], document: Document, blocks: Iterable[Block]) -> None:
    frame = etree.tostring(document.element, xml_declaration=True, encoding="UTF-8", standalone=True)
    end_of_blocks = frame.index(b"<w:sectPr")
    part.write(frame[:end_of_blocks])
    blanks = {style: document.add_paragraph(style=style) for style in (_TITLE, *_STYLES.values())}
    for block in blocks:
        blank = blanks[_TITLE if isinstance(block, Heading) and block.level == 1 else _STYLES[type(block)]]
        paragraph = DocxParagraph(deepcopy(blank._element), blank)  # noqa: SLF001 (no other way leads to the XML)
        _fill(paragraph, block)
        part.write(etree.tostring(paragraph._element))  # noqa: SLF001
    part.write(frame[end_of_blocks:])


def _fill(paragraph: DocxParagraph, block: Block) -> None:
    match block:
        case Heading(_, text) | Paragraph(text):
            paragraph.add_run(text)
        case Fact(label, value, is_url):
            paragraph.add_run(f"{label}: ").bold = True
            if is_url:
                _add_link(paragraph, value)
            else:
                paragraph.add_run(value)
        case Quotation(text, marks):
            last = 0
            for start, end in marks:
                paragraph.add_run(text[last:start])
                paragraph.add_run(text[start:end]).bold = True
                last = end
            paragraph.add_run(text[last:])


def _add_link(paragraph: DocxParagraph, address: str) -> None:
    """Add an address that can be followed: as a field, which needs no entry in a list of all links."""
    _add_field_part(paragraph, "w:fldChar", "begin")
    _add_field_part(paragraph, "w:instrText").text = f'HYPERLINK "{address}"'
    _add_field_part(paragraph, "w:fldChar", "separate")
    font = paragraph.add_run(address).font
    font.color.rgb, font.underline = _LINK_COLOR, True
    _add_field_part(paragraph, "w:fldChar", "end")


def _add_field_part(paragraph: DocxParagraph, name: str, kind: str | None = None) -> Any:
    part = OxmlElement(name, {qn("w:fldCharType"): kind} if kind else None)
    paragraph.add_run()._element.append(part)  # noqa: SLF001
    return part
