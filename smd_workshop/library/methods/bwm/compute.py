"""Weights of a round of best–worst ballots: the mean of each ballot's weights, in each sector and over the sectors.

All is exact until the last division. Not the judgments are averaged but the weights, as Rezaei proposes for groups.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, sqrt
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.bwm.linear import acceptable, solve
from smd_workshop.library.methods.bwm.vectors import Vector, added, order_of
from smd_workshop.library.numbers import JsonResult, as_fraction
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, without_each
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status
from smd_workshop.library.stats.samples import bounded

NOBODY = N_("nobody answered")
#: Beyond so many different weights in a sector, bounds come from the normal distribution: they differ little there.
_EXACT: Final = 100
_NORMAL: Final = 1.959963984540054

Bound = Callable[[Mapping[float, int], float, float], bounded.Bounds | None]


@dataclass(frozen=True, slots=True)
class Sectors:
    """The solved ballots by sector: each different one once with how many gave it."""

    solved: Mapping[str, Sequence[tuple[Vector, int]]]
    #: The sum over the people of a sector.
    sums: Mapping[str, Vector]
    people: Mapping[str, int]

    @classmethod
    def of(cls, profile: Profile) -> "Sectors":
        """Solve every different ballot of a profile once."""
        solved: dict[str, list[tuple[Vector, int]]] = {s.code: [] for s in profile.sectors}
        for cell in profile.cells:
            found = solve(cell.answer, profile.options)
            solved[cell.sector].append((Vector(found.parts, found.whole), cell.count))
        sums = {
            code: added([vector.times(Fraction(many)) for vector, many in own])
            for code, own in solved.items()
            if own
        }
        return cls(solved, sums, profile.voted())

    def balanced(self, profile: Profile) -> Vector | None:
        """Return the mean over those sectors of a profile that answered, by their weights; None if none did."""
        answered = [s for s in profile.sectors if s.code in self.sums]
        whole = sum((s.weight for s in answered), Fraction(0))
        return (
            added(
                [self.sums[s.code].times(s.weight / whole / self.people[s.code]) for s in answered]
            )
            if answered
            else None
        )

    def mean(self, code: str) -> Vector | None:
        """Return the mean of one sector; None if it did not answer."""
        own = self.sums.get(code)
        return None if own is None else own.times(Fraction(1, self.people[code]))

    def pooled(self) -> Vector | None:
        """Return the mean over all people; None if nobody answered."""
        people = sum(self.people.values())
        if not people:
            return None
        return added(list(self.sums.values())).times(Fraction(1, people))


def decider(profile: Profile, _settings: Mapping[str, Any]) -> Decide:
    """Return what gives the order of the same round with other weights or fewer sectors."""
    sectors = Sectors.of(profile)
    return lambda rest: order_of(rest.options, sectors.balanced(rest))


def compute(
    profile: Profile, settings: Mapping[str, Any], bounds: Bound = bounded.bounds
) -> JsonResult:
    """Return what the open format lists for `bwm`; beyond it the `order`, and how many ballots are within their limit.

    Beyond it under each option also `n`, `pooled_weight`, `interval` and `sectors[code] {n, weight}`. Version 1 gave other
    `bounds` of a sector: the last digits where its people differ much.
    """
    sectors = Sectors.of(profile)
    balanced = sectors.balanced(profile)
    order = order_of(profile.options, balanced)
    without = without_each(profile, lambda rest: order_of(rest.options, sectors.balanced(rest)))
    return {
        "options": _options(profile, sectors, balanced, bounds),
        "order": order,
        "consistency": _consistency(profile),
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": without,
        "depends_on": depends_on(order, without),
    }


def _options(
    profile: Profile, sectors: Sectors, balanced: Vector | None, bounds: Bound
) -> dict[str, JsonResult]:
    pooled = sectors.pooled()
    means = {s.code: sectors.mean(s.code) for s in profile.sectors}
    return {
        code: {
            "n": profile.size,
            "weight": _at(balanced, place),
            "pooled_weight": _at(pooled, place),
            "interval": _interval(profile, sectors, place, bounds),
            **({"reason": NOBODY} if balanced is None else {}),
            "sectors": {
                sector: {"n": sectors.people[sector], "weight": _at(mean, place)}
                for sector, mean in means.items()
            },
        }
        for place, code in enumerate(profile.options)
    }


def _at(vector: Vector | None, place: int) -> float | None:
    return None if vector is None else vector.at(place)


def _interval(profile: Profile, sectors: Sectors, place: int, bounds: Bound) -> list[float] | None:
    rows = [
        (float(sector.weight), found)
        for sector in profile.sectors
        if (found := _bounds(sectors.solved[sector.code], place, bounds)) is not None
    ]
    ends = bounded.balanced(rows, 0, 1)
    return None if ends is None else list(ends)


def _bounds(
    solved: Sequence[tuple[Vector, int]], place: int, bounds: Bound
) -> bounded.Bounds | None:
    counts: dict[float, int] = {}
    for vector, many in solved:
        weight = vector.at(place)
        counts[weight] = counts.get(weight, 0) + many
    if len(counts) <= _EXACT:
        return bounds(counts, 0, 1)
    mean = fsum(weight * many for weight, many in counts.items()) / sum(counts.values())
    return bounded.Bounds(mean, _near(counts, 0, -_NORMAL), _near(counts, 1, _NORMAL))


def _near(counts: Mapping[float, int], end: float, spreads: float) -> float:
    """Return the bound by the normal distribution: mean and spread of the Dirichlet mean are known (stats.samples.bounded)."""
    given = [*counts.items(), (end, bounded.END)]
    whole = fsum(many for _, many in given)
    mean = fsum(weight * many for weight, many in given) / whole
    squares = fsum(many * (weight - mean) ** 2 for weight, many in given)
    return min(1.0, max(0.0, mean + spreads * sqrt(squares / whole / (whole + 1))))


def _consistency(profile: Profile) -> JsonResult:
    """Return how many ballots are within the limit of their inconsistency, and of how many no limit is known."""
    verdicts = [(acceptable(cell.answer, profile.options), cell.count) for cell in profile.cells]
    return {
        "n": profile.size,
        "acceptable": sum(many for verdict, many in verdicts if verdict),
        "without_limit": sum(many for verdict, many in verdicts if verdict is None),
    }
