"""Quantiles in which a sector weighs as agreed, however many of it answered."""

import random
from fractions import Fraction

from each_case import each_case

from smd_workshop.library.stats.percentiles import median
from smd_workshop.library.stats.quantiles import balanced_quantile

ONE = Fraction(1)


@each_case(
    ("sectors", "at", "right"),
    [
        ([], Fraction(1, 2), None),
        ([(ONE, {})], Fraction(1, 2), None),
        ([(ONE, {7: 1})], Fraction(3, 10), 7),
        # Half of the weight up to 3 exactly: the midpoint to the next value.
        ([(ONE, {3: 10}), (ONE, {8: 1})], Fraction(1, 2), Fraction(11, 2)),
        # A third each: 0.3 lies in the first, 0.7 in the third.
        ([(ONE, {1: 4}), (ONE, {5: 9}), (ONE, {9: 1})], Fraction(3, 10), 1),
        ([(ONE, {1: 4}), (ONE, {5: 9}), (ONE, {9: 1})], Fraction(7, 10), 9),
        # Weights 3 and 1: the heavy sector holds three quarters.
        ([(Fraction(3), {2: 1}), (ONE, {9: 50})], Fraction(7, 10), 2),
        ([(Fraction(3), {2: 1}), (ONE, {9: 50})], Fraction(3, 4), Fraction(11, 2)),
    ],
)
def test_known_quantiles(sectors, at, right):
    assert balanced_quantile(sectors, at) == right


def test_of_one_sector_the_middle_is_the_median():
    rng = random.Random(3)
    for _ in range(50):
        counts = {rng.randint(1, 9): rng.randint(1, 5) for _ in range(5)}
        assert balanced_quantile([(ONE, counts)], Fraction(1, 2)) == median(counts)


def test_doubling_everybody_in_one_sector_changes_nothing():
    rng = random.Random(4)
    for _ in range(100):
        sectors = [
            (
                Fraction(rng.choice([1, 1, 2])),
                {rng.randint(1, 9): rng.randint(1, 4) for _ in range(3)},
            )
            for _ in range(3)
        ]
        doubled = [(w, {v: 7 * n for v, n in counts.items()}) for w, counts in sectors[:1]]
        for at in (Fraction(3, 10), Fraction(1, 2), Fraction(7, 10)):
            assert balanced_quantile(sectors, at) == balanced_quantile(doubled + sectors[1:], at)
