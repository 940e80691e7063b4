"""Options that several commands share."""

from pathlib import Path
from typing import Any

import click


class NamedPath(click.Path):
    """A path that has a name: an empty one, as a variable without a value gives, would be the working directory."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path.

        Raises:
            click.BadParameter: the name is empty.
        """
        if not str(value):
            self.fail("the name is empty; for the working directory write '.'", param, ctx)
        return super().convert(value, param, ctx)


index_option = click.option(
    "--index",
    "index_folder",
    envvar="IMR_INDEX",
    default="imr-index",
    show_default=True,
    show_envvar=True,
    type=NamedPath(),
    help="The index's folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
