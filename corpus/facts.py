"""The small facts of a letter: header block, reviewer's credentials, patient, date of injury."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from corpus import patterns
from corpus.determination import Patient, Reviewer

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_OLDEST = 110
_THIS_YEAR = date.today().year  # noqa: DTZ011 (a day's difference at the turn of a year does not matter)

_DASH = re.compile("[‐–]")

# How far before a date the words are looked at that make it the date of injury, in characters.
_INJURY_WINDOW = 200


@dataclass(frozen=True, slots=True)
class Header:
    """The header block; a field that the letter lacks is None."""

    case_number: str | None
    priority: str | None
    date_assigned: date | None
    date_of_injury: date | None
    decision_date: date | None
    ur_denial_date: date | None
    application_received: date | None

    def or_else(self, other: "Header") -> "Header":
        """Return this header, with the other's value for each that it lacks."""
        mine, others = asdict(self), asdict(other)
        return Header(**{name: value or others[name] for name, value in mine.items()})


def read_header(block: str) -> Header:
    """Read the header block: the text above the first heading."""
    number = patterns.CASE_NUMBER.search(block)
    priority = patterns.PRIORITY.search(block)
    dates = _header_dates(block)
    if "decision_date" not in dates:
        dated = patterns.DATED.search(block)
        dates["decision_date"] = _date_at(block, dated.end()) if dated else None
    return Header(
        case_number=_DASH.sub("-", number["number"] or number["far"]).upper() if number else None,
        priority=priority["priority"] if priority else None,
        date_assigned=dates.get("date_assigned"),
        date_of_injury=dates.get("date_of_injury"),
        decision_date=dates["decision_date"],
        ur_denial_date=dates.get("ur_denial_date"),
        application_received=dates.get("application_received"),
    )


def _header_dates(block: str) -> dict[str, date | None]:
    """Pair each label with the date right after it, or where some have none but there are as many dates, in order.

    Extraction may give the block line by line or column by column; a date above the first label belongs to neither.
    """
    labels = list(patterns.HEADER_LABEL.finditer(block))
    beside: dict[str, date | None] = {}
    for label in labels:
        gap = patterns.HEADER_GAP.match(block, label.end())
        day = _date_at(block, gap.end() if gap else label.end())
        if day:
            beside[str(label.lastgroup)] = day
    # Where each label has its date beside it, others are of something else, such as a service in dispute.
    if len(beside) < len(labels):
        dates = list(patterns.HEADER_DATE.finditer(block))
        if len(labels) == len(dates) and labels[0].start() < dates[0].start():
            return {
                str(label.lastgroup): _date(int(printed["year"]), int(printed["month"]), int(printed["day"]))
                for label, printed in zip(labels, dates, strict=True)
            }
    return beside


def _date_at(block: str, position: int) -> date | None:
    match = patterns.DATE.match(block, position)
    return _calendar_day(match) if match else None


def read_reviewer(section: str) -> tuple[Reviewer, str]:
    """Read the credentials, and tell the layouts that print them so: lines are E, prose all others; "" without any.

    `section` is the text below "HOW THE IMR FINAL DETERMINATION WAS MADE" or what stands for that heading.
    """
    lines = {
        label: section[match.end() :]
        for label, match in (
            ("states", patterns.LICENSURE.search(section)),
            ("specialties", patterns.SPECIALTY.search(section)),
        )
        if match
    }
    if lines:
        states = patterns.SPECIALTY.split(lines.get("states", ""))[0]
        specialties = patterns.LICENSURE.split(lines.get("specialties", ""))[0]
        return Reviewer(_split(states, patterns.STATE_SEPARATOR), _split(specialties, patterns.LIST_COMMA)), "E"
    prose = patterns.CREDENTIALS_PROSE.search(section)
    if prose is None:
        return Reviewer(), ""
    named = f"{prose['specialty']}, {prose['subspecialty'] or ''}"
    states, specialties = _split(prose["states"], patterns.STATE_SEPARATOR), _split(named, patterns.SPECIALTY_SEPARATOR)
    return Reviewer(states, specialties), "ABCD"


def _split(printed: str, separator: re.Pattern[str]) -> tuple[str, ...]:
    parts = (part.strip(" .") for part in separator.split(" ".join(printed.split())))
    return tuple(part for part in parts if part)


def read_patient(summary: str) -> Patient:
    """Read the patient's age in years and sex from the repaired summary.

    Only a noun tells the sex, never a pronoun. Where several ages stand in a summary, the one that comes with such a
    noun is the patient's; else the first.
    """
    ages = [age for age in patterns.AGE.finditer(summary) if 0 < int(age["age"]) <= _OLDEST]
    stated = next((age for age in ages if _sex(age)), ages[0] if ages else None)
    sex = _sex(stated) if stated else None
    if sex is None:
        noun = patterns.SEX.search(summary)
        sex = _sex(noun) if noun else None
    return Patient(age=int(stated["age"]) if stated else None, sex=sex)


def _sex(match: re.Match[str]) -> Literal["male", "female"] | None:
    groups = match.groupdict()
    if groups.get("male") or groups.get("male_noun"):
        return "male"
    if groups.get("female") or groups.get("female_noun"):
        return "female"
    return None


def read_date_of_injury(summary: str) -> date | None:
    """Read the date of injury from the repaired summary: the first that is called so, else the first told as such."""
    dates = [(match, summary[max(0, match.start() - _INJURY_WINDOW) : match.start()])
             for match in patterns.DATE.finditer(summary)]  # fmt: skip
    for match, lead in dates:
        if patterns.INJURY_DATE_LEAD.search(lead) or patterns.INJURY_TRAIL.match(summary, match.end()):
            return _calendar_day(match)
    for match, lead in dates:
        if patterns.INJURY_LEAD.search(lead):
            return _calendar_day(match)
    return None


def _calendar_day(match: re.Match[str]) -> date | None:
    if match["month_name"]:
        month = _MONTHS.index(match["month_name"][:3].lower()) + 1
        return _date(int(match["named_year"]), month, int(match["named_day"]))
    year = int(match["year"])
    if len(match["year"]) == len("yy"):
        # Nobody's injury lies in the future.
        year += 2000 if 2000 + year <= _THIS_YEAR else 1900
    return _date(year, int(match["month"]), int(match["day"]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        # Printed, but no day of the calendar (13/45/2016): not a date we can give.
        return None
