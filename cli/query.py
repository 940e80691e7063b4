"""What commands share that take a query: its words and its filters."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from index.fields import FIELDS

_Command = TypeVar("_Command", bound=Callable[..., Any])

FIELDS_HELP = "\b\nFields:\n" + "\n".join(f"  {field.name:<11}{field.help}" for field in FIELDS)


class QueryCommand(click.Command):
    """A command whose words may begin with a hyphen: `-word` is part of a query, and after `--` anything is."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse mistyped options: unknown words with two hyphens before any `--`."""
        literal = args[args.index("--") + 1 :] if "--" in args else []
        rest = super().parse_args(ctx, args)
        for word in ctx.params["words"]:
            if word.startswith("--") and word not in literal:
                raise click.NoSuchOption(word, ctx=ctx)
        return rest


def _filters(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    pairs = tuple(one.partition("=") for one in given)
    for name, equals, _ in pairs:
        if not equals:
            raise click.BadParameter(f"{name!r}: write it as FIELD=VALUE")
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def query_options(command: _Command) -> _Command:
    """Add the words of a query and what narrows it: `words`, `decision`, `filters`, `exact`."""
    options = (
        click.argument("words", metavar="[QUERY]...", nargs=-1),
        click.option("--decision", type=click.Choice(["upheld", "overturned"]), help="Only issues decided so."),
        click.option(
            "--filter",
            "filters",
            metavar="FIELD=VALUE",
            multiple=True,
            callback=_filters,
            help="Narrow by a field, such as year=2016, age=50-59 or specialty='Family Practice'; an empty VALUE asks "
            "for letters that don't state it. Values of one field widen, fields narrow.",
        ),
        click.option("--exact", is_flag=True, help="Only the words as typed: no other spellings, no synonyms."),
    )
    for option in reversed(options):
        command = option(command)
    return command
