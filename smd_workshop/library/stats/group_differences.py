"""Whether two groups of people answer differently: exact tests, the size of the difference, and many tests at once."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

#: So many people are counted exactly.
EXACT_UP_TO: Final = 2000


def fisher(first: tuple[int, int], second: tuple[int, int]) -> Fraction:
    """Return the chance of a table as unlikely as this or more, both groups given as (successes, size).

    Fisher's exact test, two-sided: all tables with the same margins that are no likelier (Fisher 1922; R's
    `fisher.test`). Whole numbers decide which are; ValueError if a group has more successes than people.
    """
    (yes, size), (other_yes, other_size) = first, second
    if not (0 <= yes <= size and 0 <= other_yes <= other_size):
        raise ValueError(f"{first} and {second} are no shares")
    together = yes + other_yes
    lowest, highest = max(0, together - other_size), min(size, together)
    ways = math.comb(size, lowest) * math.comb(other_size, together - lowest)
    every: list[int] = []
    for x in range(lowest, highest + 1):
        every.append(ways)
        ways = ways * (size - x) * (together - x) // ((x + 1) * (other_size - together + x + 1))
    seen = every[yes - lowest]
    return Fraction(sum(each for each in every if each <= seen), sum(every))


def chance(first: tuple[int, int], second: tuple[int, int]) -> Fraction:
    """Return `fisher`, of many people as scipy computes it: whole numbers of thousands of digits say no more."""
    if first[1] + second[1] <= EXACT_UP_TO:
        return fisher(first, second)
    from scipy.stats import fisher_exact  # noqa: PLC0415 - only who compares many people pays

    table = [[yes, size - yes] for yes, size in (first, second)]
    return Fraction(float(fisher_exact(table).pvalue))


def cliff(first: Mapping[int, int], second: Mapping[int, int]) -> Fraction | None:
    """Return how much likelier an answer of the first group is above one of the second than below, from −1 to 1.

    Cliff 1993, Psychological Bulletin 114:494: delta, of answers counted by point; None where a group gave none.
    """
    pairs = sum(first.values()) * sum(second.values())
    if not pairs:
        return None
    above = sum(
        many * other * ((value > against) - (value < against))
        for value, many in first.items()
        for against, other in second.items()
    )
    return Fraction(above, pairs)


def holm(chances: Sequence[Fraction]) -> list[Fraction]:
    """Return the chances corrected for being many, in their order (Holm 1979, Scandinavian Journal of Statistics 6:65)."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    corrected = [Fraction(1)] * len(chances)
    largest = Fraction(0)
    for rank, place in enumerate(order):
        largest = max(largest, min(Fraction(1), (len(chances) - rank) * chances[place]))
        corrected[place] = largest
    return corrected
