"""Shares of overturned issues, with their uncertainty."""

from dataclasses import dataclass
from math import sqrt

# Two-sided 95 % quantile of the normal distribution.
_Z = 1.959963984540054

# Below this many decided issues a rate would say more than the data does.
ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """`n` of `of` decided issues were overturned; rate and interval are None where `of` is under 20, or withheld."""

    n: int
    of: int
    rate: float | None
    low: float | None
    high: float | None

    def withheld(self) -> "Rate":
        """Return the counts alone, as of issues that were chosen by their decision."""
        return Rate(self.n, self.of, None, None, None)


def overturned_rate(n: int, of: int) -> Rate:
    """Return the rate with its Wilson score interval (Wilson, JASA 22, 1927) at 95 %."""
    if of < ENOUGH:
        return Rate(n, of, None, None, None)
    share = n / of
    center = share + _Z**2 / (2 * of)
    spread = _Z * sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    scale = 1 + _Z**2 / of
    return Rate(n, of, share, max(0.0, (center - spread) / scale), min(1.0, (center + spread) / scale))
