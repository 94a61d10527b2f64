"""Quantiles of answers in which every sector weighs as agreed, however many of it answered; exact."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import TypeVar

Value = TypeVar("Value", int, Fraction)


def balanced_quantile(
    sectors: Iterable[tuple[Fraction, Mapping[Value, int]]], at: Fraction
) -> Fraction | None:
    """Return the quantile `at` (0 < at < 1) of sectors given as (weight, value → how many); None without values.

    Each answer of a sector weighs the sector's weight over its number of answers. It is the first value whose
    cumulative weight exceeds `at` of the whole; where the cumulative weight equals it exactly, the midpoint of that
    value and the next (Hyndman & Fan 1996, type 2, with weights). Doubling everybody in one sector changes nothing.
    """
    each = [
        (Fraction(weight) / people, counts)
        for weight, counts in sectors
        if (people := sum(counts.values()))
    ]
    # In whole parts of the finest weight: long lists of numbers are added much quicker than as fractions.
    parts = lcm(*(weight.denominator for weight, _ in each))
    weights: dict[Value, int] = {}
    for weight, counts in each:
        of_one = weight.numerator * (parts // weight.denominator)
        for value, many in counts.items():
            weights[value] = weights.get(value, 0) + of_one * many
    values = sorted(value for value, weight in weights.items() if weight)
    limit = at * sum(weights.values())
    passed = 0
    for place, value in enumerate(values):
        passed += weights[value]
        if passed > limit:
            return Fraction(value)
        if passed == limit:
            return (Fraction(value) + values[place + 1]) / 2
    return None
