"""`imr check`: is the index whole, and what did not parse."""

from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from rich.table import Table

from cli.interrupt import interruptible
from cli.options import index_option, json_option
from cli.output import console, name_some, print_json
from corpus.errors import IndexDamaged, IndexVersionMismatch
from index.check import Findings, check, repair
from index.reading import Failure


@click.command("check")
@click.option("--repair", "repairs", is_flag=True, help="Mend what can be mended, and check again.")
@index_option
@json_option
def command(index_folder: Path, repairs: bool, as_json: bool) -> None:
    """Check an index: read all letters back, compare all counts, and look for changes of the sources.

    It tells the layouts, the letters of unknown layout, and how many letters or issues lack a part. Findings make the
    exit code 1. --repair brings the index up to date, and makes it anew from its sources if it is damaged.
    """
    with interruptible(index_folder):
        found, done = _checked(index_folder, repairs=repairs)
    if as_json:
        print_json({"ok": not found.findings} | asdict(found) | asdict(done))
    else:
        _print(found, done.repaired)
    for letter in done.lost:
        click.echo(f"lost: {letter.source}: {letter.reason}", err=True)
    if found.findings:
        click.get_current_context().exit(1)


@dataclass(frozen=True, slots=True)
class _Repairs:
    """What was mended, and the letters that could not be brought back."""

    repaired: list[str] = field(default_factory=list)
    lost: list[Failure] = field(default_factory=list)


def _checked(index_folder: Path, *, repairs: bool) -> tuple[Findings, _Repairs]:
    """Return what is found, after repairs if they are asked for, and what these did."""
    done = _Repairs()
    try:
        found = check(index_folder)
    except (IndexDamaged, IndexVersionMismatch) as error:
        if not repairs:
            raise
        done.lost.extend(repair(index_folder, None))
        found = check(index_folder)
        done.repaired.append(str(error))
    if repairs and found.findings:
        before = found
        done.lost.extend(repair(index_folder, before))
        found = check(index_folder)
        left = {finding.told for finding in found.findings}
        done.repaired.extend(finding.told for finding in before.findings if finding.told not in left)
    return found, done


def _print(found: Findings, repaired: list[str]) -> None:
    out = console()
    out.print(f"{found.letters:,} letters with {found.issues:,} issues")
    for title, counts in (("layout", found.layouts), ("without", found.missing)):
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column()
        table.add_column()
        table.add_column(justify="right")
        for what, count in counts.items():
            table.add_row(title, what, f"{count:,}", style=None if count else "dim")
        out.print(table)
    name_some("of unknown layout, indexed as plain text", found.unrecognised)
    name_some("mended", repaired)
    name_some("found", [finding.told for finding in found.findings])
    if not found.findings:
        out.print("The index is whole and mirrors its sources.", style="bold green")
