"""Spearman's rank correlation of two items, from the table of how many gave which two answers."""

import math
from collections.abc import Mapping
from fractions import Fraction

#: (one answer, the other) → how many gave both.
Table = Mapping[tuple[int, int], int]


def spearman(table: Table) -> float | None:
    """Return Spearman's rho, equal answers sharing the mean of their ranks; None where one of both is constant.

    Spearman 1904; with ties it is Pearson's correlation of the ranks (Kendall & Gibbons 1990, §3.8). Exact up to the
    root.
    """
    first, second = (_twice_ranks(table, side) for side in (0, 1))
    n = sum(table.values())
    middle = n + 1  # twice the mean rank
    ab = sum(many * (first[a] - middle) * (second[b] - middle) for (a, b), many in table.items())
    aa = sum(many * (first[a] - middle) ** 2 for (a, _), many in table.items())
    bb = sum(many * (second[b] - middle) ** 2 for (_, b), many in table.items())
    if not aa or not bb:
        return None
    return math.copysign(math.sqrt(Fraction(ab * ab, aa * bb)), ab)


def _twice_ranks(table: Table, side: int) -> dict[int, int]:
    """Return twice the rank of each answer of one side, a whole number also for ties."""
    counts: dict[int, int] = {}
    for pair, many in table.items():
        counts[pair[side]] = counts.get(pair[side], 0) + many
    ranks, below = {}, 0
    for value in sorted(counts):
        ranks[value] = 2 * below + counts[value] + 1
        below += counts[value]
    return ranks
