"""`imr serve`: the site on an index."""

import os
from contextlib import closing
from pathlib import Path

import click

from cli.options import index_option
from index.store import open_index
from search.in_words import counted
from search.lexicon import lexicon_of


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 takes a free one."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes that answer, of four threads each; one a processor is enough.",
)
@index_option
def command(host: str, port: int, workers: int, index_folder: Path) -> None:
    """Open the site until Ctrl-C or SIGTERM ends it.

    It shows each commit of the index without a restart. It logs errors to stderr, and never what was searched for. For
    visitors from elsewhere put a proxy that speaks TLS in front.
    """
    if not hasattr(os, "fork"):
        raise click.ClickException("the site needs a system that forks, such as Linux or macOS")
    with closing(open_index(index_folder)) as engine:
        issues = lexicon_of(engine).issues
    # Only now: it can't be loaded where the system does not fork.
    from web.server import listen, serve  # noqa: PLC0415

    try:
        listening = listen(host, port)
    except OSError as error:
        raise click.ClickException(f"can't listen at {host}, port {port}: {error.strerror}; name another") from error
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"{counted(issues, 'issue')} at http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
    serve(index_folder, listening, workers)
