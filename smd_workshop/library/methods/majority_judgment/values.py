"""Majority grade and majority value of one option, on how much weight each grade has; nobody is replicated.

Balinski & Laraki 2010, *Majority Judgment*, chapter 1: the majority value is the sequence of lower medians that are
left when one after the other is taken out. Sorted, these are the middle grade (of an odd number), then the nearest
below and above it in turns, from the middle to the ends. So the value is read from two walks outwards.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cmp_to_key
from itertools import groupby
from typing import Any

#: How much each grade weighs, from the worst, in whole numbers.
Weights = Sequence[int]
#: So many entries of a majority value are written one by one.
LONGEST = 10_000
#: A whole number beyond this is not written: no reader holds it.
LARGEST = 10**300

Run = tuple[int, int]  # a grade, and how often in a row
Both = tuple[
    int, int, int
]  # a grade below the middle, one above, and how often these two come in turns


def majority_grade(weights: Weights) -> int | None:
    """Return the lower median: the highest grade that more than half of the weight gives or exceeds; None without weight.

    With an even number of equal voters it is the lower of the two in the middle.
    """
    half = (sum(weights) + 1) // 2
    passed = 0
    for grade, weight in enumerate(weights):
        passed += weight
        if weight and passed >= half:
            return grade
    return None


def ordered(options: Mapping[str, Weights]) -> list[list[str]]:
    """Return the options in tied groups, the best first; those without any grade are tied last.

    Options that different numbers graded are compared by shares: as if the voters of each had been replicated until
    all have as many. Replication leaves the order of majority values as it is, for each step is only taken longer.
    """
    graded = [code for code in options if any(options[code])]
    walks = {code: list(_from_the_middle(options[code])) for code in graded}
    totals = {code: sum(options[code]) for code in graded}

    def worse(one: str, other: str) -> int:
        return _compare(walks[other], totals[other], walks[one], totals[one])

    found: list[list[str]] = []
    for code in sorted(graded, key=cmp_to_key(worse)):
        if found and not worse(found[-1][0], code):
            found[-1].append(code)
        else:
            found.append([code])
    ungraded = sorted(code for code in options if not any(options[code]))
    return [*(sorted(tied) for tied in found), *([ungraded] if ungraded else [])]


def value_runs(weights: Weights) -> list[Any] | None:
    """Return the majority value run-length encoded, as [grade, how many]; None where a number is too large to write.

    Where that would be more than LONGEST entries, grades that come in turns are one entry: [[lower, upper], how often].
    """
    if sum(weights) > LARGEST:
        return None
    middle, steps = _discrete(weights)
    many = 1 + sum(1 if low == high else 2 * times for low, high, times in steps)
    if many <= LONGEST:
        return [[grade, times] for grade, times in _joined(_runs(middle, steps))]
    first = [] if middle is None else [[middle, 1]]
    return [*first, *([low, 2 * n] if low == high else [[low, high], n] for low, high, n in steps)]


def value_in_full(weights: Weights) -> list[int] | None:
    """Return the majority value grade by grade; None where it has more than LONGEST of them."""
    if sum(weights) > LONGEST:
        return None
    return [grade for grade, times in _runs(*_discrete(weights)) for _ in range(times)]


def _discrete(weights: Weights) -> tuple[int | None, list[Both]]:
    """Return the grade in the middle of an odd number, and what lies below and above it in turns."""
    rest, middle = list(weights), None
    if sum(rest) % 2:
        middle = majority_grade(rest)
        if middle is not None:
            rest[middle] -= 1
    # Of an even number both halves are whole, so twice them are even.
    return middle, [(low, high, times // 2) for low, high, times in _from_the_middle(rest)]


def _runs(middle: int | None, steps: Iterable[Both]) -> Iterator[Run]:
    if middle is not None:
        yield middle, 1
    for low, high, times in steps:
        if low == high:
            yield low, 2 * times
        else:
            for _ in range(times):
                yield low, 1
                yield high, 1


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    for grade, same in groupby(runs, key=lambda run: run[0]):
        yield grade, sum(times for _, times in same)


def _from_the_middle(weights: Weights) -> Iterator[Both]:
    """Walk from the middle of the weight to its ends: the grades below and above, and how far they stay, in halves.

    A length of 1 is half a unit of weight, so that the middle of an odd number is no fraction.
    """
    half = sum(weights)  # of twice the weight
    below, above, passed = list[Both](), list[Both](), 0
    for grade, weight in enumerate(weights):
        low = max(0, min(2 * weight, half - passed))
        below.append((grade, grade, low))
        above.append((grade, grade, 2 * weight - low))
        passed += 2 * weight
    for (low_grade, _), (high_grade, _), times in _paired(below[::-1], above):
        yield low_grade, high_grade, times


def _paired(
    first: Iterable[Both], second: Iterable[Both]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], int]]:
    """Go along two walks of one length side by side: what stands in each, and for how long both stay as they are."""
    others = iter(second)
    high, left = (0, 0), 0
    for low_1, high_1, times in first:
        rest = times
        while rest:
            while not left:
                low_2, high_2, left = next(others)
                high = (low_2, high_2)
            step = min(rest, left)
            yield (low_1, high_1), high, step
            rest, left = rest - step, left - step


def _compare(one: Sequence[Both], own: int, other: Sequence[Both], others: int) -> int:
    """Return 1, 0 or -1: the first place from the middle where two walks differ decides, there the lower grade first.

    Each is stretched by the weight of the other, so that both are as long.
    """
    mine = [(low, high, times * others) for low, high, times in one]
    theirs = [(low, high, times * own) for low, high, times in other]
    for first, second, _ in _paired(mine, theirs):
        if first != second:
            return 1 if first > second else -1
    return 0
