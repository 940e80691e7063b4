"""How output looks: color and width on a terminal, plain whole lines in a pipe, JSON for scripts."""

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

_DECISION_STYLE = {"upheld": "bold red", "overturned": "bold green"}
_MARK_STYLE = "bold yellow"
_INDENT = 4
# So many of a kind are named to a person.
_NAMED = 10


def console() -> Console:
    """Return the console for stdout. Piped text is neither colored nor wrapped."""
    terminal = sys.stdout.isatty()
    return Console(markup=False, emoji=False, highlight=False, soft_wrap=not terminal)


def error_console() -> Console:
    """Return the console for stderr, where progress and failures go."""
    return Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=not sys.stderr.isatty())


def print_indented(out: Console, text: Text) -> None:
    """Print a paragraph, indented; in a pipe it stays one line."""
    if out.is_terminal:
        out.print(Padding(text, (0, 0, 0, _INDENT), expand=False))
    else:
        out.print(Text(" " * _INDENT).append_text(text))


def print_json(value: Any) -> None:
    """Print a JSON value on one line, in plain ASCII where stdout takes no more."""
    sys.stdout.write(json.dumps(value, ensure_ascii=sys.stdout.encoding.lower() != "utf-8") + "\n")


def decision_text(decision: str | None) -> Text:
    """Return a decision as a colored word in capitals."""
    if decision is None:
        return Text("NO DECISION FOUND", style="bold")
    return Text(decision.upper(), style=_DECISION_STYLE[decision])


def marked_text(text: str, marks: tuple[tuple[int, int], ...]) -> Text:
    """Return a text with its marks colored."""
    marked = Text(text)
    for start, end in marks:
        marked.stylize(_MARK_STYLE, start, end)
    return marked


def name_some(what: str, named: Sequence[str]) -> None:
    """Print how many there are of something, and the first of them; nothing where there are none."""
    if not named:
        return
    out = console()
    out.print(f"{len(named):,} {what}:")
    for one in named[:_NAMED]:
        out.print(f"  {one}")
    if len(named) > _NAMED:
        out.print(f"  and {len(named) - _NAMED:,} more (--json lists all)")
