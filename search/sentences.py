"""Sentences of a text, as far as its stops tell them apart: reviewers abbreviate, number and list, and lines run on."""

import re
from collections.abc import Iterator

# What ends in a stop within a sentence: "Dr. Vale", "e.g. Norco" ...
_ABBREVIATIONS = "Dr Drs Mr Mrs Ms Prof St vs cf approx e.g i.e".split()
# ... or does before a number: "No. 5", "pg. 64", "et al. (2010)"
_BEFORE_NUMBERS = "No Nos Fig Figs fig figs p pp pg pgs Pg Ch Sec Vol al".split()
_NO_ABBREVIATION = "".join(rf"(?<! \b {re.escape(one)} \. )" for one in _ABBREVIATIONS)
_BEHIND_ONE = " | ".join(rf"(?<= \b {one} \. )" for one in _BEFORE_NUMBERS)

# Where a sentence may end. It starts with one of few characters, so that a text is gone through fast, and no quantifier
# gives anything back, so that hostile texts take linear time too.
_BREAK = re.compile(
    rf"""[.?!)\n•▪●◦‣\uf0b7]
         (?: (?P<stop>                             # "at L4-5. The patient"
               (?<= [.?!] ) (?<! [.?!]{{2}} )
               (?<! \b [A-Z] \. )                  # "U.S. Preventive", "J. Smith"
               {_NO_ABBREVIATION} (?! (?: {_BEHIND_ONE} ) \s [\d\#(] )
               [.?!]*+ ["”’')\]]*+ ) \s++ (?= [^\sa-z] )
           | (?P<fused>                            # "5mg.Physician", "2016.In a"
               (?<= [a-z\d)]{{2}} \. ) ) (?= [A-Z] [a-z]? [a-z\s] )
           | (?P<parenthesis>                      # "1) Norco 2) Soma"
               (?<= \d \) ) ) \s
           | (?P<line>                             # an empty one, or one that begins with an item of a list
               (?<= \n ) ) (?: [^\S\n]*+ \n \s*+ | \s*+ (?= (?: [-*] | \(? \d{{1,2}} [.)] ) \s ) )
           | (?P<bullet> (?<! [.?!)\n] ) ) )""",
    re.VERBOSE,
)
# The number of an item in a list: "1. Norco 2. Soma"
_NUMBER = re.compile(r"(?<! \S ) \(? (?P<number> \d{1,2} ) \Z", re.VERBOSE)
_LONGEST_NUMBER = 3


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text's sentences, without the white space between them."""
    start = listed = 0
    for found in _BREAK.finditer(text):
        stop, following = found.start(), found.end()
        end, next_start = stop, following
        if found.lastgroup in ("stop", "parenthesis"):
            number = (
                _NUMBER.search(text, max(start, stop - _LONGEST_NUMBER), stop) if text[stop - 1].isdigit() else None
            )
            if number and _is_item(text, start, number, listed):
                listed = int(number["number"])
                end = next_start = number.start()
            elif found.lastgroup == "parenthesis":
                continue
            else:
                end = found.end("stop")
        elif found.lastgroup == "fused":
            end = following
        elif found.lastgroup == "bullet":
            next_start = stop
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            yield start, end
        start = next_start
    if start < len(text):
        yield start, len(text)


def _is_item(text: str, start: int, number: re.Match[str], listed: int) -> bool:
    """Tell whether a number is that of the sentence from `start` on, or of the item behind the last that was listed."""
    if number.start() == start:
        return True
    if int(number["number"]) == 1:
        return number.start() > 1 and text[number.start() - 2] in ":;,"
    return int(number["number"]) == listed + 1
