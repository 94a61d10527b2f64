"""Proportional approval voting, exact: the second opinion (Thiele 1895; Lackner & Skowron 2023, §2.2)."""

from fractions import Fraction
from itertools import combinations, islice
from math import comb

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.methods.approval.electorate import (
    MOST_SETS,
    Electorate,
    TooMany,
    combined,
)

# Every set is compared, so the bound is sets × different ballots: C(20, 8) with 300 of them fits.
MOST_WORK = 40_000_000
_CHUNK = 4096
_NEAR = 1e-9  # floats only discard; what comes this near to the best is compared exactly


def pav(electorate: Electorate) -> tuple[list[tuple[int, ...]], Fraction]:
    """All sets of the highest score Σ (1 + 1/2 + … + 1/approved members), and that score; TooMany if too many.

    The score counts replicated voters.
    """
    approved, k = electorate.approved, electorate.k
    if len(approved) <= k:
        ways = combined(approved, electorate.unapproved, k)
        best = [
            (*approved, *more)
            for more in islice(combinations(electorate.unapproved, k - len(approved)), ways)
        ]
        return best, score(electorate, approved)
    work = comb(len(approved), k) * max(1, len(electorate.groups))
    if work > MOST_WORK:
        raise TooMany(f"{comb(len(approved), k)} sets are too many to compare one by one")
    near = _nearly_best(electorate, approved)
    exact = {chosen: score(electorate, chosen) for chosen in near}
    highest = max(exact.values())
    return [chosen for chosen, value in exact.items() if value == highest], highest


def score(electorate: Electorate, chosen: tuple[int, ...]) -> Fraction:
    """Return the exact score of one set."""
    mask = sum(1 << place for place in chosen)
    members: dict[int, int] = {}
    for group in electorate.groups:
        satisfied = (group.approves & mask).bit_count()
        members[satisfied] = members.get(satisfied, 0) + group.weight
    return sum(
        (
            weight * sum((Fraction(1, n) for n in range(1, satisfied + 1)), Fraction(0))
            for satisfied, weight in members.items()
        ),
        Fraction(0),
    )


def _nearly_best(electorate: Electorate, approved: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every set whose score in floats comes within a hair of the best."""
    total = max(1, electorate.size)
    weights = np.array([float(Fraction(group.weight, total)) for group in electorate.groups])
    approves = np.array(
        [[group.approves >> place & 1 for group in electorate.groups] for place in approved],
        dtype=np.int8,
    )
    worth = np.concatenate(([0.0], np.cumsum(1.0 / np.arange(1, electorate.k + 1))))
    near: list[tuple[float, tuple[int, ...]]] = []
    highest = 0.0
    sets = combinations(range(len(approved)), electorate.k)
    while chunk := list(islice(sets, _CHUNK)):
        scores = _scores(np.array(chunk), approves, worth, weights)
        highest = max(highest, float(scores.max()))
        keep = np.flatnonzero(scores >= highest * (1 - _NEAR))
        near = [item for item in near if item[0] >= highest * (1 - _NEAR)]
        near += [(float(scores[n]), tuple(approved[place] for place in chunk[n])) for n in keep]
    if len(near) > MOST_SETS:
        raise TooMany(f"more than {MOST_SETS} sets are tied")
    return [chosen for _, chosen in near]


def _scores(
    chunk: NDArray[np.int_],
    approves: NDArray[np.int8],
    worth: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """One score per row of option places."""
    satisfied = approves[chunk[:, 0]]
    for column in range(1, chunk.shape[1]):
        satisfied = satisfied + approves[chunk[:, column]]
    scores: NDArray[np.float64] = worth[satisfied] @ weights
    return scores
