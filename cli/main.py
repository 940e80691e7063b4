"""The program `imr`: its commands, loaded when they are called, and what an error looks like."""

import io
import os
import sys
from importlib import import_module
from typing import Any, TextIO

import click

from corpus.errors import BadRequest, ImrError, IndexUnusable

# Told here so that help and completion need not import the engines: a command is a module of this package by its name.
_COMMANDS = {
    "index": "Index letters: files, folders, zips, JSON lines.",
    "search": "Find issues by what their letters say.",
    "stats": "Tell how issues were decided, by any field, and what separates them.",
    "similar": "Find the nearest overturned and upheld issues to an issue or a text.",
    "show": "Show a letter by its case number or id.",
    "parse": "Print what letters say as JSON, no index needed.",
    "serve": "Open the site on an index.",
    "check": "Tell whether an index is whole and mirrors its sources.",
    "sample": "Compose fictional letters for trials and benchmarks.",
}

_FAILED, _USAGE, _UNUSABLE = 1, 2, 3


class _Program(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of their use."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and return its command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error of ours becomes one line on stderr and an exit code, never a traceback."""
        # A stream that was closed before the program began is None.
        sys.stdout = sys.stdout or _nowhere()
        sys.stderr = sys.stderr or _nowhere()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # What a terminal can't show is spelled out; it is no reason to stop.
                stream.reconfigure(errors="backslashreplace")
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except ImrError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(_exit_code(error))
        except BrokenPipeError:
            # Whoever read the output has read enough; Click ends quietly.
            raise
        except OSError as error:
            # Streams have no name; whatever has one is told by it.
            what = error.filename or "the output can't be written"
            click.echo(f"Error: {what}: {error.strerror}", err=True)
            # What is still held back would fail once more when Python ends.
            sys.stdout = _nowhere()
            ctx.exit(_FAILED)
        return result


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123


def _exit_code(error: ImrError) -> int:
    match error:
        case IndexUnusable():
            return _UNUSABLE
        case BadRequest():
            return _USAGE
        case _:
            return _FAILED


@click.command(cls=_Program, context_settings={"max_content_width": 100})
@click.version_option(package_name="imr-search", prog_name="imr")
def main() -> None:
    """Search Independent Medical Review determinations.

    The index is ./imr-index unless --index or IMR_INDEX says otherwise.

    \b
    Exit codes:
      0  done (also: nothing found, letters of unknown layout)
      1  done, but something failed: a source, an unknown letter, a finding of check
      2  wrong usage
      3  the index can't be used: absent, locked, of another version or engine, damaged
      130, 143  interrupted by Ctrl-C or SIGTERM: an index stays whole
    """  # noqa: D301 (a backspace is what tells Click to keep the lines)
