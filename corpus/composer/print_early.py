"""Letters in the layouts of 2013: A (one section for each question) and B (the Notice of determination)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.composer.content import Printed, adds, credentials_in_prose, documents_reviewed, filled, verdict
from corpus.composer.phrases import chance, load, pick
from corpus.composer.typeset import Paragraph

if TYPE_CHECKING:
    from corpus.composer.content import Content
    from corpus.composer.phrases import Draw


def print_a(content: Content, draw: Draw) -> Printed:
    """Layout A: the issue as a question, then case, documents, guideline, rationale and the reviewer."""
    data, form = load("form"), load("form")["A"]
    header = filled("Case Number: {case_number}\nDate of Injury: {injury}", content)
    if content.prints_ur_denial:
        header += filled("\nDate of UR Decision: {ur_denial}", content)
    printed = Printed(
        [
            Paragraph(data["mark"], fixed=True),
            Paragraph(form["title"], fixed=True),
            Paragraph(form["professional"].center(90).rstrip(), fixed=True),
            Paragraph(f"{header}\nDecision Date: {content.days['decision']}", fixed=True),
            Paragraph(form["issue"], heading=True),
        ]
    )
    question = pick(form["questions"], draw)
    many = len(content.decided) > 1
    for k, one in enumerate(content.decided, 1):
        text = question.format(request=one.dispute.asked)
        printed.begins.append(len(printed.paragraphs))
        printed.treatments.append(one.dispute.asked)
        printed.paragraphs.append(Paragraph(f"{k}. {text}" if many else text))
    if content.summary:
        adds(printed, form["summary"], content.summary)
    printed.paragraphs += documents_reviewed(form["documents"], content, draw)
    for one, rationale in zip(content.decided, content.rationales, strict=True):
        adds(printed, form["guideline"], one.reviewer.text)
        verb = pick(("IS", "WAS"), draw)
        adds(printed, form["rationale"].format(is_=f"{verb} NOT" if one.decision == "upheld" else verb), *rationale)
    if content.states:
        adds(printed, form["qualifications"], credentials_in_prose(content, "physician reviewer", "services"))
    return printed


def print_b(content: Content, draw: Draw) -> Printed:
    """Layout B: the determinations, printed twice, before all that they rest on."""
    data, form = load("form"), load("form")["B"]
    fused = chance(draw, 0.15)
    statements = [
        Paragraph(form["determined"].format(k=k, request=one.dispute.asked, verdict=verdict(one.decision, fused=fused)))
        for k, one in enumerate(content.decided, 1)
    ]
    printed = Printed(
        [
            Paragraph(data["mark"], fixed=True),
            Paragraph(data["title"], fixed=True),
            Paragraph(form["title"], heading=True),
            Paragraph(filled(form["header"].lstrip("\n"), content), fixed=True),
            *statements,
            Paragraph(form["decision"], heading=True),
            Paragraph(filled(form["filed"], content)),
            *statements,
        ]
    )
    if content.states:
        prose = credentials_in_prose(content, "physician reviewer", "services")
        adds(printed, form["qualifications"], f"{form['doctor']} {prose}")
    if content.summary:
        adds(printed, pick(form["summaries"], draw), filled(form["disclaimer"], content), content.summary)
    printed.paragraphs += documents_reviewed(form["documents"], content, draw, form["received"])
    for k, (one, rationale) in enumerate(zip(content.decided, content.rationales, strict=True), 1):
        printed.begins.append(len(printed.paragraphs))
        printed.treatments.append(one.dispute.asked)
        printed.paragraphs.append(Paragraph(form["regarding"].format(k=k, request=one.dispute.asked)))
        adds(printed, form["section"], f"{one.administrator.text} {one.reviewer.text}")
        adds(printed, form["rationale"], *rationale)
    printed.paragraphs.append(Paragraph(form["closing"], fixed=True))
    if chance(draw, 0.6):
        printed.paragraphs.append(Paragraph(form["practice"]))
    return printed
