"""`imr show`: one letter, whole."""

from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from cli.about import about_lines
from cli.options import index_option, json_option
from cli.output import console, decision_text, print_indented, print_json
from corpus.as_json import as_json as letter_json
from corpus.determination import Determination, Passage
from index.store import open_index
from search.letters import find_letter


@click.command("show")
@click.argument("letter")
@index_option
@json_option
def command(letter: str, index_folder: Path, as_json: bool) -> None:
    """Show a LETTER by its case number or id; LETTER#k is understood too."""
    with closing(open_index(index_folder)) as engine:
        found, _ = find_letter(engine, letter)
    if as_json:
        print_json(letter_json(found))
    else:
        _print_letter(found)


def _print_letter(letter: Determination) -> None:
    out = console()
    out.print(Text(letter.letter, style="bold"))
    for label, value in _facts(letter).items():
        out.print(Text.assemble((f"{label}: ", "dim"), value))
    _print_passage(out, "Clinical case summary", letter.summary)
    for issue in letter.issues:
        treatment = issue.treatment.text if issue.treatment else "(no treatment found)"
        out.print()
        out.print(Text.assemble((f"#{issue.k} ", "cyan"), (treatment, "bold"), "  ", decision_text(issue.decision)))
        for label, value in about_lines(issue.about).items():
            print_indented(out, Text.assemble((f"{label}: ", "dim"), value))
        _print_passage(out, "Claims administrator's guideline", issue.claims_administrator_guideline)
        _print_passage(out, "Reviewer's guideline", issue.reviewer_guideline)
        _print_passage(out, "Rationale", issue.rationale)
    if letter.text:
        out.print()
        out.print(Text(letter.text))
    for warning in letter.warnings:
        out.print(Text(f"Warning: {warning}", style="yellow"))


def _facts(letter: Determination) -> dict[str, str]:
    facts = {
        "Decided": letter.decision_date,
        "Injured": letter.date_of_injury,
        "UR denial": letter.ur_denial_date,
        "Application received": letter.application_received,
        "Assigned": letter.date_assigned,
        "Priority": letter.priority,
        "Reviewer licensed in": ", ".join(letter.reviewer.licensed_states),
        "Reviewer's specialty": ", ".join(letter.reviewer.specialties),
        "Patient": " ".join(str(fact) for fact in (letter.patient.age, letter.patient.sex) if fact is not None),
        "Layout": letter.layout,
        "Source": letter.source,
    }
    return {label: str(value) for label, value in facts.items() if value}


def _print_passage(out: Console, label: str, passage: Passage | None) -> None:
    if passage:
        out.print()
        print_indented(out, Text.assemble((f"{label}. ", "dim"), passage.text))
