"""The values that a parser must derive from an issue, under the project's canonical names."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from corpus.composer.dispute import LEVELS
from corpus.composer.letter import BodyPart, Drug
from corpus.composer.phrases import load
from corpus.composer.summary import past_diagnoses, past_illnesses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.composer.content import Content
    from corpus.composer.dispute import Dispute
    from corpus.composer.letter import Side
    from corpus.composer.rationale import Decided

UNITS: Final = {"grams": "g", "ml": "ml"}
_INGREDIENT: Final = re.compile(r"([A-Za-z]+) ([\d.]+%)")
_STRENGTH: Final = re.compile(r"([\d./]+) ?(%(?:/[\d.]+%)*|mg/1?ml|mcg/hr|mcg|mg|g|units)?")


def derived(content: Content, treatments: list[str]) -> list[dict[str, Any]]:
    """The derived fields of each issue of a letter; `treatments` are the titles as printed."""
    capitals = [printed.isupper() for printed in treatments]
    found: list[dict[str, Any]] = []
    had = [pair for pair in past_illnesses() if pair[0] in content.background]
    for one, capital in zip(content.decided, capitals, strict=True):
        dispute = one.dispute
        category, _, subcategory = dispute.heading.category.partition(" > ")
        drugs = _compound(dispute) or _prescribed(dispute)
        if category == "Pharmaceuticals":
            subcategory = drugs[0].drug_class
        parent = dispute.parent if one.falls else None
        portions = dispute.portions or (None, None, None)
        requested, authorized, remaining = (text.upper() if text and capital else text for text in portions)
        found.append(
            {
                "category": category,
                "subcategory": subcategory or None,
                "procedure": _procedure(dispute),
                "drugs": drugs,
                "body_parts": _body_parts(dispute) or (found[parent]["body_parts"] if parent is not None else ()),
                "diagnoses": _diagnoses(content, one, had),
                "guidelines": _cited(content, one),
                "reasons": tuple(dict.fromkeys(load("rationale")["reasons"][key] for key in one.reasons)),
                "requested": requested,
                "authorized": authorized,
                "remaining": remaining,
                "depends_on": parent + 1 if parent is not None else None,
            }
        )
    return found


def _procedure(dispute: Dispute) -> str | None:
    return dispute.heading.procedure.replace("{joint}", _place(dispute)) or None


def _place(dispute: Dispute) -> str:
    """The canonical name of the part of the body that the dispute's condition is in."""
    return dispute.present.condition.place["part"].removeprefix("{side} ")


def _body_parts(dispute: Dispute) -> tuple[BodyPart, ...]:
    heading, place = dispute.heading, dispute.present.condition.place
    slots = heading.slots
    sided = "side" in slots
    if slots & {"part", "area"}:
        part, sided = _place(dispute), place["part"].startswith("{side}")
    elif slots & {"limb", "limbs"}:
        part, sided = place["limb"].removeprefix("{side} "), True
    elif slots & {"level", "region", "Region"}:
        part = _place(dispute)
    elif heading.part:
        part = heading.part
    else:
        return ()
    side: Side | None = None
    if "bilateral" in dispute.title.lower():
        side = "bilateral"
    elif sided:
        side = "right" if dispute.values["side"] == "right" else "left"
    return (BodyPart(part, side, LEVELS[dispute.values["level"]] if "level" in slots else ()),)


@cache
def _dose(strength: str) -> str | None:
    """A strength as doses are written: "10/325mg" is "10/325 mg", "5% patch" is "5%", "gel" is no dose."""
    found = _STRENGTH.match(strength)
    if not found:
        return None
    number, unit = found[1], found[2] or ""
    return f"{number}{unit}" if not unit or unit[0] == "%" else f"{number} {unit}"


def _amount(text: str) -> tuple[float | None, str | None]:
    """Quantity and unit of "120 grams"."""
    number, _, unit = text.partition(" ")
    return (float(number), UNITS[unit]) if unit else (None, None)


def _prescribed(dispute: Dispute) -> tuple[Drug, ...]:
    product, heading, values = dispute.product, dispute.heading, dispute.values
    if not product:
        return ()
    quantity: float | None = None
    unit = None
    if "amount" in heading.slots:
        quantity, unit = (dispute.number, None) if dispute.number else _amount(values["amount"])
    dose = _dose(values["strength"]) if "strength" in heading.slots else None
    drug_class = product.drug_class or heading.category.partition(" > ")[2]
    return (Drug(product.ingredient, drug_class, dose, quantity, unit),)


def _compound(dispute: Dispute) -> tuple[Drug, ...]:
    """The ingredients of a compound, each with the quantity of the whole."""
    heading = dispute.heading
    ingredients = _INGREDIENT.findall(heading.phrase[0].replace("%%", "%")) if "cream" in heading.slots else []
    quantity, unit = _amount(dispute.values["cream"])
    return tuple(Drug(name.lower(), "topical compound", dose, quantity, unit) for name, dose in ingredients)


def _diagnoses(content: Content, one: Decided, had: list[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """What the summary and the rationale state: every diagnosis whose words are printed in either."""
    told = f"{content.told} {' '.join(one.paragraphs)}"
    stated: Iterable[tuple[str, tuple[str, ...]]] = (
        *(pair for present in content.presents for pair in present.stated),
        *(pair for other in content.decided for pair in other.stated),
        *past_diagnoses(),
        *had,
    )
    return tuple(dict.fromkeys(name for words, names in stated if words in told for name in names))


def _cited(content: Content, one: Decided) -> tuple[Any, ...]:
    administrator = () if content.form.layout == "A" else one.administrator.cited
    return (*administrator, *one.reviewer.cited)
