"""How far two orders of the same options agree; an order is a list of tied groups, the best first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

Order = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class TauB:
    """Kendall's tau-b before its root is drawn, so that it can be held to a limit exactly.

    `alike` is how many pairs both orders put the same way, less those they put the other way; `untied` the product of
    how many pairs each order does not tie.
    """

    alike: int
    untied: int

    @property
    def value(self) -> float:
        """The coefficient, from -1 to 1."""
        return math.copysign(math.sqrt(Fraction(self.alike**2, self.untied)), self.alike)

    def at_least(self, limit: Fraction) -> bool:
        """Whether the coefficient reaches a limit from 0 to 1."""
        return self.alike >= 0 and Fraction(self.alike**2, self.untied) >= limit**2


def tau_b(first: Order, second: Order) -> TauB | None:
    """Return Kendall's tau-b of two orders of the same options; None where one of them ties everything.

    Kendall 1945, Biometrika 33(3): (concordant − discordant) / √(pairs untied in one × pairs untied in the other).
    """
    one, other = _places(first), _places(second)
    alike = untied_one = untied_other = 0
    for a, b in combinations(one, 2):
        in_one, in_other = _sign(one[a] - one[b]), _sign(other[a] - other[b])
        alike += in_one * in_other
        untied_one += in_one != 0
        untied_other += in_other != 0
    return TauB(alike, untied_one * untied_other) if untied_one and untied_other else None


def top_overlap(first: Order, second: Order, top: int) -> Fraction | None:
    """Return which share of the first `top` places two orders give to the same options; None without options.

    Options that tie for the last of these places share it. Where there are fewer options, all places are theirs.
    """
    one, other = _shares_of_top(first, top), _shares_of_top(second, top)
    whole = sum(one.values(), Fraction(0))
    both = sum((min(part, other.get(code, Fraction(0))) for code, part in one.items()), Fraction(0))
    return both / whole if whole else None


def _places(order: Order) -> dict[str, int]:
    return {code: place for place, tied in enumerate(order) for code in tied}


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)


def _shares_of_top(order: Order, top: int) -> dict[str, Fraction]:
    shares: dict[str, Fraction] = {}
    left = top
    for tied in order:
        if left <= 0:
            break
        shares |= dict.fromkeys(tied, min(Fraction(left, len(tied)), Fraction(1)))
        left -= len(tied)
    return shares
