"""How good a ranking is, of ids best first, by graded judgments of ids: 0 is worthless, 1 perfect.

nDCG is that of Järvelin and Kekäläinen with gains of 2^grade - 1, as web search engines use it: one issue that answers
the question outweighs two that are near it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Return the discounted gain of the first `depth`, as a share of the best possible."""
    best = _discounted_gain(sorted(grades.values(), reverse=True)[:depth])
    return _discounted_gain(grades.get(found, 0) for found in ranking[:depth]) / best


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], relevant: int) -> float:
    """Return 1 divided by the rank of the first with a grade of at least `relevant`; 0 if none has it."""
    ranks = (rank for rank, found in enumerate(ranking, 1) if grades.get(found, 0) >= relevant)
    return 1 / next(ranks, math.inf)


def recall(ranking: Sequence[str], grades: Mapping[str, int], relevant: int, depth: int = 50) -> float:
    """Return which share of those with a grade of at least `relevant` is among the first `depth`."""
    wanted = {judged for judged, grade in grades.items() if grade >= relevant}
    return len(wanted.intersection(ranking[:depth])) / len(wanted)


def _discounted_gain(grades: Iterable[int]) -> float:
    return math.fsum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
