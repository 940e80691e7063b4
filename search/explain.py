"""Show a clause as a tree: what will run."""

from collections.abc import Iterator

from index.query import (
    AllOf,
    AnyOf,
    AtLeast,
    BestOf,
    Clause,
    Everything,
    Exactly,
    Missing,
    Near,
    Not,
    Phrase,
    Prefer,
    Prefix,
    Range,
    Term,
)


def explain(clause: Clause) -> str:
    """Return a clause as an indented tree, a line a value; words are shown as the stems that are looked up."""
    return "\n".join(_lines(clause, 0))


def _lines(clause: Clause, depth: int) -> Iterator[str]:
    indent = "  " * depth
    match clause:
        case AllOf(parts):
            yield f"{indent}all of"
            for part in parts:
                yield from _lines(part, depth + 1)
        case AnyOf(parts):
            yield f"{indent}any of"
            for part in parts:
                yield from _lines(part, depth + 1)
        case AtLeast(least, parts):
            yield f"{indent}at least {least} of"
            for part in parts:
                yield from _lines(part, depth + 1)
        case Prefer(part, bonuses):
            yield from _lines(part, depth)
            yield f"{indent}rather with"
            for bonus in bonuses:
                yield from _lines(bonus, depth + 1)
        case BestOf(parts):
            yield f"{indent}best of  " + "  |  ".join(_leaf(part) for part in parts)
        case Not(part):
            yield f"{indent}not"
            yield from _lines(part, depth + 1)
        case _:
            yield indent + _leaf(clause)


def _leaf(clause: Clause) -> str:
    match clause:
        case Term(field, stem, weight):
            return f"{field}:{stem}{_times(weight)}"
        case Phrase(field, stems, weight):
            return f'{field}:"{" ".join(stems)}"{_times(weight)}'
        case Near(field, stems, within, weight):
            return f'{field}:"{" ".join(stems)}"~{within}{_times(weight)}'
        case Prefix(field, start, weight):
            return f"{field}:{start}*{_times(weight)}"
        case Exactly(field, value):
            return f"{field} is {value!r}"
        case Missing(field):
            return f"{field} is not stated"
        case Range(field, low, high):
            return f"{field} from {'*' if low is None else low} to {'*' if high is None else high}"
        case Everything():
            return "everything"
        case _:
            return " ".join(line.strip() for line in _lines(clause, 0))


def _times(weight: float) -> str:
    return "" if weight == 1.0 else f"^{weight:g}"
