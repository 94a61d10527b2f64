"""What a printed percentage can be a share of: every number of people and of items that it fits."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

#: A percentage is printed with two decimals, rounded half up: within half a hundredth of it.
_HALF: Final = Fraction(1, 200)
#: Beyond this every two-decimal percentage is a share of some number of people.
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to count: so many people, each asked so many items, so many of all answers."""

    people: int
    items: int
    numerator: int

    @property
    def denominator(self) -> int:
        """All answers, if nobody left one out."""
        return self.people * self.items


def numerator_of(percent: Fraction, denominator: int) -> int | None:
    """Return the least whole number of this many that is printed as the percentage; None if there is none."""
    low = (percent - _HALF) * denominator / 100
    high = (percent + _HALF) * denominator / 100
    least = max(0, ceil(low))
    return least if least <= denominator and least < high else None


def readings(percent: Fraction, most_people: int, most_items: int) -> tuple[Reading, ...]:
    """Return every reading with up to so many people and items, fewest answers first."""
    found = [
        Reading(people, items, numerator)
        for people in range(1, most_people + 1)
        for items in range(1, most_items + 1)
        if (numerator := numerator_of(percent, people * items)) is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.denominator, each.people)))


def fewest(percent: Fraction) -> int:
    """Return the fewest people of whom a share is printed as the percentage."""
    return next(n for n in range(1, _MOST + 1) if numerator_of(percent, n) is not None)


def near_shares(percent: Fraction, people: int) -> tuple[Reading, ...]:
    """Return the shares of this many people on either side of the percentage; one, if it is a share of them."""
    exact = numerator_of(percent, people)
    if exact is not None:
        return (Reading(people, 1, exact),)
    below = floor(percent * people / 100)
    return (Reading(people, 1, below), Reading(people, 1, below + 1))
