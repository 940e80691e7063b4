"""What utilization review changed, from a title that narrates it.

"N of X was the original request. M was authorized by the Claims Administrator. The remaining IMR eligible portion of
the original request, R is": three phrases, as printed.
"""

import re

from corpus.determination import Modification, Passage
from corpus.repair import Repairer

_FLAGS = re.VERBOSE | re.IGNORECASE | re.DOTALL

_REQUESTED = re.compile(
    r"""\A \s* (?: (?P<requested> .{1,600}? ) \s+ (?: was | were ) \s+ the \s+ original \s+ request
        | (?: the \s+ )? original \s+ request \s+ was (?: \s+ for )? \s+ (?P<named> .{1,600}? ) ) \s* [.;]""",
    _FLAGS,
)
_AUTHORIZED = re.compile(
    r"""\s+ (?: the \s+ claims \s+ administrator \s+ (?: authorized | approved | certified ) \s+ (?P<by> .{1,600}? )
                (?: , \s+ leaving \b | \. \s )
          | (?P<authorized> .{1,600}? ) \s+ (?: was | were ) \s+ (?: authorized | approved | certified ) \b )""",
    _FLAGS,
)
_REMAINING = re.compile(
    r"""\b (?: remaining \b [^.]{0,80}? \b original \s+ request
           | IMR [\s-]+ eligible \. \s+ The \s+ original \s+ request
           | remaining \s+ (?: IMR [\s-]+ eligible \s+ )? portion ) \s* (?: , | \b (?: is | of ) \b ) \s*
        (?P<remaining> .{1,600}? ) \s* (?: ,? \s* \b (?: is | are ) )? \s* \Z""",
    _FLAGS,
)


def read_modification(title: str, start: int, repairer: Repairer) -> Modification | None:
    """Return what a title narrates, None if it doesn't; `start` is where the title begins in the letter."""
    requested = _REQUESTED.match(title)
    if requested is None:
        return None
    authorized = _AUTHORIZED.match(title, requested.end())
    remaining = _REMAINING.search(title, authorized.end() if authorized else requested.end())

    def passage(match: re.Match[str] | None) -> Passage | None:
        if match is None:
            return None
        name = str(match.lastgroup)
        return repairer.passage(start + match.start(name), start + match.end(name))

    return Modification(passage(requested), passage(authorized), passage(remaining))
