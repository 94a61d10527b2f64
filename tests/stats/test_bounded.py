"""Bounds of balanced means of bounded answers: exact where theory knows them, and covering what they promise."""

import itertools
import os
import random
from functools import lru_cache

import numpy as np
import pytest
from scipy.special import betaincinv

from smd_workshop.library.stats import bounded
from smd_workshop.library.stats.bounded import Sample, balanced, bounds, draws


def test_bounds_of_yes_and_no_are_quantiles_of_a_beta_distribution():
    """Gaffke's weights of 1 for each answer and ½ for the end give Beta(k + ½, n − k) for 0 and 1."""
    for n in (1, 2, 3, 5, 7, 18, 50, 200, 1000, 100_000):
        for yes in sorted({0, 1, n // 3, n // 2, n - 1, n}):
            found = bounds({1: yes, 0: n - yes}, 0, 1)
            high = betaincinv(yes + 0.5, n - yes, 0.975) if yes < n else 1
            low = betaincinv(yes, n - yes + 0.5, 0.025) if yes else 0
            assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9), (n, yes)


def test_bounds_agree_with_weights_drawn_by_chance():
    answers = {8: 3, 9: 2, 5: 1}
    found = bounds(answers, 1, 9)
    gammas = np.random.RandomState(7).standard_gamma([3, 2, 1, 0.5], (400_000, 4))
    for end, at, level in ((9, found.high, 97.5), (1, found.low, 2.5)):
        drawn = gammas @ np.array([8, 9, 5, end]) / gammas.sum(axis=1)
        assert np.percentile(drawn, level) == pytest.approx(at, abs=0.01)


def test_nobody_has_no_bounds_and_one_person_has_wide_ones():
    assert bounds({}, 1, 9) is None
    assert bounds({7: 0}, 1, 9) is None
    one = bounds({7: 1}, 1, 9)
    assert one.mean == 7
    assert one.low < 2
    assert one.high == pytest.approx(9, abs=0.2)


def test_agreement_of_all_has_a_width_too():
    """Twelve nines, a five, a seven and three nines: the old interval of such rounds had no width."""
    rows = [(1.0, bounds(counts, 1, 9)) for counts in ({9: 12}, {5: 1}, {7: 1}, {9: 3})]
    low, high = balanced(rows, 1, 9)
    assert low < 7.5 < high < 9


def test_equal_answers_cost_as_one_and_a_larger_sector_is_surer():
    small, large = bounds({6: 3, 8: 3}, 1, 9), bounds({6: 3000, 8: 3000}, 1, 9)
    assert small.mean == large.mean == 7
    assert small.high - small.low > 10 * (large.high - large.low)


def test_mirrored_answers_have_mirrored_bounds():
    rng = random.Random(5)
    for _ in range(20):
        counts = {rng.randint(1, 9): rng.randint(1, 6) for _ in range(4)}
        found = bounds(counts, 1, 9)
        mirror = bounds({10 - value: many for value, many in counts.items()}, 1, 9)
        assert (mirror.low, mirror.high) == pytest.approx((10 - found.high, 10 - found.low))


def test_a_sector_that_weighs_nothing_more_than_agreed():
    a, b = bounds({9: 5}, 1, 9), bounds({1: 5}, 1, 9)
    heavy = balanced([(3.0, a), (1.0, b)], 1, 9)
    assert heavy[0] < 7 < heavy[1]  # the mean of weights 3 and 1
    assert balanced([(6.0, a), (2.0, b)], 1, 9) == pytest.approx(heavy)
    assert balanced([], 1, 9) is None


def test_draws_are_the_same_for_the_same_seed_and_lie_on_the_scale():
    samples = [
        Sample(np.array([[60.0, 40.0]]), np.array([2])),
        Sample(np.array([[30.0, 70.0]]), np.array([1]), weight=2.0),
    ]
    first, again = (draws(samples, 0, 100, "2022", 5000) for _ in range(2))
    assert (first == again).all()
    assert (first >= 0).all() and (first <= 100).all()
    assert first.std(axis=0).min() > 1
    # Each sector's mean with half a person at 50 beside its people: (58 + 2·36.7)/3.
    assert first[:, 0].mean() == pytest.approx(43.8, abs=1)


def test_what_nobody_answered_is_drawn_for_nobody():
    sample = Sample(np.array([[50.0, np.nan], [np.nan, np.nan]]), np.array([1, 4]))
    drawn = draws([sample], 0, 100, "1", 50)
    assert not np.isnan(drawn[:, 0]).any()
    assert np.isnan(drawn[:, 1]).all()


# -- What 95 % means. Eight truths and five rooms; the rule of the open format asks for 92 % in each.

SIZES = [(12, 1, 1, 3), (12, 3, 2, 3), (5, 5, 5, 5), (40, 10, 5, 2), (7, 9, 9, 7, 6)]


def _normal(mean, sd):
    weights = np.exp(-(((np.arange(1, 10) - mean) / sd) ** 2) / 2)
    return weights / weights.sum()


def _points(**chances):
    weights = np.zeros(9)
    for value, chance in chances.items():
        weights[int(value[1:]) - 1] = chance
    return weights


TRUTHS = {
    "normal": lambda sizes: [_normal(6, 1.8)] * len(sizes),
    "sectors apart": lambda sizes: [_normal(3 + 4 * (i % 2), 1.5) for i in range(len(sizes))],
    "split between 1 and 9": lambda sizes: [_points(v1=0.5, v9=0.5)] * len(sizes),
    "ceiling": lambda sizes: [_points(v7=0.1, v8=0.3, v9=0.6)] * len(sizes),
    "one in ten says 1": lambda sizes: [_points(v1=0.1, v8=0.5, v9=0.4)] * len(sizes),
    "nearly all nines": lambda sizes: [_points(v5=0.05, v9=0.95)] * len(sizes),
    "small sectors wide": lambda sizes: [_normal(6, 3 if n < 5 else 1) for n in sizes],
    "small sectors narrow": lambda sizes: [_normal(6, 0.7 if n < 5 else 2.5) for n in sizes],
}


@lru_cache(maxsize=200_000)
def _bounds(answers):
    return bounded.bounds({v: answers.count(v) for v in set(answers)}, 1, 9)


def coverage(truth, sizes, rooms, seed=1):
    """How often the interval of a room of these sizes holds the mean of the means of its sectors."""
    rng = np.random.RandomState(seed)
    chances = TRUTHS[truth](sizes)
    values = np.arange(1, 10)
    right = np.mean([values @ chance for chance in chances])
    held = 0
    for _ in range(rooms):
        rows = [
            (1.0, _bounds(tuple(sorted(rng.choice(values, n, p=chance).tolist()))))
            for n, chance in zip(sizes, chances, strict=True)
        ]
        low, high = balanced(rows, 1, 9)
        held += low <= right <= high
    return held / rooms


def test_the_interval_holds_the_truth_in_a_small_room():
    assert coverage("normal", (5, 5, 5, 5), 60) >= 0.9


@pytest.mark.slow
@pytest.mark.skipif(
    "SMD_TEST_DEEP" not in os.environ, reason="forty rooms times 400: make test-deep"
)
@pytest.mark.parametrize(("truth", "sizes"), list(itertools.product(TRUTHS, SIZES)))
def test_the_interval_holds_the_truth_as_often_as_is_promised(truth, sizes):
    """At least 92 % where 95 % is printed; with 400 rooms one in a thousand true 95 % falls below 0.91."""
    assert coverage(truth, sizes, 400) >= 0.915
