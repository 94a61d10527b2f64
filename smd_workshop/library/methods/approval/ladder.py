"""The published ladder that decides between tied sets.

Each step adds up a number over the options of a set, so what tied sets have in common cancels and sets that differ in
one option are decided by that option: (1) sectors in which more than half approve, (2) the smallest sector support,
(3) common ground, (4) pooled support, (5) a draw that anyone can repeat from the seed.
"""

import hashlib
from collections.abc import Sequence
from fractions import Fraction

from smd_workshop.library.methods.approval.electorate import Support

HALF = Fraction(1, 2)


def decide(
    sets: Sequence[tuple[str, ...]], support: Support, seed: int
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
    return min(left, key=lambda chosen: _drawn(chosen, seed)), "draw"


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


def _drawn(chosen: tuple[str, ...], seed: int) -> str:
    """SHA-256 of the seed and the sorted codes, in hexadecimal: the smallest is drawn."""
    return hashlib.sha256(f"{seed}:{','.join(sorted(chosen))}".encode()).hexdigest()
