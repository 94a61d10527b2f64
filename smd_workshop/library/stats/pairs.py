"""How two series of numbers go together: two correlations, a slope, and how sure each is with few pairs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from smd_workshop.library.stats.agreement.rank_correlation import spearman

#: Numbers that belong together: across, up.
Pairs = Sequence[tuple[Fraction, Fraction]]
#: Fisher's interval divides by the root of n − 3, the slope's by n − 2.
FEWEST_FOR_INTERVAL, FEWEST_FOR_SLOPE = 4, 3


@dataclass(frozen=True, slots=True)
class Products:
    """Sums of squares and products around the means, exactly."""

    n: int
    across: Fraction
    up: Fraction
    both: Fraction

    @property
    def constant(self) -> bool:
        """Whether one of both never changes, so that nothing can go with it."""
        return not self.across or not self.up

    @property
    def line(self) -> bool:
        """Whether all pairs stand on one line, exactly."""
        return not self.constant and self.both * self.both == self.across * self.up


@dataclass(frozen=True, slots=True)
class Slope:
    """How much `up` changes with 1 of `across`, and between which values that lies; None where nothing is left to tell."""

    value: float
    low: float | None
    high: float | None


def products(pairs: Pairs) -> Products:
    """Return the sums that correlation and slope are made of."""
    n = len(pairs)
    if not n:
        return Products(0, Fraction(0), Fraction(0), Fraction(0))
    mean_across = sum((a for a, _ in pairs), Fraction(0)) / n
    mean_up = sum((b for _, b in pairs), Fraction(0)) / n
    apart = [(a - mean_across, b - mean_up) for a, b in pairs]
    return Products(
        n,
        sum((a * a for a, _ in apart), Fraction(0)),
        sum((b * b for _, b in apart), Fraction(0)),
        sum((a * b for a, b in apart), Fraction(0)),
    )


def pearson(of: Products) -> float | None:
    """Return Pearson's correlation (1895), from −1 to 1, exact up to the root; None where one of both is constant."""
    if of.constant:
        return None
    return math.copysign(math.sqrt(of.both * of.both / (of.across * of.up)), of.both)


def pearson_interval(of: Products, confidence: float = 0.95) -> tuple[float, float] | None:
    """Return the interval of Pearson's correlation by Fisher's z; None with fewer than 4 pairs or on an exact line.

    Fisher 1921: atanh(r) is nearly normal with a deviation of 1/√(n − 3).
    """
    r = pearson(of)
    if r is None or of.line or of.n < FEWEST_FOR_INTERVAL or abs(r) >= 1:
        return None
    half = NormalDist().inv_cdf((1 + confidence) / 2) / math.sqrt(of.n - 3)
    middle = math.atanh(r)
    return math.tanh(middle - half), math.tanh(middle + half)


def rank_correlation(pairs: Pairs) -> float | None:
    """Return Spearman's rank correlation (1904), ties sharing their mean rank; None where one of both is constant."""
    first, second = (
        {value: at for at, value in enumerate(sorted({pair[side] for pair in pairs}))}
        for side in (0, 1)
    )
    table: dict[tuple[int, int], int] = {}
    for a, b in pairs:
        place = first[a], second[b]
        table[place] = table.get(place, 0) + 1
    return spearman(table)


def slope(of: Products, confidence: float = 0.95) -> Slope | None:
    """Return the slope of `up` on `across` by least squares, with its interval by Student's t on n − 2 degrees.

    None with fewer than 3 pairs or where `across` is constant; on an exact line there is a slope and no interval.
    """
    if of.n < FEWEST_FOR_SLOPE or not of.across:
        return None
    found = of.both / of.across
    left = of.up - found * of.both
    if not left:
        return Slope(float(found), None, None)
    from scipy.special import stdtrit  # noqa: PLC0415 - scipy is slow to import: only who compares pays

    error = math.sqrt(left / (of.n - 2) / of.across)
    half = float(stdtrit(of.n - 2, (1 + confidence) / 2)) * error
    return Slope(float(found), float(found) - half, float(found) + half)
