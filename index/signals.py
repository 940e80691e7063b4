"""Signals that end a run, and when they may."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def signals_put_off() -> Iterator[None]:
    """Put off signals that end the run while processes may be started: one half started would be forgotten.

    Processes inherit that, so a signal that is sent to all of them, as by a keyboard, is the run's alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    # Blocking alone is not enough: another thread of ours may take the signal, and Python passes it to this one.
    handlers = {number: signal.signal(number, lambda number, _: came.append(number)) for number in _ENDING}
    try:
        with _signals_blocked():
            yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for ending in came:
            signal.raise_signal(ending)


@contextmanager
def _signals_blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
