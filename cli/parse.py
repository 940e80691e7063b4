"""`imr parse`: letters to JSON, no index needed."""

from pathlib import Path

import click

from cli.output import print_json
from corpus.as_json import as_json
from corpus.errors import SourceError, SourceMissing, UnreadableLetter
from corpus.parse import parse
from corpus.readers import list_letters, read_letter


@click.command("parse")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Print what each letter says, one JSON object a line.

    FILE is a letter (.pdf, .txt) or a folder of them. What can't be read is named on stderr, and the rest goes on.
    """
    failures: list[SourceError] = []
    for file in files:
        try:
            listing = list_letters(file)
        except SourceMissing as error:
            failures.append(error)
            continue
        failures += listing.unreadable
        for path in listing.letters:
            try:
                print_json(as_json(parse(read_letter(path))))
            except UnreadableLetter as error:
                failures.append(error)
    for failure in failures:
        click.echo(f"failed: {failure}", err=True)
    if failures:
        click.get_current_context().exit(1)
