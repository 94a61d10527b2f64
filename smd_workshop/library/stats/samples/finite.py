"""Shares of a finite population, of which some were asked: exact sets of counts, standard errors, sizes of samples."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Final

import numpy as np

from smd_workshop.library.stats.samples.proportions import Z_95

#: Each tail of the 95 % set.
TAIL: Final = Fraction(1, 40)
_TAIL: Final = float(TAIL)
# Chances this near to the limit are compared as whole numbers: 1 of 40 is exactly 0.025.
_NEAR: Final = 1e-12
_AT_ONCE: Final = 2048


def exact_set(successes: int, size: int, population: int) -> tuple[int, int]:
    """Return the lowest and the highest count M in the population that 95 % does not reject.

    All M with P(X ≥ k | M) > 0.025 and P(X ≤ k | M) > 0.025, X hypergeometric: k `successes` among `size` people asked
    of a `population` (Wang 2015, Journal of the American Statistical Association 110:1107, inverts the same tests; the
    R package samplingbook prints the first rejected counts instead). With everybody asked it is the count itself.
    Raises ValueError unless 0 ≤ successes ≤ size ≤ population.
    """
    if not 0 <= successes <= size <= population:
        raise ValueError(f"{successes} of {size} of {population} is not possible")
    failures = size - successes
    low = _first(
        successes, population - failures, lambda m: _at_least(successes, m, size, population)
    )
    # What "at most k of M" is for successes, "at least size − k of population − M" is for failures.
    rest = _first(
        failures, population - successes, lambda m: _at_least(failures, m, size, population)
    )
    return low, population - rest


def _first(lowest: int, highest: int, accepted: Callable[[int], bool]) -> int:
    """Return the first of a range that is accepted, if all after it are."""
    while lowest < highest:
        middle = (lowest + highest) // 2
        if accepted(middle):
            highest = middle
        else:
            lowest = middle + 1
    return lowest


def _at_least(successes: int, marked: int, size: int, population: int) -> bool:
    """Whether P(X ≥ successes) > 0.025 with `marked` of the population."""
    # The median of a hypergeometric count is its mean rounded down or up: up to there the chance is half or more.
    if successes <= size * marked // population:
        return True
    chance = _upper_tail(successes, marked, size, population)
    if abs(chance - _TAIL) > _NEAR:
        return chance > _TAIL
    ways = sum(
        math.comb(marked, x) * math.comb(population - marked, size - x)
        for x in range(successes, min(size, marked) + 1)
    )
    return ways > TAIL * math.comb(population, size)


def _upper_tail(successes: int, marked: int, size: int, population: int) -> float:
    """P(X ≥ successes) for successes above the mean, where each chance is less than the one before."""
    last = min(size, marked)
    chance = _chance(successes, marked, size, population)
    total, at = chance, successes
    while at < last and chance > total * 1e-17:
        x = np.arange(at, min(last, at + _AT_ONCE), dtype=np.float64)
        steps = (marked - x) * (size - x) / ((x + 1) * (population - marked - size + x + 1))
        chances = chance * np.cumprod(steps)
        total += float(chances.sum())
        chance, at = float(chances[-1]), at + len(x)
    return total


def _chance(x: int, marked: int, size: int, population: int) -> float:
    """P(X = x) from three binomial chances, which keep their digits for large numbers (Loader 2000)."""
    p = size / population
    logarithm = (
        _log_binomial(x, marked, p)
        + _log_binomial(size - x, population - marked, p)
        - _log_binomial(size, population, p)
    )
    return math.exp(logarithm)


def _log_binomial(x: int, size: int, p: float) -> float:
    """Return ln P(X = x), X binomial; Loader 2000, Fast and Accurate Computation of Binomial Probabilities."""
    if p >= 1:
        return 0.0 if x == size else -math.inf
    if x == 0:
        return size * math.log1p(-p)
    if x == size:
        return size * math.log(p)
    return (
        _stirling(size)
        - _stirling(x)
        - _stirling(size - x)
        - _deviance(x, size * p)
        - _deviance(size - x, size * (1 - p))
        + 0.5 * math.log(size / (2 * math.pi * x * (size - x)))
    )


def _stirling(n: int) -> float:
    """Return ln n! less Stirling's approximation of it."""
    if n < 16:
        return math.lgamma(n + 1) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2 * math.pi)
    square = n * n
    return (
        1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square
    ) / n


def _deviance(x: int, mean: float) -> float:
    """Return x ln(x/mean) + mean − x, without losing digits where both are near."""
    apart = (x - mean) / (x + mean)
    if abs(apart) >= 0.1:
        return x * math.log(x / mean) + mean - x
    total, term, at = (x - mean) * apart, 2 * x * apart, 1
    while True:
        term *= apart * apart
        added = total + term / (2 * at + 1)
        if added == total:
            return total
        total, at = added, at + 1


def standard_error(successes: int, size: int, population: int) -> float | None:
    """Return √(p(1 − p)/(n − 1) · (N − n)/N) of a share; None for fewer than two people asked."""
    if size < 2:
        return None
    share = successes / size
    return math.sqrt(share * (1 - share) / (size - 1) * (population - size) / population)


def krejcie_morgan(population: int) -> float:
    """Return the sample for a share within 5 points at 95 %, not rounded (Krejcie & Morgan 1970; χ² 3.841, P ½)."""
    spread = 3.841 * 0.25
    return spread * population / (0.05**2 * (population - 1) + spread)


def cochran(population: int, margin: float = 0.05) -> int:
    """Return the sample for a share within the margin at 95 %, with finite correction (Cochran 1977, eq. 4.2)."""
    many = Z_95**2 * 0.25 / margin**2
    return math.ceil(many / (1 + (many - 1) / population))
