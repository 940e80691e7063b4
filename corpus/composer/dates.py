"""The days of a case, and the forms in which letters print them."""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from corpus.composer.letter import Layout
    from corpus.composer.phrases import Draw

MONTHS: Final = "January February March April May June July August September October November December".split()
# Letters a year, in thousands; 2025 and 2026 are taken to be like 2024. 2013 has more than its share, for its layouts.
LETTERS_BY_YEAR: Final = {
    2013: 52.0,
    2014: 143.8,
    2015: 165.5,
    2016: 176.0,
    2017: 172.1,
    2018: 184.7,
    2019: 164.0,
    2020: 136.7,
    2021: 133.5,
    2022: 127.2,
    2023: 130.8,
    2024: 141.6,
    2025: 141.6,
    2026: 141.6,
}
# The first decision of 2013, and the days on which a layout gave way to the next, within a month either way.
FIRST_DAY: Final = dt.date(2013, 3, 15).toordinal()
BECAME_B: Final = dt.date(2013, 7, 20).toordinal()
BECAME_C: Final = dt.date(2013, 11, 10).toordinal()
BECAME_D: Final = dt.date(2014, 3, 1).toordinal()
LAST_YEAR_OF_D: Final = 2014
# Days from receipt of the records to the decision: at least, and at most how many more.
DURATIONS: Final = {2013: (25, 30), 2014: (60, 120)}
CHRONIC_DAYS: Final = 240
LASTING_DAYS: Final = 120
_ACUTE: Final = frozenset({"acute", "early"})
_LASTING: Final = frozenset({"acute", "lasting"})
_CHRONIC: Final = frozenset({"chronic", "lasting"})
_YEARS: Final = tuple(LETTERS_BY_YEAR)
_YEAR_ENDS: Final = tuple(accumulate(LETTERS_BY_YEAR.values()))


class Dates(msgspec.Struct, frozen=True, gc=False):
    """The days of a case, in the order in which they come."""

    injury: dt.date
    visit: dt.date
    authorization: dt.date
    ur_denial: dt.date
    received: dt.date
    assigned: dt.date
    decision: dt.date

    @property
    def tags(self) -> frozenset[str]:
        """How long after the injury the dispute comes: "acute" or "chronic", and "lasting" from four months on."""
        days = (self.ur_denial - self.injury).days
        return _ACUTE if days < LASTING_DAYS else _LASTING if days < CHRONIC_DAYS else _CHRONIC


@cache
def printed(day: dt.date, style: int) -> str:
    """A date in one of the letters' five forms: 03-15-2004, 3-15-04, March 15, 2004, 3/15/2004, 03/15/2004."""
    match style:
        case 0:
            return f"{day.month:02}-{day.day:02}-{day.year}"
        case 1:
            return f"{day.month}-{day.day}-{day.year % 100:02}"
        case 2:
            return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
        case 3:
            return f"{day.month}/{day.day}/{day.year}"
        case _:
            return f"{day.month:02}/{day.day:02}/{day.year}"


def draw_layout(decision: dt.date, draw: Draw) -> Layout:
    """The layout of a letter of that day; near a change of layouts either is drawn."""
    if decision.year > LAST_YEAR_OF_D:
        return "E"
    day = decision.toordinal() + int(60 * draw()) - 30
    return "A" if day < BECAME_B else "B" if day < BECAME_C else "C" if day < BECAME_D else "D"


def draw_dates(low: int, high: int, draw: Draw) -> Dates:
    """Days for a dispute that comes `low` to `high` days after the injury."""
    year = _YEARS[bisect(_YEAR_ENDS, draw() * _YEAR_ENDS[-1])]
    if year == _YEARS[0]:
        first, last = FIRST_DAY, dt.date(year, 12, 31).toordinal()
        decision = first + int(draw() ** 0.6 * (last - first))  # the first year began slowly
    else:
        length = 300 if year == _YEARS[-1] else 362  # the last year is not complete
        decision = dt.date(year, 1, 2).toordinal() + int(draw() * length)
    least, more = DURATIONS.get(year, (14, 30))
    assigned = decision - least - int(draw() * more)
    received = assigned - int(draw() * 12)
    ur_denial = received - 1 - int(draw() * 29)
    authorization = ur_denial - 2 - int(draw() * 6)
    visit = authorization - int(draw() * 9)
    # Squared, so that fresh injuries are commoner than old ones.
    injury = ur_denial - low - int(draw() ** 2 * (high - low))
    of = dt.date.fromordinal
    return Dates(
        of(min(injury, visit - 8)),
        of(visit),
        of(authorization),
        of(ur_denial),
        of(received),
        of(assigned),
        of(decision),
    )
