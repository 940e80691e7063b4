"""The vocabulary's files: TOML, one a kind, each entry with its source."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
import rtoml

T = TypeVar("T", bound=msgspec.Struct)


@cache
def load(name: str) -> dict[str, Any]:
    """Return the tables of the file `name`.toml."""
    return rtoml.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def entries(name: str, kind: type[T], but: Iterable[str] = ()) -> dict[str, T]:
    """Return the entries of a file that has a table for each, checked; `but` names its other tables.

    Raises:
        msgspec.ValidationError: an entry lacks a key, or has one that its kind does not know.
    """
    others = {"sources", *but}
    return msgspec.convert({key: entry for key, entry in load(name).items() if key not in others}, dict[str, kind])  # type: ignore[valid-type]
