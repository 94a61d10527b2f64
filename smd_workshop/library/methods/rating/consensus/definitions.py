"""The same answers under other published definitions of consensus: widely different lists come from the same answers.

Webbe and others 2023. Beside the class of a round, which its rules fixed beforehand, stand those that other rules give:

- `balanced_75_15`: three quarters agree and under 15 % reject, each sector weighing as agreed (COMET, OMERACT);
- `pooled_70_15`: 70 % agree and under 15 % reject, each person alike;
- `every_sector_70_15`: the same in each sector that gave numbers;
- `median_7`: the balanced median is 7 or more (or 3 or less), without disagreement by IPRAS (RAND/UCLA);
- `classic_rand`: the count of the RAND/UCLA manual (Fitch and others 2001).

Agreeing is 7 to 9 and rejecting 1 to 3, whatever the settings of the round say.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from smd_workshop.library.methods.rating.classes import Counts, Dispersion
from smd_workshop.library.sectors.balance import share, weighed
from smd_workshop.library.stats.percentiles import median

#: Ends of the regions of the scale: 1 to 3, 4 to 6, 7 to 9.
LOW, HIGH, TOP = 3, 7, 9
AGREE_75, AGREE_70, REJECT_15 = Fraction(3, 4), Fraction(7, 10), Fraction(3, 20)

#: The share in favour, and the share against.
Shares = tuple[Fraction | None, Fraction | None]
Own = Mapping[str, Counts]


def definitions(
    own: Own,
    weights: Mapping[str, Fraction],
    middle: Fraction | None,
    dispersion: Dispersion | None,
) -> dict[str, str]:
    """Return the class of one option by each definition: "in", "out", "contested" or "undecided".

    `own` are the numbers given in each sector, `middle` is their balanced median.
    """
    sectors = {code: _shares(counts) for code, counts in own.items() if counts}
    everybody = _added(own.values())
    balanced = tuple(
        weighed((weights[code], shares[end]) for code, shares in sectors.items()) for end in (0, 1)
    )
    return {
        "balanced_75_15": _by_shares([(balanced[0], balanced[1])], AGREE_75),
        "pooled_70_15": _by_shares([_shares(everybody)], AGREE_70),
        "every_sector_70_15": _by_shares(list(sectors.values()), AGREE_70),
        "median_7": _by_median(middle, dispersion),
        "classic_rand": classic(everybody),
    }


def classic(counts: Counts) -> str:
    """Return the class by the count of the RAND/UCLA manual; "undecided" also where people are too spread out for it."""
    n, middle = sum(counts.values()), median(counts)
    if middle is None:
        return "undecided"
    outside_at_most, at_each_end = classic_limits(n)
    if min(_people(counts, 1, LOW), _people(counts, HIGH, TOP)) >= at_each_end:
        return "contested"
    # A median between two regions stands in the higher one.
    if middle > HIGH - 1:
        return "in" if n - _people(counts, HIGH, TOP) <= outside_at_most else "undecided"
    if middle <= LOW:
        return "out" if n - _people(counts, 1, LOW) <= outside_at_most else "undecided"
    return "undecided"


def classic_limits(n: int) -> tuple[int, int]:
    """Return how many of n people may stand outside the region of the median, and how many at each end are too many.

    ⌊(n − 2)/3⌋ and ⌊(n + 1)/3⌋ give the printed limits of panels of 8 to 25; one person disagrees with nobody.
    """
    return (n - 2) // 3, max((n + 1) // 3, 1)


def _people(counts: Counts, low: int, high: int) -> int:
    return sum(people for value, people in counts.items() if low <= value <= high)


def _shares(counts: Counts) -> Shares:
    n = sum(counts.values())
    return share(_people(counts, HIGH, TOP), n), share(_people(counts, 1, LOW), n)


def _added(sectors: Iterable[Counts]) -> dict[int, int]:
    added: dict[int, int] = {}
    for counts in sectors:
        for value, people in counts.items():
            added[value] = added.get(value, 0) + people
    return added


def _by_shares(each: Sequence[Shares], at_least: Fraction) -> str:
    """Return "in" or "out" where every pair of shares is enough for it."""
    if each and all(_enough(agree, reject, at_least) for agree, reject in each):
        return "in"
    if each and all(_enough(reject, agree, at_least) for agree, reject in each):
        return "out"
    return "undecided"


def _enough(wanted: Fraction | None, against: Fraction | None, at_least: Fraction) -> bool:
    return wanted is not None and against is not None and wanted >= at_least and against < REJECT_15


def _by_median(middle: Fraction | None, dispersion: Dispersion | None) -> str:
    if middle is None or dispersion is None:
        return "undecided"
    if dispersion.disagreement:
        return "contested"
    return "in" if middle >= HIGH else "out" if middle <= LOW else "undecided"
