"""`imr show`: one letter, whole."""

from contextlib import closing
from pathlib import Path

import click
from rich.text import Text

from cli.about import about_lines
from cli.options import index_option, json_option
from cli.output import console, decision_text, marked_text, print_indented, print_json
from corpus.as_json import as_json as letter_json
from corpus.determination import Determination, Passage
from index.store import open_index
from search import MarkedLetter, mark
from search.in_words import corrections_in_words
from search.letters import find_letter
from search.marked_letter import Part


@click.command("show")
@click.argument("letter")
@index_option
@click.option("--query", metavar="TEXT", help="Mark what a search for TEXT would.")
@click.option("--exact", is_flag=True, help="Mark only the words as typed: no other spellings, no synonyms.")
@json_option
def command(letter: str, index_folder: Path, query: str | None, *, exact: bool, as_json: bool) -> None:
    """Show a LETTER by its case number or id; LETTER#k is understood too."""
    if exact and query is None:
        raise click.UsageError("--exact goes with --query TEXT")
    with closing(open_index(index_folder)) as engine:
        found, _ = find_letter(engine, letter)
        marked = mark(engine, found, query, exact=exact) if query is not None else None
    if as_json:
        print_json(letter_json(found) | (marked.as_json() if marked else {}))
    else:
        if marked:
            _print_marked(marked)
        _print_letter(found, marked or MarkedLetter(()))


def _print_marked(marked: MarkedLetter) -> None:
    """Print how much is marked, and of what that was not typed."""
    out = console()
    count = sum(len(section.marks) for section in marked.sections)
    out.print(f"{count:,} place{'' if count == 1 else 's'} marked")
    for told in corrections_in_words(marked.corrections):
        out.print(Text(told, style="dim"))
    out.print()


def _print_letter(letter: Determination, marked: MarkedLetter) -> None:
    out = console()
    marks = {(section.k, section.part): section.marks for section in marked.sections}

    def print_section(label: str, k: int | None, part: Part, passage: Passage | None) -> None:
        if passage:
            out.print()
            text = marked_text(passage.text, marks.get((k, part), ()))
            print_indented(out, Text.assemble((f"{label}. ", "dim"), text))

    out.print(Text(letter.letter, style="bold"))
    for label, value in _facts(letter).items():
        out.print(Text.assemble((f"{label}: ", "dim"), value))
    print_section("Clinical case summary", None, "summary", letter.summary)
    for issue in letter.issues:
        k = issue.k
        title = issue.treatment.text if issue.treatment else "(no treatment found)"
        treatment = marked_text(title, marks.get((k, "treatment"), ()))
        treatment.stylize_before("bold")
        out.print()
        out.print(Text.assemble((f"#{k} ", "cyan"), treatment, "  ", decision_text(issue.decision)))
        for label, value in about_lines(issue.about).items():
            print_indented(out, Text.assemble((f"{label}: ", "dim"), value))
        administrators = issue.claims_administrator_guideline
        print_section("Claims administrator's guideline", k, "claims_administrator_guideline", administrators)
        print_section("Reviewer's guideline", k, "reviewer_guideline", issue.reviewer_guideline)
        print_section("Rationale", k, "rationale", issue.rationale)
    if letter.text:
        out.print()
        out.print(marked_text(letter.text, marks.get((None, "text"), ())))
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
