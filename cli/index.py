"""`imr index`: letters to an index."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.options import index_option, json_option
from cli.output import console, error_console, print_json
from index.build import Report, build
from index.engine import ENGINES

# So many unrecognised letters and clashes are named to a person; --json names all.
_NAMED = 10


@click.command("index")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=click.Path(path_type=Path))
@index_option
@click.option("--engine", type=click.Choice(ENGINES), help="The engine of a new index.  [default: tantivy]")
@json_option
def command(sources: tuple[Path, ...], index_folder: Path, engine: str | None, as_json: bool) -> None:
    """Index letters.

    SOURCE is a letter (.pdf, .txt, .html), a .zip of letters, a .jsonl or .jsonl.gz of {"id", "text"}, or a folder of
    any of these, searched to the bottom.

    What earlier runs indexed from other sources stays. With no SOURCE, all sources that the index remembers are read
    again. The new index is made beside the old one and takes its place when it is whole.
    """
    with _progress() as progress:
        report = build(index_folder, sources, engine, progress)
    if as_json:
        print_json(asdict(report))
    else:
        _print_report(report, index_folder)
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
    read = TextColumn("Reading letters: {task.fields[letters]:,}, files")
    columns = (read, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=bar_console, transient=True) as bar:
        task = bar.add_task("", total=None, letters=0)
        yield lambda done, total, letters: bar.update(task, completed=done, total=total, letters=letters)


def _print_report(report: Report, index_folder: Path) -> None:
    out = console()
    out.print(
        f"{report.letters:,} letters with {report.issues:,} issues are in {index_folder} "
        f"({report.bytes / 1e6:.1f} MB), after {report.seconds:.1f} s"
    )
    counts = {
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "of the same text as another": report.duplicates,
        "other files left alone": report.others,
    }
    out.print(" · ".join(f"{what}: {count:,}" for what, count in counts.items()))
    _name_some("indexed as plain text, their layout unrecognised", report.unrecognised)
    clashes = [f"{clash.letter}: {', '.join(clash.sources)}" for clash in report.clashes]
    _name_some("ids claimed by different letters, each kept as LETTER~hash", clashes)


def _name_some(what: str, names: Sequence[str]) -> None:
    if not names:
        return
    out = console()
    out.print(f"{len(names):,} {what}:")
    for name in names[:_NAMED]:
        out.print(f"  {name}")
    if len(names) > _NAMED:
        out.print(f"  and {len(names) - _NAMED:,} more (--json lists all)")
