"""The marks of a crossing by sector and pair, counted once; means and densities are exact.

Raw totals favour the quadrant with more pairs, so quadrants are compared by density: total / (pairs × highest mark).
Castellanos Cruz 2008; density as in the balance of forces.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from smd_workshop.library.ballots.matrix import BAR, pairs_of
from smd_workshop.library.profile import Profile, SectorInfo
from smd_workshop.library.sectors.balance import weighed

#: The highest mark.
HIGHEST: Final = 3
#: In the order of every table: strengths first.
QUADRANTS: Final = ("FO", "FA", "DO", "DA")

Sides = Mapping[str, Sequence[str]]
Means = Mapping[str, Fraction | None]  # by pair; None where nobody answered it


@dataclass(frozen=True, slots=True)
class Marks:
    """What each sector gave to a pair: mark → how many gave it."""

    sides: Sides
    side: Mapping[str, str]  # by option
    pairs: tuple[str, ...]
    given: Mapping[str, Mapping[str, Mapping[int, int]]]

    @classmethod
    def of(cls, profile: Profile, sides: Sides) -> "Marks":
        """Count a profile."""
        pairs = pairs_of(sides)
        given: dict[str, dict[str, dict[int, int]]] = {
            sector.code: {pair: {} for pair in pairs} for sector in profile.sectors
        }
        for cell in profile.cells:
            own, count = given[cell.sector], cell.count
            for pair, mark in cell.answer.items():
                counts = own[pair]
                counts[mark] = counts.get(mark, 0) + count
        side = {code: name for name, members in sides.items() for code in members}
        return cls(sides, side, pairs, given)

    def quadrant(self, name: str) -> tuple[str, ...]:
        """Return the pairs of a quadrant, row after row."""
        return pairs_of({side: self.sides.get(side, ()) for side in name})

    def of_option(self, code: str) -> tuple[str, ...]:
        """Return the pairs of an option: its row, or its column."""
        return tuple(pair for pair in self.pairs if code in pair.split(BAR))

    def of_sector(self, sector: str) -> dict[str, Fraction | None]:
        """Return the mean of each pair in one sector."""
        return {pair: _mean((counts,)) for pair, counts in self.given[sector].items()}

    def balanced(self, sectors: Iterable[SectorInfo]) -> dict[str, Fraction | None]:
        """Return the mean of each pair over the sectors that answered it, by their weights."""
        means = [(sector.weight, self.of_sector(sector.code)) for sector in sectors]
        return {pair: weighed((weight, own[pair]) for weight, own in means) for pair in self.pairs}

    def pooled(self) -> dict[str, Fraction | None]:
        """Return the mean of each pair over all people alike."""
        return {pair: _mean(own[pair] for own in self.given.values()) for pair in self.pairs}

    def n(self, pair: str) -> int:
        """Return how many marked a pair."""
        return sum(many for own in self.given.values() for many in own[pair].values())


@dataclass(frozen=True, slots=True)
class Tables:
    """The means of the pairs: balanced, over all people alike, and in each sector."""

    balanced: Means
    pooled: Means
    sectors: Mapping[str, Means]

    @classmethod
    def of(cls, marks: Marks, profile: Profile) -> "Tables":
        """Take every mean once."""
        sectors = {sector.code: marks.of_sector(sector.code) for sector in profile.sectors}
        return cls(marks.balanced(profile.sectors), marks.pooled(), sectors)


def _mean(given: Iterable[Mapping[int, int]]) -> Fraction | None:
    people = marks = 0
    for counts in given:
        people += sum(counts.values())
        marks += sum(mark * many for mark, many in counts.items())
    return Fraction(marks, people) if people else None


def total(means: Means, pairs: Iterable[str]) -> tuple[Fraction, int]:
    """Return the sum of the means of pairs that somebody answered, and how many these are.

    Brought over one denominator at the end: hundreds of fractions added one by one grow long.
    """
    known = [mean for pair in pairs if (mean := means[pair]) is not None]
    parts: dict[int, int] = {}
    for mean in known:
        parts[mean.denominator] = parts.get(mean.denominator, 0) + mean.numerator
    whole = sum((Fraction(above, below) for below, above in parts.items()), Fraction(0))
    return whole, len(known)


def density(means: Means, pairs: Iterable[str]) -> Fraction | None:
    """Return total / (pairs × highest mark) over the pairs that somebody answered; None where there are none."""
    whole, many = total(means, pairs)
    return whole / (many * HIGHEST) if many else None


def densities(marks: Marks, means: Means) -> dict[str, Fraction | None]:
    """Return the density of each quadrant."""
    return {name: density(means, marks.quadrant(name)) for name in QUADRANTS}


def leaders(densities: Mapping[str, Fraction | None]) -> tuple[str, ...]:
    """Return the quadrants of the highest density: one, or several that tie; none where nothing was answered."""
    known = [value for value in densities.values() if value is not None]
    return tuple(name for name, value in densities.items() if known and value == max(known))
