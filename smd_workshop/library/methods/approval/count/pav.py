"""Proportional approval voting: the second opinion (Thiele 1895; Lackner & Skowron 2023, §2.2 and §2.3)."""

from fractions import Fraction
from itertools import chain, combinations, islice
from math import comb, lcm

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.methods.approval.count.electorate import (
    MOST_SETS,
    Electorate,
    TooMany,
    combined,
)

#: So many sets are compared one by one, if sets × different ballots is no more than the second: C(20, 8) with 300.
#: Whoever closes a round waits for it, and so does every vote of the installation.
MOST_COMPARED, MOST_WORK = 200_000, 40_000_000
#: Groups of equal voters that are read at most while the sets of the step-by-step rule are followed.
MOST_READ = 2_000_000
_CHUNK = 4096
_NEAR = 1e-9  # floats only discard; what comes this near to the best is compared exactly


class TooManyToCompare(TooMany):
    """More sets than are compared; they can still be made step by step."""


def pav(electorate: Electorate) -> tuple[list[tuple[int, ...]], Fraction]:
    """All sets of the highest score Σ (1 + 1/2 + … + 1/approved members), and that score.

    The score counts replicated voters. Raises TooManyToCompare where comparing would take too long.
    """
    approved, k = electorate.approved, electorate.k
    if len(approved) <= k:
        ways = combined(approved, electorate.unapproved, k)
        best = [
            (*approved, *more)
            for more in islice(combinations(electorate.unapproved, k - len(approved)), ways)
        ]
        return best, score(electorate, approved)
    sets = comb(len(approved), k)
    if sets > MOST_COMPARED or sets * max(1, len(electorate.groups)) > MOST_WORK:
        raise TooManyToCompare(f"{sets} sets are too many to compare one by one")
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


def sequential_pav(electorate: Electorate) -> tuple[list[tuple[int, ...]], Fraction]:
    """All sets that are made by adding, again and again, an option that raises the score most; and their highest score.

    Every tie is followed. TooMany where more than MOST_SETS sets come out, or they take too long to follow.
    """
    read = 0
    weights, approves = _arrays(electorate, electorate.approved)
    begun: set[tuple[int, ...]] = {()}
    steps = min(electorate.k, len(electorate.approved))
    for _step in range(steps):
        grown: set[tuple[int, ...]] = set()
        for chosen in begun:
            near = _nearly_best_next(chosen, approves, weights)
            read += len(near) * len(electorate.groups)
            if read > MOST_READ or len(grown) > MOST_SETS:
                raise TooMany(f"more than {MOST_SETS} sets are tied")
            gains = {place: _gain(electorate, chosen, place) for place in near}
            highest = max(gains.values())
            grown |= {
                tuple(sorted((*chosen, place))) for place, gain in gains.items() if gain == highest
            }
        begun = grown
    sets = [tuple(electorate.approved[place] for place in chosen) for chosen in sorted(begun)]
    return sets, max(score(electorate, chosen) for chosen in sets)


def _gain(electorate: Electorate, chosen: tuple[int, ...], place: int) -> int:
    """Return how much one more option raises the score, in parts that are the same for all sets of this size."""
    parts = lcm(*range(1, len(chosen) + 2))
    mask = sum(1 << electorate.approved[each] for each in chosen)
    bit = 1 << electorate.approved[place]
    return sum(
        group.weight * (parts // ((group.approves & mask).bit_count() + 1))
        for group in electorate.groups
        if group.approves & bit
    )


def _nearly_best_next(
    chosen: tuple[int, ...], approves: NDArray[np.int8], weights: NDArray[np.float64]
) -> list[int]:
    """Return the places whose gain in floats comes within a hair of the best."""
    satisfied = approves[list(chosen)].sum(axis=0, dtype=np.int64)
    gains = approves @ (weights / (satisfied + 1))
    gains[list(chosen)] = -1
    return [int(place) for place in np.flatnonzero(gains >= gains.max() * (1 - _NEAR))]


def _arrays(
    electorate: Electorate, approved: tuple[int, ...]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return what each group weighs, as a share of all, and options × groups: 1 where the group approves."""
    total = max(1, electorate.size)
    weights = np.array([float(Fraction(group.weight, total)) for group in electorate.groups])
    approves = np.array(
        [[group.approves >> place & 1 for group in electorate.groups] for place in approved],
        dtype=np.int8,
    )
    return weights, approves


def _nearly_best(electorate: Electorate, approved: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every set whose score in floats comes within a hair of the best; TooMany if more than anyone will read."""
    weights, approves = _arrays(electorate, approved)
    worth = np.concatenate(([0.0], np.cumsum(1.0 / np.arange(1, electorate.k + 1))))
    many = comb(len(approved), electorate.k)
    places = chain.from_iterable(combinations(range(len(approved)), electorate.k))
    sets = np.fromiter(places, np.uint16, many * electorate.k).reshape(many, electorate.k)
    scores = np.concatenate(
        [
            _scores(sets[start : start + _CHUNK], approves, worth, weights)
            for start in range(0, many, _CHUNK)
        ]
    )
    near = np.flatnonzero(scores >= scores.max() * (1 - _NEAR))
    if len(near) > MOST_SETS:
        raise TooMany(f"more than {MOST_SETS} sets are tied")
    return [tuple(approved[place] for place in sets[n]) for n in near]


def _scores(
    chunk: NDArray[np.uint16],
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
