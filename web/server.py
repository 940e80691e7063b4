"""The site as processes that answer: gunicorn over the application, on a socket that is open already."""

import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from web.app import create_app
from web.errors import frames

# Of each process; what waits for a slow visitor or for the engine leaves the processor to others.
_THREADS = 4
_TIMEOUT_SECONDS = 60
# The most that gunicorn takes: percent-encoded, a character of a query is three to twelve
_LONGEST_REQUEST_LINE = 8190


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, index_folder: Path, listening: socket.socket, workers: int) -> None:
        self._index_folder = index_folder
        self._settings = {
            "bind": f"fd://{listening.fileno()}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": _THREADS,
            "timeout": _TIMEOUT_SECONDS,
            "limit_request_line": _LONGEST_REQUEST_LINE,
            # Addresses hold what was asked, and so do warnings of gunicorn's about those that are malformed.
            "accesslog": None,
            "loglevel": "error",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        # In the process that answers: an open index is not shared with others.
        logging.getLogger("gunicorn.error").addFilter(without_queries)
        return create_app(self._index_folder)


def without_queries(record: logging.LogRecord) -> bool:
    """Take out of a record what a visitor asked: it may stand in an address and in an error's message."""
    if isinstance(record.args, tuple):
        record.args = tuple(one.partition("?")[0] if isinstance(one, str) else one for one in record.args)
    if record.exc_info and record.exc_info[0]:
        kind, _, trace = record.exc_info
        record.msg = f"{record.getMessage()}: {kind.__name__}\n{frames(trace)}"
        record.args, record.exc_info = (), None
    return True


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    Raises:
        OSError: the address can't be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def serve(index_folder: Path, listening: socket.socket, workers: int) -> None:
    """Answer until a signal ends it: SIGTERM lets what is being answered be finished."""
    _Server(index_folder, listening, workers).run()
