"""`imr parse`: letters to JSON, no index needed."""

from collections.abc import Iterator
from pathlib import Path

import click

from cli.options import NamedPath
from cli.output import print_json
from corpus.as_json import as_json
from corpus.determination import SourceText
from corpus.errors import SourceError, SourceMissing
from corpus.parse import parse
from corpus.readers import Read, list_files, read_letters


@click.command("parse")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=NamedPath())
def command(files: tuple[Path, ...]) -> None:
    """Print what each letter says, one JSON object a line.

    FILE is a letter (.pdf, .txt, .html), a .zip of letters, a .jsonl or .jsonl.gz of {"id", "text"}, or a folder of
    any of these. What can't be read is named on stderr, and the rest goes on.
    """
    failed = False
    for file in files:
        for found in _read(file):
            match found:
                case SourceText():
                    print_json(as_json(parse(found)))
                case SourceError():
                    click.echo(f"failed: {found}", err=True)
                    failed = True
    if failed:
        click.get_current_context().exit(1)


def _read(source: Path) -> Iterator[Read | SourceMissing]:
    try:
        listing = list_files(source)
    except SourceMissing as error:
        yield error
        return
    yield from listing.unreadable
    for file in listing.files:
        yield from read_letters(file)
