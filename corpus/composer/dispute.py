"""The disputes of a letter: which treatments, in what amount, and the headings that name them."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from corpus.composer.dates import printed
from corpus.composer.phrases import capital, chance, expand, pick
from corpus.composer.treatments import candidates, prescribed, treatments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.composer.case import Case
    from corpus.composer.conditions import Present
    from corpus.composer.phrases import Draw, Phrase
    from corpus.composer.treatments import Product, Title, Treatment

MOST_ISSUES: Final = 21
MODIFIED: Final = 0.27  # of the titles that state a number: a tenth of all
NARRATING: Final = ("D", "E")  # layouts whose titles narrate a modification
LEAST_PARTED: Final = 4
LONGEST_REQUEST: Final = 110  # characters; beyond them the rationale speaks of "the requested therapy"
FROM_STOCK: Final = 0.23  # share of rationales in a stock wording
REUSED: Final = 3  # wordings a reviewer keeps in stock for each treatment
OWN_WORDINGS: Final = 10**9  # wordings beyond those, so many that no two letters share one
AGAIN: Final = 0.65  # share of disputes that are followed by one over the same kind of thing, where there is one
SAME_FAMILY: Final = 0.6
OTHER_REGION: Final = 0.55
VISITS_HAD: Final = ("6", "8", "10", "12", "16", "18", "24")
WORDS: Final = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four"
).split()
# Levels of the spine as titles print them, and as they are written in full.
LEVELS: Final = {
    "L4-5": ("L4-L5",),
    "L5-S1": ("L5-S1",),
    "L4-L5": ("L4-L5",),
    "L3-4": ("L3-L4",),
    "L4-5 and L5-S1": ("L4-L5", "L5-S1"),
    "C5-6": ("C5-C6",),
    "C6-7": ("C6-C7",),
    "C4-5": ("C4-C5",),
    "C5-6 and C6-7": ("C5-C6", "C6-C7"),
}
LUMBAR_LEVELS: Final = tuple(level for level in LEVELS if level[0] == "L")
CERVICAL_LEVELS: Final = tuple(level for level in LEVELS if level[0] == "C")


class Dispute(msgspec.Struct, frozen=True, gc=False):
    """A treatment asked for: its heading as printed, its short name in running text, and the slots of its phrases.

    `tags` are those of the condition and of the request ("over": more than the guideline's number; "modified").
    `wording` seeds the choice of words: disputes that share it differ only in what fills the slots. `portions` are
    what a narrated modification tells apart: the original request, what was authorized, and what remains of it.
    `product` is the drug asked for, `number` how many of it (or of visits) remain in dispute.
    """

    treatment: Treatment
    heading: Title
    product: Product | None
    number: int
    portions: tuple[str, str, str] | None
    present: Present
    title: str
    request: str
    asked: str
    tags: frozenset[str]
    values: Mapping[str, str]
    parent: int | None
    wording: int | None


def how_many(draw: Draw) -> int:
    """The number of disputes in a letter: 60 % have one, the others two and more, geometrically, up to 21."""
    count = 1
    if not chance(draw, 0.6):
        count = 2
        while chance(draw, 0.685) and count < MOST_ISSUES:
            count += 1
    return count


def draw_disputes(case: Case, count: int, draw: Draw) -> list[Dispute]:
    """`count` different disputes of one case (fewer where its conditions do not give so many)."""
    found: list[Dispute] = []
    taken: set[str] = set()

    def ask(
        treatment: Treatment, present: Present, parent: int | None, wording: int | None, like: Dispute | None = None
    ) -> None:
        if len(found) >= count:
            return
        dispute = _dispute(case, treatment, present, parent, wording, draw)
        if dispute.title not in taken and not (like and _same(dispute, like)):
            taken.add(dispute.title)
            found.append(dispute)

    for _ in range(6 * count + 20):
        if len(found) >= count:
            break
        present = pick(case.presents, draw) if found else case.presents[0]
        pool, ends = candidates(present.condition, case.dates.tags)
        treatment = pool[bisect(ends, draw() * ends[-1])]
        stray = found and treatment.family != found[0].treatment.family and chance(draw, SAME_FAMILY)
        if stray or not treatment.suits(present.tags) or not _free(treatment, present, taken):
            continue
        wording = int(draw() * REUSED) if chance(draw, FROM_STOCK) else None
        parent = len(found)
        if treatment.associated and not found and chance(draw, 0.5):
            count = max(count, 3 + int(draw() * 6))  # a surgery seldom comes alone
        ask(treatment, present, None, wording)
        if treatment.associated and count > 1 and len(found) > parent:
            for key in treatment.associated:
                if chance(draw, 0.85):
                    ask(treatments()[key], present, parent, None)
            continue
        if treatment.various and parent < len(found) < count and chance(draw, AGAIN):
            # Two drugs of one class, or two tests: the reviewer says of the second what was said of the first.
            wording = REUSED + int(draw() * OWN_WORDINGS)
            found[-1] = replace(found[-1], wording=wording)
            ask(treatment, present, None, wording, found[-1])
            continue
        for other in case.presents:
            also = treatment.regional and chance(draw, OTHER_REGION) and treatment.suits(other.tags)
            if also and _free(treatment, other, taken):
                ask(treatment, other, None, int(draw() * REUSED) if wording is None else wording)
    return found


def _same(one: Dispute, other: Dispute) -> bool:
    """Whether two disputes over a treatment are over the same drug, or the same procedure."""
    if one.product and other.product:
        return one.product.ingredient == other.product.ingredient
    return one.heading.procedure == other.heading.procedure


def _divisible(title: Title) -> bool:
    """Whether a heading states a number, and nothing that would contradict a smaller one."""
    return bool(title.slots & {"n", "Word", "amount"}) and not title.slots & {"each", "dos"}


def _free(treatment: Treatment, present: Present, taken: set[str]) -> bool:
    """Whether the treatment was not yet asked for (for this part of the body); takes it."""
    key = f"{treatment.key} {present.condition.key}" if treatment.regional else treatment.key
    if treatment.associated:
        key = "surgery"  # one operation a letter
    if key in taken:
        return False
    taken.add(key)
    return True


def _dispute(
    case: Case, treatment: Treatment, present: Present, parent: int | None, wording: int | None, draw: Draw
) -> Dispute:
    tags = present.tags
    values = {**present.values, "kind": treatment.kind}
    product, number = _amount(treatment, values, case.dates.visit.year, draw)
    # By case and treatment, so that two disputes over one therapy agree on the visits had so far.
    values["had"] = VISITS_HAD[(case.dates.injury.day + len(treatment.key)) % len(VISITS_HAD)]
    if treatment.limit:
        tags |= {"over" if number > treatment.limit else "within"}
        values["limit"] = str(treatment.limit)
    if treatment.regional:
        values["level"] = pick(CERVICAL_LEVELS if "cervical" in present.tags else LUMBAR_LEVELS, draw)
    values["dos"] = printed(case.dates.visit, 3)
    heading = pick(treatment.headings(present.tags), draw)
    form = heading.phrase
    narrates = case.form.layout in NARRATING and number >= LEAST_PARTED
    parted = narrates and _divisible(heading) and chance(draw, MODIFIED)
    title = _title(form, _counting(values, number) if product else values, draw)
    request = asked = _in_running_text(title, values)
    portions = None
    if parted:
        tags |= {"modified"}
        granted = max(1, number * pick((1, 1, 1, 2), draw) // pick((2, 2, 3), draw))
        granted = granted if granted < number else number // 2
        values |= {"m": str(granted), "k": str(number - granted), "M": capital(_word(granted))}
        part, rest = (_title(form, _counting(values, some), draw) for some in (granted, number - granted))
        portions = (title, part, rest)
        asked = f"{request} (modified to {_in_running_text(part, values)})"
        request = _in_running_text(rest, values)
        is_ = " is" if chance(draw, 0.95) else ""
        title = (
            f"{title} was the original request. {part} was authorized by the Claims Administrator. "
            f"The remaining IMR eligible portion of the original request, {rest}{is_}"
        )
        number -= granted
        values["n"] = str(number)
    if len(request) > LONGEST_REQUEST:
        request = f"the requested {treatment.kind}"
    values["request"] = request
    return Dispute(
        treatment,
        heading,
        product,
        number,
        portions,
        present,
        title,
        request,
        asked,
        tags,
        values,
        parent,
        wording,
    )


def _amount(treatment: Treatment, values: dict[str, str], year: int, draw: Draw) -> tuple[Product | None, int]:
    """Draw the size of the request into `values`; returns the drug, and the number that counts (tablets, visits)."""
    product, number = None, 0
    if treatment.drugs:
        product = pick(prescribed(treatment, year), draw)
        branded = product.brand and chance(draw, 0.55)
        amount = pick(product.amounts, draw)
        name = product.brand if branded else product.generic
        values |= {
            "drug": name,
            "Drug": capital(name),
            "generic": product.generic,
            "both": product.both,
            "strength": pick(product.strengths, draw),
            "sig": product.sig,
            "refills": pick(("1 refill", "2 refills", "3 refills", "one refill"), draw),
            "amount": amount,
        }
        number = int(amount) if amount.isdigit() else 0
    elif treatment.schedules:
        times, weeks = pick(treatment.schedules, draw)
        number = times * weeks
        each = "once a week" if times == 1 else f"{times} times a week"
        values |= {
            "each": each,
            "times": str(times),
            "weeks": f"{weeks} weeks" if weeks > 1 else "1 week",
            "w": str(weeks),
        }
    elif treatment.counts:
        number = pick(treatment.counts, draw)
    if number:
        values["n"], values["word"] = str(number), _word(number)
        values["Word"] = capital(values["word"])
    values["cream"] = pick(("30 grams", "60 grams", "120 grams", "180 grams", "240 grams"), draw)
    return product, number


def _word(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else str(number)


def _counting(values: dict[str, str], number: int) -> dict[str, str]:
    """The slots for `number`; a count of a drug is printed #60, other amounts as they stand."""
    if not number:
        return values
    word = _word(number)
    values = {**values, "n": str(number), "word": word, "Word": capital(word)}
    if "amount" in values:
        values["amount"] = f"#{number}"
    return values


def _title(form: Phrase, values: dict[str, str], draw: Draw) -> str:
    """The heading with its slots filled."""
    # A drug that comes in one strength is prescribed without it.
    return capital(expand(form, values, draw).replace("  ", " ").replace(" ,", ","))


def _in_running_text(title: str, values: Mapping[str, str]) -> str:
    """The heading as it reads within a sentence: a generic drug or a common noun begins in lower case."""
    plain = title.removeprefix("Associated surgical service: ").removeprefix("Labs to include: ")
    if "drug" in values:
        if plain.startswith(values["Drug"]):
            return values["drug"] + plain.removeprefix(values["Drug"])
        return plain if plain.startswith(values["both"]) else plain[:1].lower() + plain[1:]
    return plain[:1].lower() + plain[1:] if plain[1:2].islower() else plain
