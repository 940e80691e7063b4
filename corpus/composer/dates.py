"""The days of a case, and the forms in which letters print them."""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from corpus.composer.phrases import Draw

MONTHS: Final = "January February March April May June July August September October November December".split()
# Letters a year, in thousands; 2025 and 2026 are taken to be like 2024.
LETTERS_BY_YEAR: Final = {
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
CHRONIC_DAYS: Final = 240
LASTING_DAYS: Final = 120
_YEARS: Final = tuple(LETTERS_BY_YEAR)
_YEAR_ENDS: Final = tuple(accumulate(LETTERS_BY_YEAR.values()))


@dataclass(frozen=True, slots=True)
class Dates:
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
        return frozenset(
            {"acute" if days < CHRONIC_DAYS else "chronic", "lasting" if days >= LASTING_DAYS else "early"}
        )


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


def draw_dates(low: int, high: int, draw: Draw) -> Dates:
    """Days for a dispute that comes `low` to `high` days after the injury."""
    year = _YEARS[bisect(_YEAR_ENDS, draw() * _YEAR_ENDS[-1])]
    first = dt.date(year, 1, 2).toordinal()
    length = 300 if year == _YEARS[-1] else 362  # the last year is not complete
    decision = first + int(draw() * length)
    # In 2014 determinations took half a year, later about a month.
    assigned = decision - (60 + int(draw() * 120) if year == _YEARS[0] else 14 + int(draw() * 30))
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
