"""Intervals for shares."""

import math
from typing import Final

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
