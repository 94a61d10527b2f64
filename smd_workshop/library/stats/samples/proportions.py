"""Intervals for shares."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

HALF: Final = 0.5
Z_95: Final = 1.959963984540054  # the 97.5 % point of the normal distribution


def wilson(successes: int, size: int) -> tuple[float, float] | None:
    """95 % interval of a share (Wilson 1927); None without people.

    Wilson, not Wald: with 8 answers Wald gives intervals below 0 (Brown, Cai & DasGupta 2001).
    """
    if not size:
        return None
    share = successes / size
    centre = share + Z_95**2 / (2 * size)
    half = Z_95 * math.sqrt(share * (1 - share) / size + Z_95**2 / (4 * size**2))
    scale = 1 + Z_95**2 / size
    # The ends are exact where everybody or nobody agreed; floats miss them by a hair.
    low = 0.0 if successes == 0 else (centre - half) / scale
    high = 1.0 if successes == size else (centre + half) / scale
    return low, high


def is_firm(ends: tuple[float, float], *needed: Fraction | float) -> bool:
    """Whether the interval of a share lies wholly on one side of each share by which is decided; of one half if none is given.

    A share in favour of 68 % is above one half and says nothing where 2/3 are needed and these lie in the interval.
    """
    low, high = ends
    return all(low > each or high < each for each in needed or (HALF,))


def clopper_pearson(successes: int, size: int) -> tuple[float, float]:
    """95 % interval of a share that holds it at least as often as it says (Clopper & Pearson 1934)."""
    from scipy.special import betaincinv  # noqa: PLC0415 - only who shows a result pays

    low = betaincinv(successes, size - successes + 1, 0.025) if successes else 0.0
    high = betaincinv(successes + 1, size - successes, 0.975) if successes < size else 1.0
    return float(low), float(high)


def balanced(
    sectors: Sequence[tuple[int, int]], weights: Sequence[float] = ()
) -> tuple[float, float] | None:
    """95 % interval of the mean of shares, each given as (successes, size); None without people.

    Who did not answer is left out, like in the mean; `weights` are 1 each unless given. The arms are Clopper and
    Pearson's: with Wilson's, sectors of three make it hold the truth in 91 % of cases, with these in 95 to 97 %
    (the tests count all outcomes).
    """
    rows = [
        (weight, yes / size, *clopper_pearson(yes, size))
        for (yes, size), weight in zip(sectors, weights or [1.0] * len(sectors), strict=True)
        if size and weight
    ]
    return put_together(rows) if rows else None


def put_together(rows: Sequence[tuple[float, float, float, float]]) -> tuple[float, float]:
    """Interval of a weighted mean from rows of (weight, share, low, high), by squaring and adding their arms.

    Zou & Donner 2008, Statistics in Medicine 27:1693, equation 3.
    """
    whole = math.fsum(weight for weight, *_ in rows)
    mean = math.fsum(weight * share for weight, share, *_ in rows) / whole
    below = math.hypot(*(weight * (share - low) for weight, share, low, _ in rows)) / whole
    above = math.hypot(*(weight * (high - share) for weight, share, _, high in rows)) / whole
    return max(0.0, mean - below), min(1.0, mean + above)


def difference(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float] | None:
    """95 % interval of a share less another one, each given as (successes, size); None where one has no people.

    Newcombe 1998, Statistics in Medicine 17:873, method 10: Wilson's arms, squared and added.
    """
    (yes, size), (other_yes, other_size) = first, second
    mine, theirs = wilson(yes, size), wilson(other_yes, other_size)
    if mine is None or theirs is None:
        return None
    share, other = yes / size, other_yes / other_size
    low = share - other - math.hypot(share - mine[0], theirs[1] - other)
    high = share - other + math.hypot(mine[1] - share, other - theirs[0])
    return max(-1.0, low), min(1.0, high)
