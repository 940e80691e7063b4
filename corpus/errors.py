"""Every exception the project raises on purpose.

    ImrError
    ├── SourceError           something named to be read; the run goes on without it
    │   ├── UnreadableLetter  a file that holds no text we can read
    │   │   └── UnreadableNow the system refuses it, for want of a permission for example
    │   └── SourceMissing     a named source that is not there
    ├── UnknownIssue          a letter or an issue that the index doesn't have
    ├── BadRequest            a filter, sort or option that names something unknown
    └── IndexUnusable         the index can't be used; each subclass names the mend
        ├── IndexAbsent
        ├── IndexLocked
        ├── IndexVersionMismatch
        ├── IndexEngineMismatch
        └── IndexDamaged

A message says what is wrong, where, and the mend. Library errors are translated into these where the
library is called, and nowhere else.
"""


class ImrError(Exception):
    """The root: whatever derives from it is reported in one line, never as a traceback."""


class SourceError(ImrError):
    """Something that could not be read: `source` names it, printably, and `reason` says why."""

    def __init__(self, source: str, reason: str) -> None:
        # Python carries a file name's bytes that are no UTF-8 as surrogates, which can be neither printed nor stored.
        self.source = source.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        self.reason = reason
        super().__init__(f"{self.source}: {reason}")


class UnreadableLetter(SourceError):
    """A letter, or a file, zip or line that holds letters, from which no text can be read."""


class UnreadableNow(UnreadableLetter):
    """A letter, or what holds letters, that the system refuses; it may give the very same file another time."""


class SourceMissing(SourceError):
    """A source that was named but isn't there, or is no kind of thing we know how to read."""


class UnknownIssue(ImrError):
    """A letter, or an issue of one, that is asked for and isn't there."""


class BadRequest(ImrError):
    """A request that can't be understood, such as a filter on an unknown field."""


class IndexUnusable(ImrError):
    """The index can't be used as it is."""


class IndexAbsent(IndexUnusable):
    """There is no index where one was looked for."""


class IndexLocked(IndexUnusable):
    """Another process is writing the index."""


class IndexVersionMismatch(IndexUnusable):
    """The index was made by a version whose files this one does not read."""


class IndexEngineMismatch(IndexUnusable):
    """The index was made with another engine than the one named."""


class IndexDamaged(IndexUnusable):
    """The index's files are there but can't be read."""
