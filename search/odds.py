"""How much more often something stands on one side than on the other, over strata."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, log, sqrt
from statistics import NormalDist

# The prior: so many issues of each side, spread over the strata by their sizes, in which a phrase is as frequent on
# both. It draws the odds of what is rare towards one.
_PRIOR = 20.0


@dataclass(frozen=True, slots=True)
class Stratum:
    """Issues that may be compared: how many of the one side and of the other, and how many of those have the phrase."""

    of_one: int
    of_other: int
    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Odds:
    """The log of an odds ratio, above 0 where the one side has more, and how many standard errors that is from 0."""

    log_ratio: float
    z: float


def log_odds(strata: Iterable[Stratum], issues: int) -> Odds:
    """Return the log-odds ratio with an informative Dirichlet prior (Monroe et al., Political Analysis 16, 2008).

    The prior's rates are those of each stratum with both sides together. The strata, of `issues` in all, are put
    together after Mantel and Haenszel (JNCI 22, 1959), the variance is that of Robins, Breslow and Greenland
    (Biometrics 42, 1986). A stratum that has issues of one side alone tells nothing.
    """
    for_one = for_other = both_for_one = mixed = both_for_other = 0.0
    for stratum in strata:
        size = stratum.of_one + stratum.of_other
        if not stratum.of_one or not stratum.of_other:
            continue
        prior = _PRIOR * size / issues
        rate = (stratum.one + stratum.other) / size
        a, c = stratum.one + prior * rate, stratum.other + prior * rate
        b, d = stratum.of_one + prior - a, stratum.of_other + prior - c
        whole = a + b + c + d
        r, s = a * d / whole, b * c / whole
        p, q = (a + d) / whole, (b + c) / whole
        for_one += r
        for_other += s
        both_for_one += p * r
        mixed += p * s + q * r
        both_for_other += q * s
    if not for_one or not for_other:
        return Odds(0.0, 0.0)
    ratio = log(for_one / for_other)
    variance = both_for_one / for_one**2 + mixed / (for_one * for_other) + both_for_other / for_other**2
    return Odds(ratio, ratio / sqrt(variance / 2))


def least_sure(zs: Iterable[float], false_share: float) -> float:
    """Return the z from which on results are no chance, but for `false_share` of them (Benjamini and Hochberg, 1995).

    Where all results are by chance, the probability that any passes is `false_share`. It is infinite if none passes.
    """
    tried = sorted(map(abs, zs), reverse=True)
    passing = (z for rank, z in enumerate(tried, 1) if 2 * NormalDist().cdf(-z) <= false_share * rank / len(tried))
    return min(passing, default=inf)
