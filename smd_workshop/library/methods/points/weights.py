"""Exact weights of options and groups from the points of a round: by sector, balanced, and over all people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from smd_workshop.library.ballots import GROUP_MARK
from smd_workshop.library.numbers import as_fraction
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import share, weighed

TOTAL = 100

Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Weights:
    """Exact weights by key (an option, or "@" and a group), as shares of the total; None where nobody gave points."""

    balanced: Mapping[str, Fraction | None]
    pooled: Mapping[str, Fraction | None]
    n: Mapping[str, int]
    #: By sector and key: the mean of its people, and how many of them gave points.
    sectors: Mapping[str, Mapping[str, tuple[Fraction | None, int]]]

    @classmethod
    def of(cls, profile: Profile, groups: Groups) -> "Weights":
        """Mean points per sector and key over those who answered the key's group."""
        keys = keys_of(profile, groups)
        people, sums = added(profile, keys)
        codes = list(people)
        n = {key: sum(people[code][key] for code in codes) for key in keys}
        sectors = {
            code: {
                key: (mean(sums[code][key], people[code][key]), people[code][key]) for key in keys
            }
            for code in codes
        }
        weight = {sector.code: sector.weight for sector in profile.sectors}
        return cls(
            {key: weighed((weight[code], sectors[code][key][0]) for code in codes) for key in keys},
            {
                key: mean(sum((sums[code][key] for code in codes), Fraction(0)), n[key])
                for key in keys
            },
            n,
            sectors,
        )

    def of_group(self, name: str, groups: Groups) -> Fraction | None:
        """Return the weight of a group; the only group there is weighs all."""
        weight = self.balanced[GROUP_MARK + name]
        return Fraction(1) if weight is None and len(groups) == 1 else weight

    def orders(self, groups: Groups) -> Callable[[Profile], list[list[str]]]:
        """Return what gives the order of the same round with other weights or fewer sectors.

        An order is tied groups of options, best first, by global weight; those that nobody gave points to come last.
        Where nobody gave points to the groups, they count as equals. What each sector gave is added up once for all.
        """

        def order(rest: Profile) -> list[list[str]]:
            weight = {sector.code: sector.weight for sector in rest.sectors}
            return _order(
                {
                    key: weighed((weight[code], self.sectors[code][key][0]) for code in weight)
                    for key in self.balanced
                },
                groups,
            )

        return order


def keys_of(profile: Profile, groups: Groups) -> tuple[str, ...]:
    """Return everything that is given points: the options, and the groups by their mark."""
    return (*profile.options, *(GROUP_MARK + name for name in groups))


def _order(balanced: Mapping[str, Fraction | None], groups: Groups) -> list[list[str]]:
    weighed_groups = all(balanced[GROUP_MARK + name] is not None for name in groups)
    worth: dict[str, Fraction] = {}
    for name, members in groups.items():
        group_weight = balanced[GROUP_MARK + name] if weighed_groups else None
        for code in members:
            weight = balanced[code]
            worth[code] = (
                Fraction(-1)
                if weight is None
                else weight * (1 if group_weight is None else group_weight)
            )
    return [
        sorted(code for code in worth if worth[code] == value)
        for value in best_first(worth.values())
    ]


def added(
    profile: Profile, keys: Sequence[str]
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, Fraction]]]:
    """Return by sector and key how many gave points, and how many points in all."""
    people = {sector.code: dict.fromkeys(keys, 0) for sector in profile.sectors}
    sums = {sector.code: dict.fromkeys(keys, Fraction(0)) for sector in profile.sectors}
    whole: dict[tuple[str, str], int] = {}
    for cell in profile.cells:
        own = people[cell.sector]
        for key, points in cell.answer.items():
            own[key] += cell.count
            if type(points) is int:
                # Whole points, nearly always: added as integers, fractions only once at the end.
                whole[cell.sector, key] = whole.get((cell.sector, key), 0) + points * cell.count
            else:
                sums[cell.sector][key] += as_fraction(points) * cell.count
    for (sector, key), points in whole.items():
        sums[sector][key] += points
    return people, sums


def mean(points: Fraction, people: int) -> Fraction | None:
    """Return the mean of points given by so many people, as a share of all that each could give; None of nobody."""
    one = share(1, people * TOTAL)
    return None if one is None else points * one


def best_first(values: Iterable[Fraction]) -> list[Fraction]:
    """Return the different values, the highest first."""
    return sorted(set(values), reverse=True)
