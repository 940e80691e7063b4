"""What is kept of what was read, for the next letter that says the same, and how to read without keeping.

Letters are public and repeat themselves. A text that a user pastes is neither: nothing of it may stay in memory.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

_Asked = TypeVarTuple("_Asked")
_Read = TypeVar("_Read")

_keeping: ContextVar[bool] = ContextVar("keeping", default=True)


def kept(most: int) -> Callable[[Callable[[*_Asked], _Read]], Callable[[*_Asked], _Read]]:
    """Keep what a function makes of its arguments, the last `most` of them, unless nothing is to be kept."""

    def decorate(function: Callable[[*_Asked], _Read]) -> Callable[[*_Asked], _Read]:
        cached = lru_cache(most)(function)

        @wraps(function)
        def called(*asked: *_Asked) -> _Read:
            return cached(*asked) if _keeping.get() else function(*asked)

        return called

    return decorate


@contextmanager
def keeping_nothing() -> Iterator[None]:
    """Read without keeping anything of what is read."""
    before = _keeping.set(False)
    try:
        yield
    finally:
        _keeping.reset(before)
