"""The fictional patient: who, hurt when and how, suffering from what, seen when."""

from __future__ import annotations

from bisect import bisect
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from corpus.composer.asides import Asides
from corpus.composer.conditions import Present, conditions, draw_present, mechanisms, together
from corpus.composer.dates import Dates, draw_dates, printed
from corpus.composer.forms import Form, draw_form
from corpus.composer.names import Inventing
from corpus.composer.phrases import capital, chance, expand, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.composer.letter import Sex
    from corpus.composer.phrases import Draw

HALF_A_CENTURY: Final = 50
UNSAID: Final = 0.02  # share of letters that do not give the age, and as many the sex


class Case(msgspec.Struct, frozen=True, gc=False):
    """One patient, the days of the dispute and the form its letter is to have.

    `values` holds what phrases may name (pronouns, dates, pain score), `asides` what can be told besides.
    """

    form: Form
    dates: Dates
    age: int | None
    sex: Sex | None
    presents: tuple[Present, ...]
    values: Mapping[str, str]
    asides: Asides


def draw_case(draw: Draw, *, second: bool) -> Case:
    """A patient; with `second`, one who also has a condition of another region, where that makes sense."""
    kinds, ends = conditions()
    first = kinds[bisect(ends, draw() * ends[-1])]
    dates = draw_dates(*first.days, draw)
    form = draw_form(dates.decision, draw)
    style = int(draw() * 5)
    sides = pick((("right", "left"), ("left", "right")), draw)
    chosen = [(first, sides[0])]
    if second and "msk" in first.tags and "crps" not in first.tags:
        other = kinds[bisect(ends, draw() * ends[-1])]
        if together(first, other):
            chosen.append((other, sides[0]))
    age, sex, words = _person(dates, draw)
    values = {
        **words,
        "injury": printed(dates.injury, style),
        "visit": printed(dates.visit, style),
        "rfa": printed(dates.authorization, style),
        "ur": printed(dates.ur_denial, style),
        "mechanism": expand(pick(mechanisms()[first.group], draw), Inventing(words, draw), draw),
    }
    always = dates.tags | {f"sex:{sex or 'none'}"}
    if age is not None:
        always |= {"over50" if age > HALF_A_CENTURY else "under50"}
    presents = tuple(draw_present(kind, side, values, always, dates, style, draw) for kind, side in chosen)
    main = presents[0]
    return Case(form, dates, age, sex, presents, values, Asides(main.tags, main.values, draw))


def _person(dates: Dates, draw: Draw) -> tuple[int | None, Sex | None, dict[str, str]]:
    years_since = (dates.decision - dates.injury).days / 365.25
    age: int | None = min(int(19 + years_since + 44 * (draw() + draw()) / 2), 79)
    sex: Sex | None = "male" if chance(draw, 0.56) else "female"
    if chance(draw, UNSAID):
        age = None
    if chance(draw, UNSAID):
        sex = None
    noun = pick(("patient", "injured worker", "patient", "injured worker", "claimant"), draw)
    who, a_who = _who(age, sex, noun, draw)
    return age, sex, {**_words(sex, noun), "who": who, "a_who": a_who}


@cache
def _words(sex: Sex | None, noun: str) -> dict[str, str]:
    """What the letter calls the patient."""
    the = f"the {noun}"
    he, his, him = {
        "male": ("he", "his", "him"),
        "female": ("she", "her", "her"),
        None: (the, f"{the}'s", the),
    }[sex]
    return {
        "patient": the,
        "Patient": capital(the),
        "patients": f"{the}'s",
        "noun": noun,
        "he": he,
        "his": his,
        "him": him,
        "He": capital(he),
        "His": capital(his),
    }


def _who(age: int | None, sex: Sex | None, noun: str, draw: Draw) -> tuple[str, str]:
    person = {
        "male": pick(("male", "male", "male", "man", "male worker", "gentleman"), draw),
        "female": pick(("female", "female", "female", "woman", "female worker"), draw),
        None: noun,
    }[sex]
    if age is None:
        return person, f"an {person}" if person[0] in "aeiou" else f"a {person}"
    who = pick(("{}-year-old {}", "{} year old {}", "{} year-old {}"), draw).format(age, person)
    return who, f"an {who}" if who.startswith("8") else f"a {who}"
