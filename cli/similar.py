"""`imr similar`: the nearest overturned and upheld issues to a dispute."""

from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.text import Text

from cli.about import about_lines
from cli.options import index_option, json_option
from cli.output import console, decision_text, marked_text, print_indented, print_json
from corpus.readers.pasted import read_pasted
from index.store import open_index
from search.letters import find_letter
from search.results import Hit
from search.similar import SimilarDisputes, similar
from search.subject import Subject, subject_of_issue, subject_of_text

_MOST = 50
_OTHERS_NAMED = 10


@click.command("similar")
@click.argument("issue", metavar="[LETTER#k]", required=False)
@click.option(
    "--text",
    "file",
    metavar="FILE",
    type=click.File("rb"),
    help="A denial, a request, a vignette or a determination letter: text, HTML or PDF; - reads it from stdin.",
)
@click.option(
    "--issue", "k", type=click.IntRange(1), help="Which issue of a determination letter in FILE.  [default: 1]"
)
@click.option(
    "--limit", type=click.IntRange(1, _MOST), default=5, show_default=True, help="Issues of each side to show."
)
@index_option
@json_option
def command(
    *, issue: str | None, file: BinaryIO | None, k: int | None, limit: int, index_folder: Path, as_json: bool
) -> None:
    """Find the nearest overturned and the nearest upheld issues to an issue or to a text.

    LETTER#k names an issue of the index; LETTER is enough where it has one. Other issues of that letter, and whatever
    repeats its rationale, are left out. What is not close is not shown. A text is neither kept nor logged.
    """
    if (issue is None) == (file is None):
        raise click.UsageError("name either an issue, as LETTER#k, or a text, with --text FILE")
    if k is not None and file is None:
        raise click.UsageError("--issue goes with --text; an issue of the index is named LETTER#k")
    # A text that can't be read is told before the index is opened.
    pasted = subject_of_text(read_pasted(file, str(getattr(file, "name", "<stdin>"))), k) if file else None
    with closing(open_index(index_folder)) as engine:
        subject = pasted or subject_of_issue(*find_letter(engine, issue or ""))
        found = similar(engine, subject, limit)
    if as_json:
        print_json(found.as_json())
    else:
        _print(found)


def _print(found: SimilarDisputes) -> None:
    out = console()
    _print_understood(out, found.understood)
    for side, hits in (("overturned", found.overturned), ("upheld", found.upheld)):
        out.print()
        out.print(Text(f"The nearest {side}:" if hits else f"No {side} issue is close.", style="bold"))
        for number, hit in enumerate(hits, start=1):
            _print_hit(out, number, hit)


def _print_understood(out: Console, subject: Subject) -> None:
    heading = subject.issue.treatment.text if subject.issue.treatment else "(no treatment found)"
    name = f"  {subject.letter}#{subject.k}" if subject.letter else ""
    out.print(Text.assemble(("Understood: ", "dim"), (heading, "bold"), (name, "cyan")))
    patient = " ".join(str(fact) for fact in (subject.patient.age, subject.patient.sex) if fact is not None)
    told = ({"Patient": patient} if patient else {}) | about_lines(subject.issue.about)
    for label, value in told.items():
        print_indented(out, Text.assemble((f"{label}: ", "dim"), value))
    if subject.others:
        more = len(subject.others) - _OTHERS_NAMED
        listed = "; ".join(subject.others[:_OTHERS_NAMED]) + (f"; and {more} more" if more > 0 else "")
        print_indented(out, Text(f"Not compared: {listed}", style="dim"))


def _print_hit(out: Console, number: int, hit: Hit) -> None:
    out.print()
    treatment = hit.treatment or "(no treatment found)"
    out.print(Text.assemble((f"{number:>2}. ", "dim"), (treatment, "bold"), "  ", (hit.id, "cyan")))
    facts = [str(hit.decision_date) if hit.decision_date else "date not stated", *hit.specialties]
    likeness = f"{hit.score:.0%} alike"
    print_indented(out, Text.assemble(decision_text(hit.decision), "  ", " · ".join((likeness, *facts))))
    for snippet in hit.snippets:
        quoted = marked_text(snippet.text, snippet.marks)
        print_indented(out, Text.assemble((f"{snippet.field}: ", "dim"), quoted))
    if hit.alike_ids:
        print_indented(out, Text(f"and {len(hit.alike_ids)} with nearly the same rationale", style="dim"))
