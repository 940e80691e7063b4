"""`imr sample`: fictional letters for trials and benchmarks."""

from pathlib import Path
from time import perf_counter

import click

from cli.output import console
from corpus.composer import compose, write_folder, write_jsonl

# Every so many letters of a folder one is a PDF, and of the others one a page of HTML.
_PDF_EVERY = 5
_HTML_EVERY = 12


@click.command("sample")
@click.argument("count", metavar="N", type=click.IntRange(1))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write .txt, .pdf and .html files to this folder."
)
@click.option(
    "--jsonl", type=click.Path(path_type=Path, dir_okay=False), help="Write JSON Lines, packed if it ends in .gz."
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same letters.")
def command(count: int, out: Path | None, jsonl: Path | None, seed: int) -> None:
    """Compose N fictional letters: for trials and benchmarks, about no real person or decision."""
    if (out is None) == (jsonl is None):
        raise click.UsageError("name one of --out DIR and --jsonl FILE")
    began = perf_counter()
    try:
        if out:
            write_folder(compose(count, seed), out, pdf_every=_PDF_EVERY, html_every=_HTML_EVERY)
        if jsonl:
            write_jsonl(jsonl, count, seed)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    rate = count / (perf_counter() - began)
    console().print(f"{count:,} fictional letters are in {out or jsonl}, composed at {rate:,.0f} a second")
