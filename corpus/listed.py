"""Read the list of what is in dispute that layouts A and B print: titles alone, in layout B with the decisions."""

from dataclasses import dataclass

from corpus import patterns
from corpus.determination import Decision
from corpus.titles import decision_of, number_above, trimmed

# What may follow a dispute's text and still be the end of its question, in characters.
_TRAIL_WINDOW = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """Span of a listed title, and the decision if the list has it."""

    start: int
    end: int
    decision: Decision | None = None


def read_statements(body: str) -> dict[int, Listed]:
    """Read layout B's numbered statements of what was determined, by number; printed twice, each counts once."""
    listed: dict[int, Listed] = {}
    texts: set[str] = set()
    for match in patterns.STATEMENT.finditer(body):
        text = " ".join(match["treatment"].split())
        number, _ = number_above(body, match.start())
        if number or text not in texts:
            listed.setdefault(
                number or len(listed) + 1, Listed(*trimmed(body, *match.span("treatment")), decision_of(match))
            )
        texts.add(text)
    return dict(sorted(listed.items()))


def read_disputes(body: str, start: int, end: int) -> dict[int, Listed]:
    """Read layout A's questions in `body[start:end]`, by number; one without a number is the first."""
    starts: list[tuple[int, int]] = []
    for match in patterns.DISPUTE_NUMBER.finditer(body, start, end):
        if int(match["number"]) == len(starts) + 1:
            starts.append(match.span())
    if not starts:
        return {1: _unwrapped(body, start, end)} if body[start:end].strip() else {}
    ends = [*(number_start for number_start, _ in starts[1:]), end]
    return {
        number: _unwrapped(body, text_start, text_end)
        for number, ((_, text_start), text_end) in enumerate(zip(starts, ends, strict=True), start=1)
    }


def _unwrapped(body: str, start: int, end: int) -> Listed:
    """Return the treatment without the words that make a question of it."""
    end = start + len(body[start:end].rstrip())
    lead = patterns.DISPUTE_LEAD.match(body, start, end)
    trail = patterns.DISPUTE_TRAIL.search(body, max(start, end - _TRAIL_WINDOW), end)
    return Listed(lead.end() if lead else start, trail.start() if trail else end)
