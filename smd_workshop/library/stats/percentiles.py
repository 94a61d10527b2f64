"""Percentiles of counted values, exact."""

from collections.abc import Mapping
from fractions import Fraction


def percentile(counts: Mapping[int, int], at: Fraction) -> Fraction | None:
    """Linear percentile (Hyndman & Fan 1996, type 7; numpy's default) of values with counts; None without values.

    `at` lies between 0 and 1.
    """
    total = sum(counts.values())
    if not total:
        return None
    place = at * (total - 1)
    below = place.numerator // place.denominator
    low, high = _nth(counts, below), _nth(counts, min(below + 1, total - 1))
    return low + (place - below) * (high - low)


def median(counts: Mapping[int, int]) -> Fraction | None:
    """Return the median of values with counts; None without values."""
    return percentile(counts, Fraction(1, 2))


def _nth(counts: Mapping[int, int], place: int) -> int:
    """Return the value at a place, from 0, of the sorted list."""
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if place < passed:
            return value
    raise IndexError(place)
