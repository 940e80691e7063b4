"""A passage, sentence by sentence."""

import re
from collections.abc import Iterator

# A full stop before white space and a capital or digit ends a sentence, unless it abbreviates.
_END = re.compile(
    r"""[.?!] (?<! \b [Dd]r\. ) (?<! \b vs\. ) (?<! \b No\. ) (?<! \.g\. ) (?<! \.e\. ) ['"”’)\]]*
        \s+ (?= ['"“(\[]* [A-Z0-9] )""",
    re.VERBOSE,
)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each sentence begins, and the sentence."""
    start = 0
    for end in _END.finditer(text):
        yield start, text[start : end.end()]
        start = end.end()
    yield start, text[start:]
