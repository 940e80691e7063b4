"""The drugs that a title asks for: ingredient, class in this form, dose and quantity."""

import re
from itertools import pairwise

from corpus.determination import Drug
from corpus.vocabulary.drugs import DrugEntry, DrugTerm, drug_terms, drugs
from corpus.vocabulary.words import Found, Words

# Repeats are bounded: a title may be anything.
_GAP = r"\s{0,3}"
_NUMBER = r"\d{1,7} (?: [.,]\d{1,7} ){0,3}"
_FLAGS = re.VERBOSE | re.IGNORECASE

# "50mg", "10/325 mg", "7.5-325mg", "25 mcg/hr", "10mg/1ml", "5%"; without a unit only "10/325"
_DOSE = re.compile(
    rf"""(?<! [\#\w.] ) (?P<amount> {_NUMBER} (?: {_GAP} [/-] {_GAP} {_NUMBER} ){{0,4}} ) {_GAP}
         (?P<unit> % (?! \w )
           | (?: mg | mcg | µg | ug | meq | units? | iu )
             (?: {_GAP} / {_GAP} (?: hr | hour | \d{{0,4}} {_GAP} ml | kg | day ) )? \b )
      | (?<! [\#\w./] ) (?P<bare> {_NUMBER} / {_GAP} {_NUMBER} ) (?! [\w/] )""",
    _FLAGS,
)
# "#60", "qty: 90", "quantity 30.00"
_MARKED = re.compile(
    rf"""(?: \# {_GAP} | \b (?: qty | quantity | count | dispense | disp ) \b [\s.:\#]{{0,4}} (?: of \s )? )
         (?P<number> {_NUMBER} )""",
    _FLAGS,
)
# "60 tablets", but not how many to take: "1 tablet every 6 hours", "take 2 capsules"
_COUNTED = re.compile(
    rf"""(?<! \btake\s ) (?<! \bapply\s ) (?<! [-–/.,\w] ) (?P<number> {_NUMBER} ) {_GAP}
        (?: ct | count | tab (?:let)? s? | cap (?:sule)? s? | pills? | patch (?:es)? | pads? | films? | vials?
          | suppositor (?:y|ies) | packets? | kits? | tubes? | bottles? | syringes? ) \b
        (?! [\s,(]{{0,3}}
            (?: by \s mouth | p\.?o\b | oral | daily | per \s | a \s day | / \s? day | every | each | twice | once | one
              | two | three | weekly | nightly | at \s | as \s needed | prn | hs\b | q\.?\s?\d | q[a-z]{{1,2}}\b
              | [btq]\.?i\.?d | \d{{1,2}} \s (?: x | times | hours ) ) )""",
    _FLAGS,
)
# "120grams", "106.32gm", "500ml"
_MEASURE = re.compile(
    rf"""(?<! [\#\w.%/] ) (?P<amount> {_NUMBER} ) {_GAP}
         (?: (?P<g> g | gms? | grams? ) | (?P<ml> ml | milliliters? | cc ) ) \b""",
    _FLAGS,
)
_TOPICAL = re.compile(
    r"""% | \b (?: cream | gel | ointment | lotion | topical (?:ly)? | patch (?:es)? | pads? | transdermal
                 | roll-?on | balm | base | foam ) \b""",
    _FLAGS,
)
# What tells a mixture of several ingredients from a list of several tablets
_MIXTURE = re.compile(r"% | \b (?: cream | gel | ointment | lotion | topical | base | transdermal ) \b", _FLAGS)
# ... and what only the list has
_TABLET = re.compile(r"\d \s{0,3} (?: mg | mcg | tab (?:let)? s? | cap (?:sule)? s? ) \b | \b patch (?:es)? \b", _FLAGS)
_COMPOUND = re.compile(r"\b compound (?: ed | ing | s )? \b", _FLAGS)
_INJECTED = re.compile(r"\b inject (?: ion | ions | ed | able ) \b", _FLAGS)
_LEVEL = frozenset({"level", "levels"})
# Words between two ingredients of one tablet: "and", "with"
_BESIDE = 1


def read_drugs(words: Words) -> tuple[Drug, ...]:
    """Return the drugs that a title names, each once, in printed order; spans count in the title."""
    text = words.text
    # "Vitamin D level" asks for a test.
    named = (
        term for term in drug_terms().find(words.lower) if _LEVEL.isdisjoint(words.lower[term.last : term.last + 1])
    )
    found = _without_partners(list(named))
    if not found:
        return ()
    is_compound = (
        any(term.value.form == "compound" for term in found)
        or _COMPOUND.search(text) is not None
        or _is_mixture(found, words)
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
        topical = is_topical if len(found) == 1 else _TOPICAL.search(behind) is not None
        drug_class = _class(drugs()[name], term.value, compound=is_compound, topical=topical, injected=is_injected)
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


def _is_mixture(found: list[Found[DrugTerm]], words: Words) -> bool:
    """Tell a cream of several ingredients from a list of several drugs, which are dosed or counted one by one."""
    if len({term.value.name for term in found}) == 1 or not _MIXTURE.search(words.text):
        return False
    stops = [*(words.start(term.first) for term in found[1:]), len(words.text)]
    behind = [words.text[words.end(term.last - 1) : stop] for term, stop in zip(found, stops, strict=True)]
    return not any(_TABLET.search(text) for text in behind) and not any(_MARKED.search(text) for text in behind[:-1])


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
    amount = re.sub(r"\s", "", match["amount"] or match["bare"])
    unit = re.sub(r"\s", "", match["unit"] or "").lower()
    return f"{amount} {unit}" if unit not in ("", "%") else f"{amount}{unit}"


def _grams(text: str) -> str | None:
    """Return the dose of a drug that is counted, and weighed in grams: "1g #60"."""
    match = _MEASURE.search(text)
    return f"{match['amount']} g" if match and match["g"] else None


def _strengths(text: str) -> list[str]:
    return [f"{match['amount']}%" for match in _DOSE.finditer(text) if match["unit"] == "%"]


def _quantity(text: str) -> tuple[float | None, str | None]:
    """Return how much is asked for, and its unit, which is None for a count."""
    count = _MARKED.search(text) or _COUNTED.search(text)
    number = _number(count["number"]) if count else None
    measures = list(_MEASURE.finditer(text))
    # One tube or bottle is less telling than what is in it.
    if measures and (number is None or number == 1):
        # Of several measures the last is the whole: "10mg/1ml suspension 500ml".
        return _number(measures[-1]["amount"]), measures[-1].lastgroup
    return number, None


def _number(printed: str) -> float:
    """Return a number as printed: "1,000" and "106.32"."""
    return float(re.sub(r",(?=\d{3})", "", printed).replace(",", "."))
