"""`imr index`: letters to an index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cli.interrupt import interruptible
from cli.options import NamedPath, index_option, json_option
from cli.output import console, error_console, name_some, print_json
from index.build import DEFAULT_ENGINE, Options, build
from index.engine import ENGINES
from index.report import Report


@click.command("index")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=NamedPath())
@index_option
@click.option("--engine", type=click.Choice(ENGINES), help=f"The engine of a new index.  [default: {DEFAULT_ENGINE}]")
@click.option(
    "--rebuild",
    is_flag=True,
    help="Make the index anew; with a SOURCE, others that are missing are forgotten.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that read.  [default: one a processor]")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and change nothing.")
@json_option
def command(
    sources: tuple[Path, ...],
    index_folder: Path,
    engine: str | None,
    rebuild: bool,
    jobs: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Index letters: make the index mirror its sources.

    SOURCE is a letter (.pdf, .txt, .html), a .zip of letters, a .jsonl or .jsonl.gz of {"id", "text"}, or a folder of
    any of these, searched to the bottom.

    Letters that are new to the sources are added, changed ones updated, and those that are gone removed; files whose
    size and time are as they were are not read. What earlier runs indexed from other sources stays. With no SOURCE, all
    that the index remembers are mirrored. Until the run is done, searches see the index as it was.
    """
    with interruptible(index_folder), _progress() as progress:
        report = build(index_folder, sources, Options(engine, jobs, rebuild, dry_run), progress)
    if as_json:
        print_json(asdict(report))
    else:
        _print_report(report, index_folder, dry_run=dry_run)
    for failure in report.failed:
        click.echo(f"failed: {failure.source}: {failure.reason}", err=True)
    if report.failed:
        click.get_current_context().exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int, int], None] | None]:
    """Show a bar on stderr while letters are read, if a person is there to see it."""
    bar_console = error_console()
    if not bar_console.is_terminal:
        yield None
        return
    read = TextColumn("Reading letters: {task.fields[letters]:,}")
    with Progress(
        read, BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=bar_console, transient=True
    ) as bar:
        task = bar.add_task("", total=None, letters=0)
        yield lambda done, total, letters: bar.update(task, completed=done, total=total, letters=letters)


def _print_report(report: Report, index_folder: Path, *, dry_run: bool) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    counts = {
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "failed": len(report.failed),
        "layout unrecognised": len(report.unrecognised),
        "ids claimed by several": len(report.clashes),
        "copies of a text kept once": report.duplicates,
        "other files left alone": report.others,
    }
    for what, count in counts.items():
        table.add_row(what, f"{count:,}", style=None if count else "dim")
    out = console()
    out.print(table)
    name_some("letters indexed as plain text, their layout unrecognised", report.unrecognised)
    clashes = [f"{clash.letter}: {', '.join(clash.sources)}" for clash in report.clashes]
    name_some("ids claimed by different letters, each kept as LETTER~hash", clashes)
    held = f"{report.letters:,} letters with {report.issues:,} issues"
    if dry_run:
        told = f"{held} would be in {index_folder}"
    elif report.bytes:
        told = f"{held} are in {index_folder} ({report.bytes / 1e6:.1f} MB)"
    else:
        told = f"No index was made at {index_folder}: none of the sources could be read"
    out.print(f"{told}, after {report.seconds:.1f} s")
