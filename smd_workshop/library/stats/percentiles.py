"""Percentiles of counted values, exact."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

Value = TypeVar("Value", int, Fraction)


def percentile(counts: Mapping[Value, int], at: Fraction) -> Fraction | None:
    """Linear percentile (Hyndman & Fan 1996, type 7; numpy's default) of values with counts; None without values.

    `at` lies between 0 and 1.
    """
    total = sum(counts.values())
    if not total:
        return None
    place = at * (total - 1)
    below = place.numerator // place.denominator
    low, high = _nth(counts, below), _nth(counts, min(below + 1, total - 1))
    return Fraction(low) + (place - below) * (high - low)


def median(counts: Mapping[Value, int]) -> Fraction | None:
    """Return the median of values with counts; None without values."""
    return percentile(counts, Fraction(1, 2))


def _nth(counts: Mapping[Value, int], place: int) -> Value:
    """Return the value at a place, from 0, of the sorted list."""
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if place < passed:
            return value
    raise IndexError(place)
