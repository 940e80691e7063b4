"""`imr stats`: how issues were decided, by any facet, and what separates the overturned ones."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.options import index_option, json_option
from cli.output import console, print_json
from cli.query import FIELDS_HELP, QueryCommand, query_options
from index.fields import BY_NAME, FACETS
from index.store import open_index
from search import SearchRequest
from search.checklist import Checklist, checklist
from search.contrast import Contrast, Separating, contrast
from search.in_words import corrections_in_words, rate_in_words
from search.rates import Rate
from search.statistics import Row, Statistics, statistics

_ROWS_SHOWN = 40
_EXAMPLES_SHOWN = 2
# Columns of a pipe
_WIDE = 10_000


@click.command("stats", cls=QueryCommand, context_settings={"ignore_unknown_options": True}, epilog=FIELDS_HELP)
@query_options
@index_option
@click.option(
    "--by",
    metavar="FIELD",
    help=f"Also by each value of a field; `--by year` is the trend. One of {', '.join(one.name for one in FACETS)}.",
)
@click.option(
    "--contrast", "contrasted", is_flag=True, help="Tell which phrases separate overturned from upheld issues."
)
@click.option(
    "--checklist",
    "listed",
    is_flag=True,
    help="Tell why requests were refused, and what documentation overturned issues cite.",
)
@json_option
def command(
    words: tuple[str, ...],
    *,
    decision: str | None,
    filters: tuple[tuple[str, str], ...],
    exact: bool,
    index_folder: Path,
    by: str | None,
    contrasted: bool,
    listed: bool,
    as_json: bool,
) -> None:
    """Tell how the issues that a query finds were decided.

    These are rates of prior decisions, not a chance of winning: what was decided on other records says nothing certain
    of the next. A query is written as for `imr search`. For one treatment ask for it by its field:
    imr stats procedure:mri --by body
    """
    if decision:
        filters = (*filters, ("decision", decision))
    request = SearchRequest(" ".join(words), filters, exact=exact)
    with closing(open_index(index_folder)) as engine:
        counted = statistics(engine, request, by)
        separated = contrast(engine, request) if contrasted else None
        to_document = checklist(engine, request) if listed else None
    if as_json:
        more = {"contrast": separated.as_json()} if separated else {}
        more |= {"checklist": to_document.as_json()} if to_document else {}
        print_json(counted.as_json() | more)
        return
    out = console()
    _print_statistics(out, counted)
    if separated:
        _print_contrast(out, separated)
    if to_document:
        _print_checklist(out, to_document)


def _print_statistics(out: Console, counted: Statistics) -> None:
    total = counted.total
    issues = "issue matches" if total.issues == 1 else "issues match"
    letters = "letter" if total.letters == 1 else "letters"
    out.print(Text(f"{total.issues:,} {issues}, of {total.letters:,} {letters}", style="bold"))
    for line in corrections_in_words(counted.corrections):
        out.print(Text(line, style="dim"))
    out.print(f"All issues of the index: {rate_in_words(counted.baseline)}")
    field = BY_NAME[counted.by].label if counted.by else ""
    table = _table(field, "Issues", "Letters", "Overturned", "Rate", "95% interval", right=range(1, 6))
    table.add_row(*_figures(total, "All that match"), style="bold")
    for row in counted.rows[:_ROWS_SHOWN]:
        table.add_row(*_figures(row, row.label))
    _print_table(out, table)
    if len(counted.rows) > _ROWS_SHOWN:
        out.print(f"and {len(counted.rows) - _ROWS_SHOWN:,} more (--json lists all)")
    for note in (*counted.notes, "These are rates of prior decisions, not a chance of winning."):
        out.print(Text(note, style="dim"))


def _figures(row: Row, label: str) -> tuple[str, ...]:
    return label, f"{row.issues:,}", f"{row.letters:,}", *_rate_cells(row.overturned)


def _rate_cells(rate: Rate) -> tuple[str, str, str]:
    counted = f"{rate.n:,} of {rate.of:,}" if rate.of else "none decided"
    if rate.rate is None or rate.low is None or rate.high is None:
        return counted, "withheld" if rate.of else "", ""
    return counted, f"{rate.rate:.1%}", f"{rate.low:.1%} to {rate.high:.1%}"


def _print_contrast(out: Console, separated: Contrast) -> None:
    out.print()
    out.print(Text("What separates overturned from upheld", style="bold"))
    if separated.reason:
        out.print(Text(f"Nothing is named: {separated.reason}."))
    sides = ("overturned", separated.of_overturned), ("upheld", separated.of_upheld)
    for side, of in sides:
        sampled = "all" if of.looked_at == of.matching else f"a sample of {of.looked_at:,}"
        out.print(
            Text(
                f"{side}: {of.matching:,} match, {sampled} looked at, {of.compared:,} compared (near-twins once)", "dim"
            )
        )
    if separated.reason:
        return
    _print_phrases(out, "Overturned issues say more often", separated.overturned, separated)
    _print_phrases(out, "Upheld issues say more often", separated.upheld, separated)
    out.print(
        Text(
            "Compared within treatments; verdicts, guidelines' text and what stands everywhere are left out. "
            "A difference is no cause.",
            style="dim",
        )
    )


def _print_phrases(out: Console, title: str, phrases: Iterable[Separating], of: Contrast) -> None:
    table = _table(
        title,
        f"of {of.of_overturned.compared:,} overturned",
        f"of {of.of_upheld.compared:,} upheld",
        "Example",
        right=(1, 2),
    )
    for one in phrases:
        table.add_row(one.phrase, f"{one.overturned:,}", f"{one.upheld:,}", one.example)
    _print_table(out, table)


def _print_checklist(out: Console, listed: Checklist) -> None:
    out.print()
    out.print(Text("What to put in the next request", style="bold"))
    if listed.reason:
        out.print(Text(f"{listed.reason.capitalize()}."))
    if listed.refused:
        table = _table(f"Why {listed.upheld:,} were refused", "Issues", "Share", "Examples", right=(1, 2))
        for given in listed.refused:
            table.add_row(
                given.reason, f"{given.issues:,}", _percent(given.share), ", ".join(given.examples[:_EXAMPLES_SHOWN])
            )
        _print_table(out, table)
    if listed.documented:
        read = f"{listed.read_of_overturned:,} overturned and {listed.read_of_upheld:,} upheld issues"
        out.print(f"Documentation that the rationales of {read} cite, and that those upheld say is missing:")
        columns = ("Overturned", "Upheld", "Missing", "Cited in", "Missing in")
        table = _table("Documentation", *columns, right=(1, 2, 3))
        for one in listed.documented:
            counts = (f"{count:,}" for count in (one.overturned, one.upheld, one.missing))
            table.add_row(one.kind, *counts, *(" ".join(some[:1]) for some in (one.examples, one.missing_examples)))
        _print_table(out, table)
    out.print(Text("Read off prior decisions, near-twins once. No list makes a request granted.", style="dim"))


def _percent(share: float) -> str:
    return f"{share:.0%}" if round(share, 2) else "under 1%"


def _table(first: str, *others: str, right: Iterable[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, overflow="fold")
    for number, name in enumerate(others, 1):
        table.add_column(name, justify="right" if number in right else "left", no_wrap=True)
    return table


def _print_table(out: Console, table: Table) -> None:
    """Print a table: no wider than the terminal; in a pipe a line a row."""
    if not out.is_terminal:
        out = Console(file=out.file, width=_WIDE, markup=False, emoji=False, highlight=False)
    out.print(table)
