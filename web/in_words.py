"""Dates and decisions as their readers write them."""

from datetime import date

from corpus.determination import Decision

_DECISIONS: dict[Decision | None, str] = {"overturned": "Overturned", "upheld": "Upheld", None: "No decision found"}
# Months with names no longer than this are written out.
_SHORT = len("April")


def day_in_words(day: date | None) -> str:
    """Return a date as in "Aug. 3, 2018" and "April 3, 2018"."""
    if day is None:
        return "date not stated"
    name = day.strftime("%B")
    month = name if len(name) <= _SHORT else "Sept." if name == "September" else f"{name[:3]}."
    return f"{month} {day.day}, {day.year}"


def decision_in_words(decision: Decision | None) -> str:
    """Return a decision, or that none was found."""
    return _DECISIONS[decision]


def path_in_words(path: str) -> str:
    """Return a value in a tree with its steps set apart."""
    return path.replace(" > ", " › ")
