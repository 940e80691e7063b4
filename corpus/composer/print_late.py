"""Letters in layouts C, D and E, whose sections are the same and whose issues are labelled each in its way."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from corpus.composer.content import Printed, adds, credentials_in_prose, documents_reviewed, filled, verdict
from corpus.composer.phrases import chance, load, pick
from corpus.composer.typeset import CAPITAL_COLUMNS, COLUMNS, Paragraph, common

if TYPE_CHECKING:
    from corpus.composer.content import Content
    from corpus.composer.phrases import Draw
    from corpus.composer.rationale import Decided


def print_late(content: Content, draw: Draw) -> Printed:
    """A letter in layout C, D or E."""
    data, form, kind = load("form"), load("form")["C"], content.form
    reviewer = "physician reviewer" if kind.layout == "C" else "expert reviewer"
    printed = Printed([Paragraph(data["mark"], fixed=True)])
    if kind.layout == "C":
        printed.paragraphs.append(Paragraph(data["title"], fixed=True))
    header = form["headers"][content.header].lstrip("\n")
    printed.paragraphs.append(Paragraph(filled(header, content), fixed=True))
    if kind.cover:
        printed.paragraphs += _cover(content)
    adds(printed, form["how"])
    printed.paragraphs += _how_made(content, reviewer, draw)
    if kind.documents:
        printed.paragraphs += documents_reviewed(form["documents"], content, draw, form["received"])
    if content.summary:
        adds(printed, form["summary"])
        printed.paragraphs.append(common(form["developed"].format(reviewer=reviewer), close=True))
        printed.paragraphs.append(Paragraph(content.summary))
    adds(printed, form["issues"] if kind.heading == "C" else load("form")["E"]["issues"])
    printed.paragraphs.append(common(form["based"], close=True))
    if kind.labels == "C":
        _issues_c(printed, content, draw)
    else:
        _issues_de(printed, content, draw)
    return printed


def _cover(content: Content) -> list[Paragraph]:
    form = load("form")["C"]
    decisions = {one.decision for one in content.decided}
    final = "PARTIAL OVERTURN" if len(decisions) > 1 else "UPHOLD" if "upheld" in decisions else "OVERTURN"
    return [
        Paragraph(form["dear"]),
        Paragraph(form["completed"]),
        Paragraph(f"{form['final'][final]} {form['detail']}"),
        Paragraph(form["appeal"]),
    ]


def _how_made(content: Content, reviewer: str, draw: Draw) -> list[Paragraph]:
    form = load("form")
    if content.form.layout != "E":
        prose = credentials_in_prose(content, reviewer, "services")
        return [Paragraph(f"{form['sent']} {prose}", close=True)]
    comma = pick((", ", ","), draw)
    made = [common(_practice(reviewer), close=True)]
    if content.states:
        made += [
            common(form["E"]["credentials"]),
            Paragraph(form["E"]["licensure"].format(states=comma.join(content.states)), close=True),
            Paragraph(form["E"]["specialty"].format(specialties=", ".join(content.specialties)), close=True),
        ]
    return made


@cache
def _practice(reviewer: str) -> str:
    form = load("form")
    return f"{form['sent']} {form['active'].format(reviewer=reviewer, service='Service')}"


def _issues_c(printed: Printed, content: Content, draw: Draw) -> None:
    form = load("form")
    title = pick(form["C"]["titles"], draw)
    fused = chance(draw, 0.03)
    beside = chance(draw, 0.5)  # the rationale begins on the line of its label
    for k, (one, rationale) in enumerate(zip(content.decided, content.rationales, strict=True), 1):
        printed.begins.append(len(printed.paragraphs))
        printed.treatments.append(one.dispute.title)
        text = title.format(k=k, title=one.dispute.title, verdict=verdict(one.decision, fused=fused))
        label, (first, *rest) = form["C"]["rationale"], rationale
        printed.paragraphs += [
            Paragraph(text),
            Paragraph(one.administrator.text),
            Paragraph(one.reviewer.text),
            *([Paragraph(f"{label} {first}")] if beside else [Paragraph(label), Paragraph(first, close=True)]),
            *map(Paragraph, rest),
        ]


def _issues_de(printed: Printed, content: Content, draw: Draw) -> None:
    # Without its credentials nothing else may tell a letter of D from one of E.
    capitals = content.form.layout == "D" and (chance(draw, 0.75) or content.form.lacks == "credentials")
    colon = ":  " if chance(draw, 0.15) else ": "
    for one, rationale in zip(content.decided, content.rationales, strict=True):
        title = one.dispute.title.upper() if capitals else one.dispute.title
        printed.begins.append(len(printed.paragraphs))
        printed.treatments.append(title)
        # Three outcomes in a hundred stand on a line of their own.
        gap = ":\n" if chance(draw, 0.03) else colon
        columns = CAPITAL_COLUMNS if capitals else COLUMNS
        printed.paragraphs.append(Paragraph(f"{title}{gap}{one.decision.capitalize()}", columns=columns))
        printed.paragraphs += _labelled(one, rationale)


def _labelled(one: Decided, rationale: tuple[str, ...]) -> list[Paragraph]:
    form = load("form")["E"]
    first, *rest = rationale
    return [
        Paragraph(f"{form['administrator']} {one.administrator.text}"),
        Paragraph(f"{form['reviewer']} {one.reviewer.text}"),
        Paragraph(f"{form['rationale']} {first}"),
        *map(Paragraph, rest),
    ]
