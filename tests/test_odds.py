import math
from random import Random

import pytest

from search.odds import Stratum, least_sure, log_odds


def test_equal_rates_have_no_odds() -> None:
    odds = log_odds([Stratum(50, 100, 10, 20), Stratum(10, 40, 1, 4)], 200)
    assert odds.log_ratio == pytest.approx(0)
    assert odds.z == pytest.approx(0)


def test_much_data_gives_the_ratio_of_mantel_and_haenszel() -> None:
    # Two tables with an odds ratio of 3 each: 300:100 to 100:100, 60:20 to 100:100
    odds = log_odds([Stratum(40_000, 20_000, 30_000, 10_000), Stratum(80_000, 200_000, 60_000, 100_000)], 340_000)
    assert odds.log_ratio == pytest.approx(math.log(3), abs=2e-3)


def test_the_sides_turned_around_turn_the_odds_around() -> None:
    one, other = log_odds([Stratum(30, 50, 9, 2)], 80), log_odds([Stratum(50, 30, 2, 9)], 80)
    assert (one.log_ratio, one.z) == (pytest.approx(-other.log_ratio), pytest.approx(-other.z))


def test_what_only_strata_differ_in_is_no_difference() -> None:
    # In both strata sides are alike; together, three quarters of the one side have it and a quarter of the other.
    odds = log_odds([Stratum(80, 20, 80, 20), Stratum(20, 80, 0, 0)], 200)
    assert abs(odds.z) < 1e-6
    crude = log_odds([Stratum(100, 100, 80, 20)], 200)
    assert crude.z > 5


def test_strata_of_one_side_tell_nothing() -> None:
    alone = log_odds([Stratum(30, 0, 30, 0), Stratum(0, 30, 0, 0)], 60)
    assert (alone.log_ratio, alone.z) == (0.0, 0.0)


def test_the_prior_draws_what_is_rare_towards_none() -> None:
    rare, frequent = log_odds([Stratum(100, 100, 2, 0)], 200), log_odds([Stratum(100, 100, 20, 0)], 200)
    assert 0 < rare.log_ratio < frequent.log_ratio
    assert rare.z < 2 < frequent.z


def test_by_chance_alone_z_is_that_of_a_normal_distribution() -> None:
    chance = Random(1)
    zs = []
    for _ in range(2_000):
        strata = [
            Stratum(n, m, *(sum(chance.random() < rate for _ in range(of)) for of in (n, m)))
            for n, m, rate in ((60, 40, 0.3), (20, 80, 0.6))
        ]
        zs.append(log_odds(strata, 200).z)
    # It is no more often large than one of 2,000 normal numbers is: 100 are to be expected beyond 1.96.
    assert sum(abs(z) > 1.96 for z in zs) < 125
    assert least_sure(zs, 0.01) == math.inf


@pytest.mark.parametrize(
    ("zs", "least"),
    [
        ([], math.inf),
        ([1.0], math.inf),
        ([2.0], 2.0),
        ([-2.0, 0.1], math.inf),
        ([-3.0, 0.1], 3.0),
        ([3.0, 2.0, -2.1], 2.0),
    ],
)
def test_false_findings_are_a_small_share(zs: list[float], least: float) -> None:
    assert least_sure(zs, 0.05) == least
