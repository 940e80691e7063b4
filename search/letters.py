"""Letters by the names that people give them."""

from corpus.clean import clean
from corpus.determination import Determination
from index.engine import Engine


def find_letter(engine: Engine, name: str) -> Determination | None:
    """Return a letter by its case number or id, in upper or lower case; LETTER#k is understood too."""
    return next(filter(None, map(engine.fetch, _names(name))), None)


def claimants(engine: Engine, name: str) -> list[str]:
    """Return the ids of the different letters that claim a name."""
    return [claimant for one in _names(name) for claimant, _ in engine.terms("letter", f"{one}~")]


def _names(given: str) -> list[str]:
    name = clean(given)
    # A letter named by its file may have a hash sign of its own.
    wholes = (whole for whole in (name, name.rpartition("#")[0]) if whole)
    return list(dict.fromkeys(one for whole in wholes for one in (whole, whole.upper())))
