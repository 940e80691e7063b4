import pytest

from search.rates import overturned_rate


def test_a_rate_is_withheld_below_twenty() -> None:
    rate = overturned_rate(3, 19)
    assert (rate.n, rate.of, rate.rate, rate.low, rate.high) == (3, 19, None, None, None)


# Intervals from Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(n: int, of: int, low: float, high: float) -> None:
    rate = overturned_rate(n, of)
    assert rate.rate == n / of
    assert (rate.low, rate.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
