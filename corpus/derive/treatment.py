"""What a title asks for: procedure, category, drugs, body parts."""

from dataclasses import dataclass

from corpus.determination import BodyPart, Drug, Finding
from corpus.derive.body_parts import find_parts
from corpus.derive.drugs import read_drugs
from corpus.derive.section import Section
from corpus.vocabulary.load import procedure_terms, procedures

_PHARMACEUTICALS = "Pharmaceuticals"
_INJECTION = "Injection"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a title asks for."""

    category: Finding | None = None
    procedure: Finding | None = None
    drugs: tuple[Drug, ...] = ()
    body_parts: tuple[BodyPart, ...] = ()


def read_treatment(title: Section) -> Treatment:
    """Read a title, or that part of it which is in dispute."""
    drugs = read_drugs(title)
    procedure = _procedure(title)
    entry = procedures()[procedure.name] if procedure else None
    # Of a bundle the first thing counts; a drug that is injected belongs to its injection.
    if drugs and procedure and entry:
        is_drug = entry.rank < 0 or (drugs[0].start < procedure.start and not entry.category.startswith(_INJECTION))
        if is_drug:
            procedure = entry = None
    if procedure and entry:
        category = Finding(entry.category, procedure.start, procedure.end)
    elif drugs:
        category = Finding(f"{_PHARMACEUTICALS} > {drugs[0].drug_class}", drugs[0].start, drugs[0].end)
    else:
        category = None
    parts = find_parts(title)
    if not parts and procedure and entry:
        parts = tuple(BodyPart(name, None, (), procedure.start, procedure.end) for name in entry.body)
    return Treatment(category, procedure, drugs, parts)


def _procedure(title: Section) -> Finding | None:
    """Return the procedure of the highest rank, of several the first."""
    folded = frozenset(title.words.folded)
    best, best_rank = None, None
    for found in procedure_terms().find(title.words):
        term = found.value
        entry = procedures()[term.name]
        if term.weak and not folded.isdisjoint(entry.not_near):
            continue
        if best_rank is None or entry.rank > best_rank:
            best, best_rank = found, entry.rank
    return Finding(best.value.name, *title.span(best.first, best.last)) if best else None
