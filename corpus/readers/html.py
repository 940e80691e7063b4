"""HTML letters, by lxml: text laid out in lines as a browser would show it.

The parser's events are taken as they come and no tree is built, so pages of any size and disorder take little memory
and time.
"""

import re
from collections.abc import Mapping
from enum import IntEnum
from io import StringIO

from lxml import etree

from corpus.errors import UnreadableLetter
from corpus.readers.text import plain_text

_UNSEEN = frozenset("head script style template title".split())
# Blocks that browsers set apart by a blank line, and those that only begin and end a line.
_PARAGRAPHS = frozenset("blockquote dl figure h1 h2 h3 h4 h5 h6 hr ol p pre ul".split())
_BLOCKS = frozenset(
    "address article aside body caption center dd details div dt fieldset figcaption footer form header html legend li "
    "main nav section summary table tbody tfoot thead tr".split()
)
_CELLS = frozenset("td th".split())

_PAGE_BEFORE = re.compile(r"break-before\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_PAGE_AFTER = re.compile(r"break-after\s*:\s*(?:always|page|left|right)", re.IGNORECASE)

# Browsers stop at about as many; libxml2 compares each stray end tag with all open elements.
_DEEPEST = 500

# <meta charset="koi8-r">, <meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">,
# <?xml version="1.0" encoding="windows-1251"?>: browsers look for them in so many bytes.
_DECLARED = re.compile(rb"<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 1024
# Latin-1, ASCII and Windows-1252 are one on the web, and are told from UTF-8 by the bytes better than by what is
# declared. Encodings of several bytes are not those of English letters, and some of Python's take quadratic time.
_HONORED = re.compile(r"(?:windows-|cp)125[013-8]|iso-8859-(?:[2-9]|1[013-6])|macintosh|koi8-r", re.IGNORECASE)


def html_text(data: bytes, source: str) -> str:
    r"""Return the text of an HTML page: blocks and `<br>` as lines, a table's row a line with `\t` between its cells.

    Paragraphs, headings and lists are set apart by a blank line. `\f` stands where the style of an element, or the
    class of an `<hr>`, says that a page ends.

    Raises:
        UnreadableLetter: the bytes are no text, or elements nest deeper than browsers go.
    """
    parser = etree.HTMLParser(target=_Layout(source), encoding="utf-8", huge_tree=True)
    parser.feed(_decode(data, source).encode())
    return str(parser.close())


def _decode(data: bytes, source: str) -> str:
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    if declared and _HONORED.fullmatch(encoding := declared[1].decode()):
        return data.decode(encoding, errors="replace")
    return plain_text(data, source)


class _Break(IntEnum):
    """What parts two stretches of text. Where several meet, the greatest stands for all."""

    NONE = 0
    SPACE = 1
    LINE = 2
    PARAGRAPH = 3
    CELL = 4
    PAGE = 5


_PRINTED = {
    _Break.SPACE: " ",
    _Break.LINE: "\n",
    _Break.PARAGRAPH: "\n\n",
    _Break.CELL: "\t",
    _Break.PAGE: "\f",
}


class _Layout:
    """Takes the events of lxml's parser, which tells each element's end, whether or not the page has an end tag."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._printed = StringIO()
        # What has to come before the next text, and what each open element puts after itself.
        self._due = _Break.NONE
        self._endings: list[_Break] = []
        self._unseen = 0
        self._preformatted = 0
        self._in_row = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self._endings) == _DEEPEST:
            raise UnreadableLetter(self._source, f"nests elements more than {_DEEPEST} deep")
        self._unseen += tag in _UNSEEN
        self._preformatted += tag == "pre"
        edge = _edge(tag)
        style = attributes.get("style", "")
        page_before = _PAGE_BEFORE.search(style) or (tag == "hr" and "page" in attributes.get("class", ""))
        self._endings.append(_Break.PAGE if _PAGE_AFTER.search(style) else edge)
        if tag == "tr":
            self._end_row()
        elif tag in _CELLS:
            edge = _Break.CELL if self._in_row else _Break.LINE
            self._in_row = True
        elif tag == "br":
            # At the beginning of a line, it leaves the line blank.
            edge = _Break.LINE if self._due < _Break.LINE else _Break.PARAGRAPH
        self._need(_Break.PAGE if page_before else edge)

    def end(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN
        self._preformatted -= tag == "pre"
        if tag == "tr":
            self._end_row()
        self._need(self._endings.pop())

    def data(self, text: str) -> None:
        if self._unseen:
            return
        if self._preformatted:
            self._print(text)
            return
        if text[0].isspace():
            self._need(_Break.SPACE)
        if words := text.split():
            self._print(" ".join(words))
        if text[-1].isspace():
            self._need(_Break.SPACE)

    def close(self) -> str:
        return self._printed.getvalue()

    def _need(self, wanted: _Break) -> None:
        self._due = max(self._due, wanted)

    def _end_row(self) -> None:
        self._in_row = False
        if self._due is _Break.CELL:
            self._due = _Break.LINE

    def _print(self, text: str) -> None:
        if self._due and self._printed.tell():
            self._printed.write(_PRINTED[self._due])
        self._printed.write(text)
        self._due = _Break.NONE


def _edge(tag: str) -> _Break:
    if tag in _PARAGRAPHS:
        return _Break.PARAGRAPH
    return _Break.LINE if tag in _BLOCKS else _Break.NONE
