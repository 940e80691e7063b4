"""What ends a run before its end: Ctrl-C, and the signal by which other programs end one."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from index.store import is_there

# Shells tell so that a signal ended a program.
_ENDED_BY = 128


class _Terminated(KeyboardInterrupt):
    """SIGTERM came."""


@contextmanager
def interruptible(index_folder: Path) -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does: it clears up and says so; the exit code is 128 and the signal's number."""
    before = signal.getsignal(signal.SIGTERM)

    def end(_: int, __: object) -> NoReturn:
        # Should clearing up take too long, a second one ends it at once.
        signal.signal(signal.SIGTERM, before)
        raise _Terminated

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt as interrupt:
        number = signal.SIGTERM if isinstance(interrupt, _Terminated) else signal.SIGINT
        left = "the index is whole, and the next run does what this one left"
        click.echo(f"Interrupted: {left if is_there(index_folder) else 'there is no index yet'}.", err=True)
        click.get_current_context().exit(_ENDED_BY + number)
    finally:
        signal.signal(signal.SIGTERM, before)
