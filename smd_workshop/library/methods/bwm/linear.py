"""The linear best–worst model of one ballot, solved exactly.

Rezaei 2016, Omega 64: minimise ξ under |w_B − a_Bj w_j| ≤ ξ and |w_j − a_jW w_W| ≤ ξ for every j, Σw = 1, w ≥ 0. Scaled
so that ξ = 1, the weights are as large as these bounds let them be: given w_B and w_W, each other weight is the lower
of (w_B + 1)/a_Bj and a_jW·w_W + 1. What is left are two unknowns between straight lines of positive slope, a wedge whose
tip has the largest w_B and the largest w_W at once. So the optimum is unique, and a fraction (docs/adr/0039).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

from smd_workshop.core.messages import N_

#: Every number from 1 to 9 divides it.
_ALL: Final = lcm(*range(1, 10))
NO_LIMIT: Final = N_(
    "limits are known for 3 to 9 options and a best that is 3 to 9 times the worst"
)
ABOVE_BEST: Final = N_("the best is said to equal the worst, and another to differ from both")

#: Input-based consistency up to which a ballot is accepted, in ten-thousandths: by a_BW, for 3 to 9 options.
#: Liang, Brunelli & Rezaei 2020, Omega 96, 102175, table 3.
LIMITS: Final[Mapping[int, tuple[int, ...]]] = {
    3: (1667, 1667, 1667, 1667, 1667, 1667, 1667),
    4: (1121, 1529, 1898, 2206, 2527, 2577, 2683),
    5: (1354, 1994, 2306, 2546, 2716, 2844, 2960),
    6: (1330, 1990, 2643, 3044, 3144, 3221, 3262),
    7: (1294, 2457, 2819, 3029, 3144, 3251, 3403),
    8: (1309, 2521, 2958, 3154, 3408, 3620, 3657),
    9: (1359, 2681, 3062, 3337, 3517, 3620, 3662),
}
_FEWEST: Final = 3

Ballot = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Solution:
    """Weights as whole `parts` of `whole`, in the order of the options, and ξ as parts of it."""

    parts: tuple[int, ...]
    whole: int
    ksi: int


def solve(ballot: Ballot, options: Sequence[str]) -> Solution:
    """Return the optimum of the linear model for a canonical ballot."""
    best, worst = ballot["best"], ballot["worst"]
    to, to_worst = ballot["best_to_others"], ballot["others_to_worst"]
    tip = _tip(_lines(ballot, options))
    if tip is None:
        consistent = tuple(to_worst[code] for code in options)
        return Solution(consistent, sum(consistent), 0)
    least, most, unit = (number * _ALL for number in tip)
    weights = {
        code: min((most + unit) // to[code], to_worst[code] * least + unit) for code in options
    } | {worst: least, best: most}
    parts = [weights[code] for code in options]
    whole = sum(parts)
    common = gcd(whole, unit, *parts)
    return Solution(tuple(part // common for part in parts), whole // common, unit // common)


def _lines(ballot: Ballot, options: Sequence[str]) -> dict[int, int]:
    """Return slope p → c of w_B ≤ p·w_W + c and w_B ≥ p·w_W − c at ξ = 1, of each slope the tightest."""
    best, worst = ballot["best"], ballot["worst"]
    to, to_worst = ballot["best_to_others"], ballot["others_to_worst"]
    lines = {to[worst]: 1}
    for code in options:
        if code not in {best, worst}:
            slope, reach = to[code] * to_worst[code], to[code] + 1
            lines[slope] = min(reach, lines.get(slope, reach))
    return lines


def _tip(lines: Mapping[int, int]) -> tuple[int, int, int] | None:
    """Return w_W, w_B and ξ = 1 as whole parts where the wedge ends; None where it does not: no ballot is inconsistent."""
    if len(lines) == 1:
        return None
    reach, rise = 1, 0  # as a fraction, reach/rise: how far w_W goes before two lines cross
    for flat, above in lines.items():
        for steep, below in lines.items():
            if steep > flat and (above + below) * rise < reach * (steep - flat):
                reach, rise = above + below, steep - flat
    return reach, min(slope * reach + up * rise for slope, up in lines.items()), rise


def inconsistency(ballot: Ballot, options: Sequence[str]) -> Fraction | None:
    """Return CR^I = max |a_Bj·a_jW − a_BW| / (a_BW² − a_BW), from 0; None where best and worst are equal and others not.

    Liang, Brunelli & Rezaei 2020, equation 9.
    """
    to, to_worst = ballot["best_to_others"], ballot["others_to_worst"]
    both = to[ballot["worst"]]
    most = max(abs(to[code] * to_worst[code] - both) for code in options)
    if not most:
        return Fraction(0)
    return Fraction(most, both * both - both) if both > 1 else None


def acceptable(ballot: Ballot, options: Sequence[str]) -> bool | None:
    """Return whether a ballot's inconsistency is within its limit; None where no limit is known."""
    found = inconsistency(ballot, options)
    if found == 0:
        return True
    limits = LIMITS.get(ballot["best_to_others"][ballot["worst"]])
    column = len(options) - _FEWEST
    if found is None or limits is None or not 0 <= column < len(limits):
        return None
    return found <= Fraction(limits[column], 10_000)
