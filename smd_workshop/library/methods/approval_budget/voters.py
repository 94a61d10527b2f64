"""The voters of a budget: who supports which option, with how much of the money."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import as_fraction
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import replication

#: Why nothing was bought.
NOBODY: Final = N_("nobody marked any option")
#: Of one voter of each group.
Money = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Voters:
    """Groups of voters who approve the same, replicated so that sectors weigh as agreed.

    Costs and budget are whole numbers of `part`s of a unit, so that all sums are exact and quick.
    """

    options: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    part: int
    #: By group: which options it approves, how many replicated voters it has, and of which sectors.
    approves: tuple[frozenset[int], ...]
    weights: tuple[int, ...]
    sectors: tuple[Mapping[str, int], ...]
    #: By option: the groups that approve it.
    supporters: tuple[tuple[int, ...], ...]
    #: All replicated voters, those who approve nothing among them, and all people.
    size: int
    people: int
    #: How often one voter of a sector is replicated.
    times: Mapping[str, int]

    @classmethod
    def of(cls, profile: Profile, settings: Mapping[str, Any]) -> "Voters":
        """Group the voters of a profile; every voter alike where sectors are not balanced."""
        voted = profile.voted()
        alike = settings["balance"] == "none"
        times = dict.fromkeys(voted, 1) if alike else replication(profile)
        place = {code: at for at, code in enumerate(profile.options)}
        groups: dict[frozenset[int], dict[str, int]] = {}
        for cell in profile.cells:
            own = groups.setdefault(frozenset(place[code] for code in cell.answer), {})
            own[cell.sector] = own.get(cell.sector, 0) + cell.count * times[cell.sector]
        approves = tuple(sorted(groups, key=sorted))
        supporters: list[list[int]] = [[] for _ in place]
        for n, approved in enumerate(approves):
            for at in approved:
                supporters[at].append(n)
        costs = [as_fraction(settings["costs"][code]) for code in profile.options]
        budget = as_fraction(settings["budget"])
        part = lcm(budget.denominator, *(cost.denominator for cost in costs))
        return cls(
            profile.options,
            tuple(int(cost * part) for cost in costs),
            int(budget * part),
            part,
            approves,
            tuple(sum(groups[each].values()) for each in approves),
            tuple(groups[each] for each in approves),
            tuple(map(tuple, supporters)),
            sum(times[code] * many for code, many in voted.items() if many),
            profile.size,
            times,
        )

    @property
    def approved(self) -> tuple[int, ...]:
        """The options that somebody approves."""
        return tuple(at for at, groups in enumerate(self.supporters) if groups)

    @property
    def purse(self) -> Fraction:
        """What every replicated voter may spend, in parts."""
        return Fraction(self.budget, self.size)

    def votes(self, option: int) -> int:
        """Return the replicated voters who approve an option."""
        return sum(self.weights[n] for n in self.supporters[option])

    def price(self, chosen: tuple[int, ...]) -> int:
        """Return what some options cost together, in parts."""
        return sum(self.costs[option] for option in chosen)
