"""The published ladder that decides between tied sets.

Each step adds up a number over the options of a set, so what tied sets have in common cancels and sets that differ in
one option are decided by that option: (1) sectors in which more than half approve, (2) the smallest sector support,
(3) common ground, (4) pooled support, (5) a draw that anyone can repeat. The first two look at each sector by itself,
so no weight of a sector enters any step.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from fractions import Fraction

from smd_workshop.library.methods.approval.count.electorate import Support

HALF = Fraction(1, 2)

#: Gives every set of codes its lot: the smallest is drawn.
Lot = Callable[[tuple[str, ...]], str]


def decide(
    sets: Sequence[tuple[str, ...]], support: Support, lot: Lot
) -> tuple[tuple[str, ...], str | None]:
    """Return the set the ladder chooses and the step that decided; None if there was nothing to decide."""
    left = list(sets)
    if len(left) == 1:
        return left[0], None
    for step, worth in _criteria(support).items():
        values = {chosen: sum((worth[option] for option in chosen), Fraction(0)) for chosen in left}
        best = max(values.values())
        left = [chosen for chosen in left if values[chosen] == best]
        if len(left) == 1:
            return left[0], step
    return min(left, key=lot), "draw"


def _criteria(support: Support) -> dict[str, dict[str, Fraction]]:
    return {
        "sectors_in_majority": {
            option: Fraction(sum(share > HALF for share in shares))
            for option, shares in support.shares.items()
        },
        "smallest_sector_support": {
            option: min(shares, default=Fraction(0)) for option, shares in support.shares.items()
        },
        "common_ground": support.common_ground,
        "pooled_support": support.pooled,
    }


def lots(seed: str) -> Lot:
    """Return the lots of a seed: SHA-256, in hexadecimal, of the canonical JSON of [seed, sorted codes]."""

    def lot(chosen: tuple[str, ...]) -> str:
        text = json.dumps([seed, sorted(chosen)], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    return lot
