"""What a title asks for: procedure, category, drugs, body parts."""

from dataclasses import dataclass

from msgspec.structs import replace

from corpus.derive.body_parts import read_body_parts
from corpus.derive.drugs import read_drugs
from corpus.determination import BodyPart, Drug, Finding
from corpus.kept import kept
from corpus.vocabulary.procedures import ProcedureEntry, ignored_words, procedure_terms, procedures
from corpus.vocabulary.words import Words

_PHARMACEUTICALS = "Pharmaceuticals"
_INJECTION = "Injection"
# Words right before an operation that is no longer in dispute, and how far before they may stand
_PAST = frozenset({"post", "following", "after", "sp", "p"})
_PAST_REACH = 4
# ... and words that bring in what another service is for: "evaluation before a spinal cord stimulator trial"
_PURPOSES = frozenset("for from before prior after following post assess evaluate assessing evaluating".split())
_OPERATIONS = ("Surgery", "Injection")
# A drug that such a test names is not asked for: "laboratory work: testosterone"
_OF_DRUGS = frozenset({"Diagnostic Testing > Lab & Pathology"})
# Nobody prints longer ones; what stands behind is not read.
_LONGEST_TITLE = 3_000
# The same treatments are asked for again and again.
_TITLES_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a title asks for."""

    category: Finding | None = None
    procedure: Finding | None = None
    drugs: tuple[Drug, ...] = ()
    body_parts: tuple[BodyPart, ...] = ()


@kept(_TITLES_KEPT)
def read_treatment(title: str) -> Treatment:
    """Read a title, or that part of it which is in dispute; spans count in it."""
    words = Words(title[:_LONGEST_TITLE])
    drugs = read_drugs(words)
    procedure = _procedure(words)
    entry = procedures()[procedure.name] if procedure else None
    if drugs and procedure and entry and (name := entry.for_class.get(drugs[0].drug_class)):
        # "Kenalog 40mg injection"
        procedure, entry = replace(procedure, name=name), procedures()[name]
    if drugs and procedure and entry and procedure.start < drugs[0].start:
        between = Words(title[procedure.end : drugs[0].start]).lower
        if entry.category in _OF_DRUGS or not _PURPOSES.isdisjoint(between):
            drugs = ()
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
    parts = read_body_parts(words)
    if parts and procedure and entry:
        # "Custom brace for the left wrist" is a wrist brace.
        procedure = replace(procedure, name=entry.for_part.get(parts[0].part, procedure.name))
    if not parts and procedure and entry:
        parts = tuple(BodyPart(name, None, (), procedure.start, procedure.end) for name in entry.body)
    return Treatment(category, procedure, drugs, parts)


def _procedure(words: Words) -> Finding | None:
    """Return the procedure of the highest rank, of several the first."""
    ignored = ignored_words()
    kept = [number for number, word in enumerate(words.lower) if word not in ignored]
    best, best_rank = None, None
    for found in procedure_terms().find([words.lower[number] for number in kept]):
        entry = procedures()[found.value.name]
        if found.value.weak and not entry.not_near.isdisjoint(words.lower):
            continue
        first = kept[found.first]
        if entry.surgery and _is_past(words.lower, first):
            continue
        between = words.lower[kept[best.last - 1] : first] if best else []
        if best and _is_purpose(procedures()[best.value.name], entry, between):
            continue
        if best is None or best_rank is None or entry.rank > best_rank:
            best, best_rank = found, entry.rank
    return Finding(best.value.name, *words.span(kept[best.first], kept[best.last - 1] + 1)) if best else None


def _is_purpose(service: ProcedureEntry, operation: ProcedureEntry, between: list[str]) -> bool:
    """Tell whether an operation is only what the service before it is for; `between` are the words that part them."""
    is_general = service.rank < 0 and service.category.startswith(_OPERATIONS)
    return operation.category.startswith(_OPERATIONS) and not is_general and not _PURPOSES.isdisjoint(between)


def _is_past(words: list[str], number: int) -> bool:
    """Tell whether a title speaks of an operation as done: "therapy status post total knee replacement"."""
    before = [word for word in words[max(0, number - _PAST_REACH) : number] if word not in ignored_words()]
    return bool(before) and before[-1] in _PAST
