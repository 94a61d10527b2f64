"""How much of a year is known, and which year heads a plan: the last of which enough is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

#: Less than this share of the indicators says too little of a year to head a plan, or to have a light.
ENOUGH: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many indicators there is a value of a year, and of how many there could be."""

    known: int
    of: int

    @property
    def enough(self) -> bool:
        """Whether the year may speak for the whole: half of the indicators or more."""
        return self.known >= ENOUGH * self.of

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return self.known == self.of


def coverage(known: Iterable[bool]) -> Coverage:
    """Return the coverage of a year by whether each indicator has a value."""
    listed = list(known)
    return Coverage(sum(listed), len(listed))


def heading(years: Mapping[int, Coverage]) -> int | None:
    """Return the last year of which enough is known, else the last of which anything is; None for no year."""
    enough = [year for year, each in years.items() if each.known and each.enough]
    return max(enough or years, default=None)
