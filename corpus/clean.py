r"""The first step: make any reader's raw text uniform.

Everything downstream (patterns, spans, tokens) counts on what is promised here: NFKC, `\\n` line ends, `\\f` between
pages, no control, zero-width or direction-changing characters, nothing that can't be encoded as UTF-8.
"""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\v\x85\u2028\u2029]")

# Characters that show nothing but break matching, or that let a hostile letter reorder what a reader sees.
_INVISIBLE = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF], None
)
_CONTROL = dict.fromkeys([c for c in [*range(0x20), *range(0x7F, 0xA0)] if chr(c) not in "\n\t\f"], " ")
_UNENCODABLE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_TABLE = _INVISIBLE | _CONTROL
_NEEDS_TABLE = re.compile("[" + "".join(map(re.escape, map(chr, _TABLE))) + "]")


def clean(raw: str) -> str:
    r"""Return `raw` normalised: NFKC, `\\n` line ends, no invisible or control characters but `\\t` and `\\f`."""
    text = _LINE_ENDS.sub("\n", raw)
    if _NEEDS_TABLE.search(text):
        text = text.translate(_TABLE)
    if text.isascii():
        return text
    text = _UNENCODABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return unicodedata.normalize("NFKC", text)
