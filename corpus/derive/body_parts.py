"""The parts of the body that words name, with their sides and, for the spine, their levels."""

import re

from msgspec.structs import replace

from corpus.determination import BodyPart, Side
from corpus.vocabulary.body_parts import VERTEBRAE, body_parts, part_terms, sides, spine_parts
from corpus.vocabulary.words import Words

# "L4-5", "L4-L5", "L5/S1", "C5 to C7", "L5"
_LEVELS = re.compile(
    r"""\b (?P<spine> [CTLS] ) \s* (?P<from> \d{1,2} )
        (?: \s* (?: [-–/] | \b to \b | \b through \b ) \s* (?P<to_spine> [CTLS] )? \s* (?P<to> \d{1,2} ) )? \b""",
    re.VERBOSE,
)
_ORDER = "CTLS"
# A side holds for all parts of a list, but not beyond its clause.
_CLAUSE_END = re.compile(r"[.;] \s", re.VERBOSE)
# One letter is a side only right before a part: "R knee", "L hand".
_LETTERS = frozenset("rl")


def read_body_parts(words: Words) -> tuple[BodyPart, ...]:
    """Return the parts that a title names, in order, each once.

    A side holds for the parts of a list behind it ("right hip and foot") or for the one before it ("knee, right"). What
    belongs to a part ("rotator cuff") implies it only where no part is named. Spans count in the title.
    """
    # The second vertebra of "C7-T1" names no part.
    seconds = {match.start("to_spine") for match in _LEVELS.finditer(words.text)}
    found = [part for part in part_terms().find(words.lower) if words.start(part.first) not in seconds]
    if named := [part for part in found if not part.value.implied]:
        found = named
    parts: dict[tuple[str, Side | None], BodyPart] = {}
    side: Side | None = None
    behind = 0
    for number, part in enumerate(found):
        before = _side_before(words.lower, behind, part.first)
        if before or (behind and _CLAUSE_END.search(words.between(behind, part.first))):
            side = before
        following = found[number + 1].first if number + 1 < len(found) else None
        after = _side_after(words.lower, part.last, following)
        behind = part.last + 1 if after else part.last
        start, end = words.span(part.first, part.last)
        for name in part.value.parts:
            entry = body_parts()[name]
            # The spine has a side only where it is said of it alone: "left shoulder and lumbar spine".
            own = part.value.side or after or (before if entry.vertebrae else side) if entry.sided else None
            parts.setdefault((name, own), BodyPart(name, own, (), start, end))
    for name in {name for name, own in parts if own}:
        # "Right L4-5 and L5-S1", "after knee replacement, left knee": the side is said once.
        parts.pop((name, None), None)
    if any(body_parts()[name].vertebrae for name, _ in parts):
        # "Spine surgery evaluation for the lumbar": a region says more.
        parts.pop(("spine", None), None)
    values = list(parts.values())
    if len(values) == 1 and values[0].side is None and body_parts()[values[0].part].sided:
        # "Sacroiliac joint injection, left": there is nothing else that the side could be of.
        values[0] = replace(values[0], side=_only_side(words.lower))
    return _with_levels(words.text, values)


def _side_before(words: list[str], first: int, last: int) -> Side | None:
    """Return the last side named among words that stand before a part."""
    for number in range(last - 1, first - 1, -1):
        side = sides().get(" ".join(words[max(0, number - 1) : number + 1])) or sides().get(words[number])
        if side and (words[number] not in _LETTERS or number == last - 1):
            return side
    return None


def _side_after(words: list[str], behind: int, following: int | None) -> Side | None:
    """Return the side right behind a part, unless it is that of the next part."""
    if behind >= len(words) or words[behind] in _LETTERS or following == behind + 1:
        return None
    return sides().get(words[behind])


def _only_side(words: list[str]) -> Side | None:
    """Return the side that a title names, unless it names several."""
    said = {sides()[word] for word in words if word in sides() and word not in _LETTERS}
    return said.pop() if len(said) == 1 else None


def _with_levels(title: str, parts: list[BodyPart]) -> tuple[BodyPart, ...]:
    """Give the parts of the spine their levels."""
    for region, level in vertebral_levels(title):
        for number, part in enumerate(parts):
            if part.part == spine_parts()[region] and level not in part.levels:
                parts[number] = replace(part, levels=(*part.levels, level))
    return tuple(parts)


def vertebral_levels(text: str) -> list[tuple[str, str]]:
    """Return the levels in a text, each with its region's letter: "L4-S1" gives L4-L5 and L5-S1."""
    levels = []
    for match in _LEVELS.finditer(text):
        above = (match["spine"], int(match["from"]))
        below = (match["to_spine"] or match["spine"], int(match["to"])) if match["to"] else above
        names = _between(above, below)
        levels += [(above[0], name) for name in names]
    return levels


def _between(above: tuple[str, int], below: tuple[str, int]) -> list[str]:
    """Return the discs from one vertebra to another, or the vertebra alone."""
    if not all(1 <= number <= VERTEBRAE[letter] for letter, number in (above, below)):
        return []
    if above == below:
        return [f"{above[0]}{above[1]}"]
    names = []
    upper = above
    while upper != below:
        lower = (upper[0], upper[1] + 1)
        if upper[1] == VERTEBRAE[upper[0]]:
            if upper[0] == _ORDER[-1]:
                return []
            lower = (_ORDER[_ORDER.index(upper[0]) + 1], 1)
        names.append(f"{upper[0]}{upper[1]}-{lower[0]}{lower[1]}")
        upper = lower
    return names
