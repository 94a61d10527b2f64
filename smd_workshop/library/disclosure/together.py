"""Sectors that are shown as one, as the protocol says: each of them still weighs the same and counts alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from smd_workshop.library.disclosure.past import FEWEST, Past
from smd_workshop.library.profile import Profile, SectorInfo

#: A group of one sector would be that sector.
FEWEST_SECTORS: Final = 2


@dataclass(frozen=True, slots=True)
class Together:
    """Sectors that are shown as one, under a name of the protocol, and how many people of them answered."""

    name: str
    sectors: tuple[str, ...]
    people: int

    @property
    def code(self) -> str:
        """What it is called among the sectors of a result: no sector has a + in its code."""
        return "+".join(self.sectors)


def joined(
    answered: Mapping[str, int], threshold: int, past: Past, names: Mapping[str, str]
) -> tuple[Together, ...]:
    """Return the sectors that are shown as one: those of one name, where any of them is small.

    Each must have at least `FEWEST` answers. The decision counts sectors alone, and so tells beside a common figure how
    each answered; what both tell is then no more than that threshold shows, which a protocol may choose. None of them
    may be hidden or known from another round, and another round must have joined the same ones.
    """
    found: dict[str, list[str]] = {}
    for sector in answered:
        if sector in names:
            found.setdefault(names[sector], []).append(sector)
    return tuple(
        Together(name, tuple(sectors), sum(answered[s] for s in sectors))
        for name, sectors in found.items()
        if _may_join(sectors, answered, threshold, past)
    )


def _may_join(
    sectors: Sequence[str], answered: Mapping[str, int], threshold: int, past: Past
) -> bool:
    counts, own = [answered[sector] for sector in sectors], {*sectors}
    wanted = min(counts) < threshold or past.together.keys() & own
    enough = len(sectors) >= FEWEST_SECTORS and min(counts) >= FEWEST and sum(counts) >= threshold
    alike = all(past.together.get(sector, own) == own for sector in sectors)
    return bool(wanted and enough and alike and not (past.hidden | past.known) & own)


def units(answered: Mapping[str, int], as_one: Sequence[Together]) -> dict[str, int]:
    """Return the people of each sector, those that are shown as one counted as one, in the order of the protocol."""
    of = {sector: each for each in as_one for sector in each.sectors}
    people: dict[str, int] = {}
    for sector, many in answered.items():
        each = of.get(sector)
        people[each.code if each else sector] = each.people if each else many
    return people


def merged(profile: Profile, together: Sequence[Together]) -> Profile:
    """Return the same ballots as if what is shown as one were one sector of their weights together."""
    of = {sector: each.code for each in together for sector in each.sectors}
    infos: dict[str, SectorInfo] = {}
    for info in profile.sectors:
        code = of.get(info.code, info.code)
        before = infos.get(code, SectorInfo(code, 0, Fraction(1)))
        weight = before.weight + info.weight if code in infos else info.weight
        infos[code] = SectorInfo(code, before.eligible + info.eligible, weight)
    return Profile.of(
        infos.values(),
        profile.options,
        ((of.get(cell.sector, cell.sector), cell.answer, cell.count) for cell in profile.cells),
        profile.groups,
    )
