"""The voters of an approval round, as if each had been replicated so that every sector has the weight agreed for it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import replication

# More tied sets than anyone will read: the result then says how the tie was met instead of listing it.
MOST_SETS = 2000


class TooMany(Exception):  # noqa: N818 - it says what there is too much of
    """An exact enumeration that would be too long to wait for, or to read."""


@dataclass(frozen=True, slots=True)
class Group:
    """Voters of one or more sectors who approve the same options (a bit mask), and their replicated number."""

    approves: int
    weight: int
    by_sector: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Electorate:
    """Groups of equal voters. `size` counts every replicated voter, also those who approve nothing."""

    options: tuple[str, ...]
    k: int
    groups: tuple[Group, ...]
    size: int
    sizes: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, profile: Profile, k: int) -> "Electorate":
        """Replicate each voter w_s/n_s times, times the smallest number that makes all of these whole.

        w_s is the weight of the voter's sector, n_s the ballots of that sector; sectors without ballots take no part.
        """
        sizes = {code: voted for code, voted in profile.voted().items() if voted}
        times = replication(profile)
        bit = {code: 1 << place for place, code in enumerate(profile.options)}
        weights: dict[int, dict[str, int]] = {}
        for cell in profile.cells:
            inside = weights.setdefault(sum(bit[code] for code in cell.answer), {})
            inside[cell.sector] = inside.get(cell.sector, 0) + cell.count * times[cell.sector]
        groups = tuple(
            Group(approves, sum(inside.values()), tuple(sorted(inside.items())))
            for approves, inside in sorted(weights.items())
            if approves
        )
        size = sum(times[code] * voted for code, voted in sizes.items())
        return cls(profile.options, k, groups, size, tuple(sizes.items()))

    @property
    def approved(self) -> tuple[int, ...]:
        """The places of the options that somebody approved."""
        anyone = 0
        for group in self.groups:
            anyone |= group.approves
        return tuple(places(anyone))

    @property
    def unapproved(self) -> tuple[int, ...]:
        """The places of the options that nobody approved."""
        return tuple(sorted(set(range(len(self.options))) - set(self.approved)))

    def approval(self, place: int) -> int:
        """Return the replicated voters who approve one option."""
        return sum(group.weight for group in self.groups if group.approves >> place & 1)

    def named(self, chosen: Iterable[int]) -> tuple[str, ...]:
        """Return the codes of some places, sorted."""
        return tuple(sorted(self.options[place] for place in chosen))


def places(mask: int) -> Iterator[int]:
    """Yield the places of the options in a bit mask, from the first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def combined(start: Collection[int], among: Collection[int], size: int) -> int:
    """How many ways there are to fill `start` up to `size` from `among`; TooMany if more than anyone will read."""
    ways = comb(len(among), size - len(start))
    if ways > MOST_SETS:
        raise TooMany(f"more than {MOST_SETS} sets are tied")
    return ways


@dataclass(frozen=True, slots=True)
class Support:
    """What each sector that answered thinks of each option, as exact shares in the order of `sizes`."""

    shares: dict[str, tuple[Fraction, ...]]
    pooled: dict[str, Fraction]
    common_ground: dict[str, Fraction]

    @classmethod
    def of(cls, electorate: Electorate, profile: Profile) -> "Support":
        """Approvals per sector; `common_ground` is Π (agree + 1)/(seen + 2) over sectors (Small et al. 2021, Polis)."""
        counts = {code: dict.fromkeys(profile.options, 0) for code, _ in electorate.sizes}
        for cell in profile.cells:
            inside = counts[cell.sector]
            for option in cell.answer:
                inside[option] += cell.count
        total = sum(size for _, size in electorate.sizes)
        shares, pooled, ground = {}, {}, {}
        for option in profile.options:
            agree = [(counts[code][option], size) for code, size in electorate.sizes]
            shares[option] = tuple(Fraction(yes, size) for yes, size in agree)
            pooled[option] = Fraction(sum(yes for yes, _ in agree), total) if total else Fraction(0)
            ground[option] = Fraction(1)
            for yes, size in agree:
                ground[option] *= Fraction(yes + 1, size + 2)
        return cls(shares, pooled, ground)
