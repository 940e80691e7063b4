"""Letters and issues by the names that users type: `CM16-0000001`, `cm16-0000001#2`."""

import re

from corpus.clean import clean
from corpus.determination import Determination
from corpus.errors import UnknownIssue
from index.engine import Engine

_ISSUE = re.compile(r"(?P<letter>.+?)\s*#\s*(?P<k>\d{1,4})", re.DOTALL)


def find_letter(engine: Engine, typed: str) -> tuple[Determination, int | None]:
    """Return a letter by its id, and the issue that was named with it, if one was.

    Raises:
        UnknownIssue: the index has no such letter, or several claim the name.
    """
    typed = clean(typed).strip()
    match = _ISSUE.fullmatch(typed)
    # A letter named by its file may have a hash sign of its own.
    named = [(typed, None), *([(match["letter"], int(match["k"]))] if match else [])]
    spelt = [(one, k) for name, k in named for one in dict.fromkeys((name, name.upper())) if one]
    for name, k in spelt:
        if letter := engine.fetch(name):
            return letter, k
    if claimants := [claimant for name, _ in spelt for claimant, _ in engine.terms("letter", f"{name}~")]:
        raise UnknownIssue(f"different letters claim {typed}; name one of them: {', '.join(claimants)}")
    raise UnknownIssue(f"no letter {typed!r} in this index")
