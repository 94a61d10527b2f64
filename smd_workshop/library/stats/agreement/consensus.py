"""How far answers on an ordinal scale lie together: the consensus of Tastle and Wierman."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

#: What adding floats may leave beyond an end of a share.
_ROUNDING: Final = 1e-9


def within_0_and_1(share: float) -> float:
    """Return a share without what rounding left beyond its ends; ArithmeticError for one that is none.

    A coefficient of concordance above 1 has been printed elsewhere: here it stops.
    """
    if not -_ROUNDING <= share <= 1 + _ROUNDING:
        raise ArithmeticError(f"{share} is not between 0 and 1")
    return min(1.0, max(0.0, share))


def tastle_wierman(shares: Mapping[int, Fraction | int], lowest: int, highest: int) -> float | None:
    """Return how far answers on an ordinal scale lie together: 0 half at each end, 1 all on one step. None of nothing.

    1 + Σ p log₂(1 − |x − μ| / d), with p the share of step x, μ the mean and d the length of the scale (Tastle & Wierman
    2007, International Journal of Approximate Reasoning 45(3)). Shares are parts of any whole; of a scale of one step
    nothing can lie apart. The steps are taken as equally far from each other.
    """
    given = {step: Fraction(share) for step, share in shares.items() if share}
    whole = sum(given.values(), Fraction(0))
    if not whole:
        return None
    mean = sum((step * share for step, share in given.items()), Fraction(0)) / whole
    # Exact before the logarithm: of a lone voice among a million 1 − |x − μ| / d would be 0 as a float.
    near = {step: 1 - abs(step - mean) / max(1, highest - lowest) for step in given}
    lost = math.fsum(
        float(share / whole) * (math.log2(near[step].numerator) - math.log2(near[step].denominator))
        for step, share in given.items()
    )
    return within_0_and_1(1 + lost)
