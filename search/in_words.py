"""What was asked and found, in words."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from corpus.determination import Citation
from index.fields import BY_NAME
from search.rates import Rate
from search.request import SearchRequest
from search.widening import Correction

_NOT_STATED = "not stated"
_ORDER = {"relevance": "best matches first", "newest": "newest decisions first", "oldest": "oldest decisions first"}


def counted(count: int, what: str) -> str:
    """Return a count of things: "1 issue", "1,203 issues"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def rate_in_words(rate: Rate) -> str:
    """Return a share with its interval, or the bare counts where there is none."""
    if not rate.of:
        return "none of them states a decision"
    told = f"{rate.n:,} of {rate.of:,} decided were overturned"
    if rate.rate is None or rate.low is None or rate.high is None:
        return told
    return f"{told} ({rate.rate:.1%}, 95% interval {rate.low:.1%} to {rate.high:.1%})"


def corrections_in_words(corrections: Iterable[Correction]) -> Iterator[str]:
    """Yield what was searched besides or instead of each word or name that was typed."""
    for (typed, kind), used in groupby(corrections, key=lambda one: (one.typed, one.kind)):
        what = "also searched for" if kind == "synonym" else "taken for"
        yield f"{typed}: {what} {', '.join(one.used for one in used)}"


def filters_in_words(filters: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield what each field was narrowed to: "Year: 2016 or 2017"."""
    chosen: dict[str, list[str]] = {}
    for name, value in filters:
        chosen.setdefault(BY_NAME[name.lower()].label, []).append(value or _NOT_STATED)
    yield from (f"{label}: {' or '.join(values)}" for label, values in chosen.items())


def order_in_words(request: SearchRequest) -> str:
    """Return in which order hits were asked for."""
    return _ORDER[request.sort]


def citations_in_words(citations: Iterable[Citation], joint: str) -> list[str]:
    """Return guidelines as their source, topic and edition with a joint between them, each once."""
    paths = (joint.join(filter(None, (one.source, one.topic, one.edition))) for one in citations)
    return list(dict.fromkeys(paths))
