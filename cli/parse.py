"""`imr parse`: letters to JSON, no index needed."""

from pathlib import Path

import click

from cli.output import print_json
from corpus.as_json import as_json
from corpus.errors import SourceMissing, UnreadableLetter
from corpus.parse import parse
from corpus.readers import list_letters, read_letter


@click.command("parse")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Print what each letter says, one JSON object a line.

    FILE is a letter (.pdf, .txt) or a folder of them. What can't be read is named on stderr, and the rest goes on.
    """
    failed = False
    for file in files:
        try:
            for path in list_letters(file).letters:
                try:
                    print_json(as_json(parse(read_letter(path))))
                except UnreadableLetter as error:
                    click.echo(f"failed: {error}", err=True)
                    failed = True
        except SourceMissing as error:
            click.echo(f"failed: {error}", err=True)
            failed = True
    if failed:
        click.get_current_context().exit(1)
