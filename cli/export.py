"""Exports of a result list: the options that choose one, and where it is written."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cli.options import NamedPath
from search import Listing
from search.export import Site, export, writing_whole


@dataclass(frozen=True, slots=True)
class Export:
    """A format, the file it goes to (stdout if None), and the site that its links lead to."""

    form: str
    file: Path | None
    site: Site

    def write(self, listing: Listing) -> None:
        """Write a list: to stdout hit by hit, to a file whole or not at all.

        Raises:
            BadRequest: the list is longer than the format can be.
            click.ClickException: the file can't be written.
            OSError: stdout can't be written.
        """
        chunks = export(listing, self.form, self.site)
        if self.file:
            try:
                with writing_whole(self.file) as file:
                    file.writelines(chunks)
            except OSError as error:
                raise click.ClickException(f"{error.filename}: {error.strerror}") from error
            return
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
            # Whoever reads a pipe sees each hit as soon as it is found.
            sys.stdout.buffer.flush()


def _site(_context: click.Context, _parameter: click.Parameter, address: str) -> Site:
    return Site.at(address)


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--jsonl", is_flag=True, help="Export the list as JSON Lines: a hit a line."),
    click.option("--csv", is_flag=True, help="Export the list as a table for spreadsheets."),
    click.option("--markdown", is_flag=True, help="Export the list as a brief in Markdown."),
    click.option("--docx", type=NamedPath(), metavar="FILE", help="Export the list as a brief for Word, to FILE."),
    click.option(
        "--site",
        default="",
        envvar="IMR_SITE",
        show_envvar=True,
        metavar="URL",
        callback=_site,
        help="Where this index is on the web, for the links in an export.",
    ),
)


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of an export."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wanted_export(
    *, jsonl: bool, csv: bool, markdown: bool, docx: Path | None, site: Site, others: Mapping[str, bool]
) -> Export | None:
    """Return the export that the options ask for, if any; `others` are options that go with none.

    Raises:
        click.UsageError: they ask for two things at once.
    """
    formats = {"jsonl": jsonl, "csv": csv, "markdown": markdown, "docx": docx is not None}
    wanted = [name for name, is_wanted in formats.items() if is_wanted]
    together = [f"--{name}" for name in wanted] + [option for option, is_given in others.items() if is_given and wanted]
    if len(together) > 1:
        raise click.UsageError(f"choose one of {' and '.join(together)}")
    return Export(wanted[0], docx, site) if wanted else None
