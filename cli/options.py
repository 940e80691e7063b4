"""Options that several commands share."""

from pathlib import Path

import click

index_option = click.option(
    "--index",
    "index_folder",
    envvar="IMR_INDEX",
    default="imr-index",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="The index's folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
