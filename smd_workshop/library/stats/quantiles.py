"""Quantiles of answers in which every sector weighs as agreed, however many of it answered; exact."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
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
    weights: dict[Value, Fraction] = {}
    for weight, counts in sectors:
        people = sum(counts.values())
        for value, many in counts.items():
            weights[value] = weights.get(value, Fraction(0)) + weight * many / people
    values = sorted(value for value, weight in weights.items() if weight)
    limit = at * sum(weights.values(), Fraction(0))
    passed = Fraction(0)
    for place, value in enumerate(values):
        passed += weights[value]
        if passed > limit:
            return Fraction(value)
        if passed == limit:
            return (Fraction(value) + values[place + 1]) / 2
    return None
