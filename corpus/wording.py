r"""Fixed wording written as it is printed, and how it is found: to the letter, or damaged.

The notation: a blank is any white space, as lines wrap and pages break anywhere; a capital must be one, any other
letter may be; what is in parentheses may be absent, "(s)" also be printed so; `[its|their]` is either; "…" are a few
words that vary; "¶" at the end of a wording tells that it ends a line.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice

from rapidfuzz.distance import Levenshtein

# Two characters of the shortest heading, which has twelve, may be wrong; prose is less like any.
_HEADING_LIKENESS = 0.8
# A label has prose behind it, so more of it must be right: two characters of eighteen, the length of the shortest.
_LABEL_LIKENESS = 0.85
# How much longer than the whole wording a damaged one may be, in characters.
_SLACK = 8
# How far below the words that vary their colon may stand, in characters.
_VARYING = 150

_ELEMENT = re.compile(
    r"(?P<plural>\(s\))|\((?P<optional>[^)]*)\)|\[(?P<either>[^]]*)\]|(?P<any_case>[a-z]+)|(?P<blank> )|(?P<as_is>.)"
)
_MARKS = {"…": r"[^:]{0,60}?", "¶": r"(?=[ \t]*(?:[\n\f]|\Z))", "'": "['’]", ",": ",?", ":": r"[ \t]*:"}
_WORD = re.compile(r"\S+")
_LONG_WORD = re.compile(r"\w{4,}")


def compile_wordings(wordings: Iterable[str], *, may_be_fused: bool = False) -> re.Pattern[str]:
    """Return a pattern that finds any of the wordings, the n-th in its n-th group, without its first letter.

    Unless it `may_be_fused` with the word before it, a wording begins a word. The first letter stands outside the group
    because Python's matcher then skips from one such letter to the next.
    """
    branches = []
    for wording in wordings:
        first = wording[0]
        guard = "" if may_be_fused else rf"(?<!\w{first})"
        if wording.endswith("¶"):
            guard += rf"(?<!\S[ ]{first})"
        branches.append(f"{first}{guard}({_expression(wording[1:])})")
    return re.compile("|".join(branches))


def _expression(wording: str) -> str:
    expression = ""
    for element in _ELEMENT.finditer(wording):
        text = element[element.lastgroup or 0]
        match element.lastgroup:
            case "plural":
                expression += r"(?i:s?(?:\s?\(s\))?)"
            case "optional":
                expression += f"(?:{_expression(text)})?"
            case "either":
                expression += f"(?:{'|'.join(map(_expression, text.split('|')))})"
            case "any_case":
                expression += f"(?i:{text})"
            case "blank":
                expression += r"\s+"
            case _:
                expression += _MARKS.get(text) or re.escape(text)
    return expression


@cache
def spellings(wording: str) -> tuple[str, ...]:
    """Return the texts a wording stands for, whole and bare of what may be absent: capitals, up to what varies."""
    fixed = re.sub(r"\[([^]|]*)[^]]*\]", r"\1", wording.partition("…")[0].upper())
    full, bare = re.sub(r"[()]", "", fixed), re.sub(r"\([^)]*\)", "", fixed)
    return tuple(dict.fromkeys(" ".join(text.strip(":¶ ").split()) for text in (full, bare)))


def heading_likeness(line: str, wording: str) -> float:
    """Return how like a heading of that wording a line is: 1 for equal, 0 with more than a few wrong characters."""
    return _likeness(line.strip(" .:"), wording, _HEADING_LIKENESS) if _is_capitalized(line) else 0.0


def _is_capitalized(line: str) -> bool:
    """Tell headings, which have capitals throughout or one a word, from prose; one word in three may be damaged."""
    words = _LONG_WORD.findall(line)
    low = sum(word[0].islower() and 2 * sum(map(str.isupper, word)) < len(word) for word in words)
    return low <= len(words) // 3 and len(words) > 0


def end_of_like_label(body: str, start: int, wording: str) -> int | None:
    """Return where the label ends that begins at `start` and is of that wording but for a few characters, else None."""
    longest = spellings(wording)[0]
    printed = body[start : start + len(longest) + _SLACK]
    # Of most lines this is all that is looked at.
    if printed[:1].upper() != longest[0] and printed[1:2].upper() != longest[1]:
        return None
    if wording.endswith(":") and "…" not in wording:
        colon = printed.find(":")
        return start + colon + 1 if colon > 0 and _likeness(printed[:colon], wording, _LABEL_LIKENESS) else None
    words = list(islice(_WORD.finditer(printed), longest.count(" ") + 1))
    # Blanks may be what was lost.
    ends = [words[count - 1].end() for count in range(len(words), len(words) - 3, -1) if count > 0]
    likeness, end = max(((_likeness(printed[:end], wording, _LABEL_LIKENESS), end) for end in ends), default=(0.0, 0))
    if not likeness or not wording.endswith(":"):
        return start + end if likeness else None
    colon = body.find(":", start + end, start + end + _VARYING)
    return colon + 1 if colon > 0 else None


def _likeness(printed: str, wording: str, floor: float) -> float:
    """Return the share of characters that are right, as the best of the wording's spellings has it; 0 below `floor`."""
    capitals = " ".join(printed.upper().replace("(S)", "S").split())
    return max(
        Levenshtein.normalized_similarity(capitals, spelling, score_cutoff=floor) for spelling in spellings(wording)
    )
