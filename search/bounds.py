"""Numbers and dates as users write them: `60`, `>60`, `50-59`, `[2014 TO 2016]`, `2016-06`, `06/03/2016`."""

import re
from dataclasses import dataclass

from index.fields import Field, Kind
from index.query import Range

_COMPARED = re.compile(r"(?P<sign>>=|<=|>|<|=)?\s*(?P<value>.+)")
_RANGED = re.compile(r"(?P<open>[\[{])\s*(?P<low>\S+)\s+TO\s+(?P<high>\S+?)\s*(?P<close>[\]}])", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")
_BAND = re.compile(r"(?P<low>\d{1,9})-(?P<high>\d{1,9})")
_ISO_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_US_DAY = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")


@dataclass(frozen=True, slots=True)
class _Span:
    low: int
    high: int


def parse_range(field: Field, text: str) -> Range | None:
    """Return the range that `text` means for a number or date field, or None if it means none."""
    ranged = _RANGED.fullmatch(text)
    if ranged:
        return _between(field, ranged)
    compared = _COMPARED.fullmatch(text)
    span = _span(field, compared["value"]) if compared else None
    if compared is None or span is None:
        return None
    match compared["sign"]:
        case ">":
            return Range(field.name, span.high + 1, None)
        case ">=":
            return Range(field.name, span.low, None)
        case "<":
            return Range(field.name, None, span.low - 1)
        case "<=":
            return Range(field.name, None, span.high)
        case _:
            return Range(field.name, span.low, span.high)


def _between(field: Field, ranged: re.Match[str]) -> Range | None:
    low, high = (_end(field, ranged[side]) for side in ("low", "high"))
    if (low is None and ranged["low"] != "*") or (high is None and ranged["high"] != "*"):
        return None
    if low and high and low.low > high.high:
        low, high = high, low
    from_value = None if low is None else low.low if ranged["open"] == "[" else low.high + 1
    to_value = None if high is None else high.high if ranged["close"] == "]" else high.low - 1
    return Range(field.name, from_value, to_value)


def _end(field: Field, text: str) -> _Span | None:
    return None if text == "*" else _span(field, text)


def _span(field: Field, text: str) -> _Span | None:
    """Return the first and last stored value that `text` stands for: a month has 31 days here, whatever its name."""
    if field.kind is Kind.NUMBER:
        band = _BAND.fullmatch(text)
        if band:
            return _Span(*sorted((int(band["low"]), int(band["high"]))))
        return _Span(int(text), int(text)) if _NUMBER.fullmatch(text) else None
    written = _ISO_DAY.fullmatch(text) or _US_DAY.fullmatch(text)
    if written is None:
        return None
    year = int(written["year"]) * 10_000
    if written["month"] is None:
        return _Span(year + 101, year + 1231)
    month = year + int(written["month"]) * 100
    if written["day"] is None:
        return _Span(month + 1, month + 31)
    return _Span(month + int(written["day"]), month + int(written["day"]))
