"""The drugs that a title asks for: ingredient, class in this form, dose and quantity."""

import re
from itertools import pairwise

from corpus.determination import Drug
from corpus.vocabulary.drugs import DrugEntry, DrugTerm, drug_terms, drugs
from corpus.vocabulary.words import Found, Words

_NUMBER = r"\d+ (?: [.,]\d+ )*"
_FLAGS = re.VERBOSE | re.IGNORECASE

# "50mg", "10/325 mg", "7.5-325mg", "25 mcg/hr", "10mg/1ml", "5%"; without a unit only "10/325"
_DOSE = re.compile(
    rf"""(?<! [\#\w.] ) (?P<amount> {_NUMBER} (?: \s* [/-] \s* {_NUMBER} )* ) \s*
         (?P<unit> % (?! \w )
           | (?: mg | mcg | µg | ug | meq | units? | iu ) (?: \s* / \s* (?: hr | hour | \d* \s* ml | kg | day ) )? \b )
      | (?<! [\#\w./] ) (?P<bare> {_NUMBER} / {_NUMBER} ) (?! [\w/] )""",
    _FLAGS,
)
# "#60", "qty: 90", "quantity 30.00", "60 tablets"
_COUNT = re.compile(
    rf"""(?: \# \s* | \b (?: qty | quantity | count | dispense | disp ) \b [\s.:\#]* (?: of \s )? )
         (?P<marked> {_NUMBER} )
      | \b (?P<counted> {_NUMBER} ) \s*
        (?: ct | count | tab (?:let)? s? | cap (?:sule)? s? | pills? | patch (?:es)? | pads? | films? | vials?
          | suppositor (?:y|ies) | packets? | kits? | tubes? | bottles? | syringes? ) \b""",
    _FLAGS,
)
# "120grams", "106.32gm", "500ml"
_MEASURE = re.compile(
    rf"""(?<! [\#\w.%/] ) (?P<amount> {_NUMBER} ) \s*
         (?: (?P<g> g | gms? | grams? ) | (?P<ml> ml | milliliters? | cc ) ) \b""",
    _FLAGS,
)
_TOPICAL = re.compile(
    r"""% | \b (?: cream | gel | ointment | lotion | topical (?:ly)? | patch (?:es)? | pads? | transdermal | spray
                 | roll-?on | balm | base | foam ) \b""",
    _FLAGS,
)
# What tells a mixture of several ingredients from a list of several tablets
_MIXTURE = re.compile(r"% | \b (?: cream | gel | ointment | lotion | topical | base | transdermal ) \b", _FLAGS)
_COMPOUND = re.compile(r"\b compound (?: ed | ing | s )? \b", _FLAGS)
_INJECTED = re.compile(r"\b inject (?: ion | ions | ed | able ) \b", _FLAGS)
# Words between two ingredients of one tablet: "and", "with"
_BESIDE = 1


def read_drugs(words: Words) -> tuple[Drug, ...]:
    """Return the drugs that a title names, each once, in printed order; spans count in the title."""
    text = words.text
    found = _without_partners(drug_terms().find(words.lower))
    if not found:
        return ()
    is_compound = (
        any(term.value.form == "compound" for term in found)
        or _COMPOUND.search(text) is not None
        or (len({term.value.name for term in found}) > 1 and _MIXTURE.search(text) is not None)
    )
    is_topical = _TOPICAL.search(text) is not None
    is_injected = _INJECTED.search(text) is not None
    # "Flurbiprofen/menthol cream 20%/4%": as many strengths behind the ingredients as there are, in their order
    listed = _strengths(text[words.span(0, found[-1].last)[1] :]) if is_compound else []
    in_order = dict(zip((term.first for term in found), listed, strict=True)) if len(listed) == len(found) else {}
    by_name: dict[str, Drug] = {}
    nexts = [*(words.start(term.first) for term in found[1:]), len(text)]
    for term, until in zip(found, nexts, strict=False):
        name = term.value.name
        start, end = words.span(term.first, term.last)
        behind = text[end:until]
        # How much there is of a mixture stands behind its last ingredient.
        quantity, unit = _quantity(text[end:] if is_compound else behind)
        dose = in_order.get(term.first) or _dose(behind)
        if dose is None and unit is None and quantity and not is_topical:
            dose = _grams(behind)
        drug_class = _class(drugs()[name], term.value, compound=is_compound, topical=is_topical, injected=is_injected)
        drug = Drug(name, drug_class, dose, quantity, unit, start, end)
        # "Meloxicam (Mobic) 7.5mg #30": one drug, whose dose stands behind its second name.
        if name not in by_name or (by_name[name].dose is None and drug.dose):
            by_name[name] = drug
    return tuple(by_name.values())


def _without_partners(found: list[Found[DrugTerm]]) -> list[Found[DrugTerm]]:
    """Leave out what is only combined with another drug: "hydrocodone/acetaminophen", "acetaminophen with codeine"."""
    partners = set()
    for earlier, later in pairwise(found):
        if later.first - earlier.last <= _BESIDE:
            if later.value.name in drugs()[earlier.value.name].combined_with:
                partners.add(later)
            elif earlier.value.name in drugs()[later.value.name].combined_with:
                partners.add(earlier)
    return [term for term in found if term not in partners]


def _class(entry: DrugEntry, term: DrugTerm, *, compound: bool, topical: bool, injected: bool) -> str:
    if compound and entry.drug_class != "viscosupplement":
        return "topical compound"
    if entry.topical and (topical or term.form == "topical"):
        return entry.topical
    if entry.injected and (injected or term.form == "injected"):
        return entry.injected
    return entry.drug_class


def _dose(text: str) -> str | None:
    match = _DOSE.search(text)
    if match is None:
        return None
    if match["bare"]:
        return match["bare"]
    amount = re.sub(r"\s", "", match["amount"])
    unit = re.sub(r"\s", "", match["unit"]).lower()
    return f"{amount}{unit}" if unit == "%" else f"{amount} {unit}"


def _grams(text: str) -> str | None:
    """Return the dose of a drug that is counted, and weighed in grams: "1g #60"."""
    match = _MEASURE.search(text)
    return f"{match['amount']} g" if match and match["g"] else None


def _strengths(text: str) -> list[str]:
    return [f"{match['amount']}%" for match in _DOSE.finditer(text) if match["unit"] == "%"]


def _quantity(text: str) -> tuple[float | None, str | None]:
    """Return how much is asked for, and its unit, which is None for a count."""
    count = _COUNT.search(text)
    number = _number(count["marked"] or count["counted"]) if count else None
    measures = list(_MEASURE.finditer(text))
    # One tube or bottle is less telling than what is in it.
    if measures and (number is None or number == 1):
        # Of several measures the last is the whole: "10mg/1ml suspension 500ml".
        return _number(measures[-1]["amount"]), measures[-1].lastgroup
    return number, None


def _number(printed: str) -> float:
    """Return a number as printed: "1,000" and "106.32"."""
    return float(re.sub(r",(?=\d{3})", "", printed).replace(",", "."))
