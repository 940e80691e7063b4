"""`imr search`: find issues and print them."""

from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console
from rich.text import Text

from cli.export import export_options, wanted_export
from cli.options import index_option, json_option
from cli.output import console, decision_text, marked_text, print_indented, print_json
from cli.query import FIELDS_HELP, QueryCommand, query_options
from index.fields import BY_NAME
from index.query import Sort
from index.store import open_index
from search import EVERY, ResultPage, SearchRequest, listing, search
from search.filters import FacetValue
from search.in_words import corrections_in_words, rate_in_words
from search.results import Hit

# What is shown at once; exports may be longer.
_HITS, _MOST_HITS = 10, 10_000
_FACET_VALUES_SHOWN = 5
_ALIKE_NAMED = 5


@click.command("search", cls=QueryCommand, context_settings={"ignore_unknown_options": True}, epilog=FIELDS_HELP)
@query_options
@index_option
@click.option("--sort", type=click.Choice(get_args(Sort)), default="relevance", show_default=True)
@click.option(
    "--limit",
    type=click.IntRange(0),
    help=f"Hits to show, {_MOST_HITS:,} at most.  [default: {_HITS}; all of them in an export]",
)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True, help="Hits to pass over.")
@click.option("--no-collapse", is_flag=True, help="List issues with nearly the same rationale one by one.")
@click.option("--explain", is_flag=True, help="Show what will run.")
@json_option
@export_options
def command(
    words: tuple[str, ...],
    *,
    index_folder: Path,
    decision: str | None,
    filters: tuple[tuple[str, str], ...],
    sort: Sort,
    limit: int | None,
    offset: int,
    exact: bool,
    no_collapse: bool,
    explain: bool,
    as_json: bool,
    **export: Any,
) -> None:
    """Find issues by what their letters say.

    Up to six words must all be found; where few issues have three or more of them, some that lack one follow, marked
    so. A longer text is ranked by how much of it is found. Also: "a phrase", AND, OR, NOT,
    (parentheses), -without, begin*, field:word, year:[2014 TO 2016], age:>60, decided:>2016-06. Quote the query for the
    shell: imr search '"red flag" rationale:mri -cervical'
    """
    if decision:
        filters = (*filters, ("decision", decision))
    wanted = wanted_export(**export, others={"--json": as_json, "--explain": explain})
    if limit is None:
        limit = EVERY if wanted else _HITS
    elif limit > _MOST_HITS and not wanted:
        raise click.BadParameter(f"{limit} is more than {_MOST_HITS}; export longer lists", param_hint="'--limit'")
    request = SearchRequest(" ".join(words), filters, sort, offset, limit, exact=exact, collapse=not no_collapse)
    with closing(open_index(index_folder)) as engine:
        if wanted:
            wanted.write(listing(engine, request))
            return
        page = search(engine, request)
    if as_json:
        explanation = {"explain": page.explanation} if explain else {}
        print_json(page.as_json() | explanation)
    else:
        if explain:
            console().print(Text(f"{page.explanation}\n", style="dim"))
        _print_page(page, request)


def _print_page(page: ResultPage, request: SearchRequest) -> None:
    out = console()
    out.print(Text(_summary(page, request), style="bold"))
    for told in corrections_in_words(page.corrections):
        out.print(Text(told, style="dim"))
    for one in page.looser:
        out.print(f"  {_counted(one.total)}: ", Text(one.query, style="bold"), sep="")
    for number, hit in enumerate(page.hits, start=request.offset + 1):
        _print_hit(out, number, hit)
    if page.total:
        out.print()
        for name, values in page.facets.items():
            out.print(_facet_line(BY_NAME[name].label, values))


def _print_hit(out: Console, number: int, hit: Hit) -> None:
    out.print()
    out.print(_heading(number, hit))
    if hit.without is not None:
        print_indented(out, Text(f"lacks: {hit.without}", style="yellow"))
    facts = [str(hit.decision_date) if hit.decision_date else "date not stated", *hit.specialties]
    print_indented(out, Text.assemble(decision_text(hit.decision), "  ", " · ".join(facts)))
    for snippet in hit.snippets:
        quoted = marked_text(snippet.text, snippet.marks)
        print_indented(out, Text.assemble((f"{snippet.field}: ", "dim"), quoted))
    if hit.alike_ids:
        print_indented(out, Text(_alike(hit.alike_ids), style="dim"))


def _summary(page: ResultPage, request: SearchRequest) -> str:
    matching = sum(hit.without is None for hit in page.hits)
    lacking = len(page.hits) - matching
    rest = f"; {_counted(lacking)} but for a word" if lacking else ""
    if not page.total:
        return f"No issue matches{rest}."
    first = request.offset + 1
    shown = f", {first:,} to {request.offset + matching:,} shown" if matching else ""
    rate = "" if page.by_decision else f"; {rate_in_words(page.overturned)}"
    return f"{_counted(page.total)}{shown}{rate}{rest}"


def _counted(issues: int) -> str:
    return f"{issues:,} issue matches" if issues == 1 else f"{issues:,} issues match"


def _alike(ids: tuple[str, ...]) -> str:
    more = len(ids) - _ALIKE_NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    return f"and {len(ids):,} alike: {', '.join(ids[:_ALIKE_NAMED])}{rest}"


def _heading(number: int, hit: Hit) -> Text:
    return Text.assemble((f"{number:>2}. ", "dim"), (hit.heading, "bold"), "  ", (hit.id, "cyan"))


def _facet_line(label: str, values: tuple[FacetValue, ...]) -> Text:
    shown = [f"{value.label} ({value.count:,})" for value in values[:_FACET_VALUES_SHOWN]]
    more = len(values) - len(shown)
    rest: list[Any] = [f" · and {more} more"] if more > 0 else []
    return Text.assemble((f"{label}: ", "dim"), " · ".join(shown), *rest)
