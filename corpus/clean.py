r"""The first step: make any reader's raw text uniform.

Everything downstream (patterns, spans, tokens) counts on what is promised here: NFKC, `\n` line ends, `\f` between
pages, no other white space but blanks and tabs, no control, zero-width or direction-changing characters, nothing that
can't be encoded as UTF-8, and as many characters in lower case as in upper.
"""

import re
import unicodedata

# Characters that show nothing but break matching, or that let a hostile letter reorder what a reader sees.
_INVISIBLE: dict[int, str | None] = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF], None
)
_LINE_ENDS = dict.fromkeys(map(ord, "\v\x85\u2028\u2029"), "\n")
_CONTROL = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0x1680], " ")
_UNENCODABLE = dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\N{REPLACEMENT CHARACTER}")
_TABLE = _INVISIBLE | _LINE_ENDS | _CONTROL | _UNENCODABLE
_NEEDS_TABLE = re.compile("[" + "".join(map(re.escape, map(chr, _TABLE))) + "]")
_ASCII_IN_TABLE = bytes(code for code in _TABLE if chr(code).isascii())

_BLANKS = re.compile("  +")

# The one letter that is longer in lower case, which would shift every position behind it; with any more dots.
_LONGER_IN_LOWER_CASE = re.compile("\u0130\u0307*")


def clean(raw: str) -> str:
    r"""Return `raw` normalized: NFKC, `\n` line ends, no invisible or control characters but `\t` and `\f`."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw
    if text.isascii():
        # Six times as fast as a pattern
        has_none = len(text.encode().translate(None, _ASCII_IN_TABLE)) == len(text)
        return text if has_none else text.translate(_TABLE)
    if _NEEDS_TABLE.search(text):
        text = text.translate(_TABLE)
    text = unicodedata.normalize("NFKC", text)
    if _LONGER_IN_LOWER_CASE.search(text):
        text = unicodedata.normalize("NFKC", _LONGER_IN_LOWER_CASE.sub("I", text))
    return text


def one_line(text: str) -> str:
    """Return a part of a cleaned text with its white space collapsed, and none at its edges.

    Twice as fast as splitting it into words and joining them.
    """
    text = text.replace("\n", " ").replace("\f", " ").replace("\t", " ")
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    return text.strip()
