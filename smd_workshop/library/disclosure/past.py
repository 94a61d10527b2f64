"""What other rounds about the same options mean for one round: by who voted, never by what they answered."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations, product
from operator import mul, or_
from types import MappingProxyType
from typing import Final

THRESHOLD: Final = 5
#: A threshold below this would protect nobody: of two, each knows the other.
FEWEST: Final = 3
#: So many other rounds are added up or subtracted at once with `guarded`.
ADDED: Final = 3
#: Bits that hold how often a person is in such a sum, from -ADDED to 1 + ADDED.
_DIGIT: Final = (2 * ADDED + 1).bit_length()

#: Sector → the people (any hashable names) of it who answered a round.
Voters = Mapping[str, AbstractSet[object]]

_NOBODY: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Earlier:
    """What another round about the same options showed: its voters, and what of them was hidden, or shown as one."""

    voters: Voters
    suppressed: frozenset[str]
    together: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """What other rounds mean for one round: sectors that stay hidden, and sectors whose answers count as known."""

    hidden: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    #: Sector → those with which, itself among them, another round showed it as one.
    together: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NOBODY)


NO_PAST: Final = Past()


def past_of(
    now: Voters, earlier: Iterable[Earlier], threshold: int = THRESHOLD, *, guarded: bool = False
) -> Past:
    """Return what other rounds about the same options mean for a round with these voters.

    A sector that another round hid stays hidden, one that it showed is known, and one that it showed with others stays
    with them, unless at least `threshold` of its voters are others, whoever was absent or was added: the roll says who
    voted, and the difference would be them. `guarded`: a sector that was shown is hidden if some of its voters are
    others, but fewer than that; else, where nobody changed an answer, the difference would be theirs. So it is if what
    several rounds showed, added up or subtracted, would leave so few.
    """
    threshold, earlier = max(threshold, FEWEST), list(earlier)
    hidden: set[str] = set()
    known: set[str] = set()
    together: dict[str, frozenset[str]] = {}
    for other in earlier:
        for sector, people in now.items():
            before = other.voters.get(sector, frozenset())
            if not before or len(before ^ people) >= threshold:
                continue
            as_one = next((each for each in other.together if sector in each), None)
            if sector in other.suppressed or (guarded and before != people):
                hidden.add(sector)
            if sector in other.suppressed:
                continue
            if as_one is None:
                known.add(sector)
            elif together.setdefault(sector, as_one) != as_one:
                hidden.add(sector)  # what both have in common would be told
    hidden |= _left_by_sums(now, earlier, threshold) if guarded else set()
    return Past(frozenset(hidden), frozenset(known), together)


def _left_by_sums(now: Voters, earlier: Sequence[Earlier], threshold: int) -> set[str]:
    """Return the sectors of which a sum or difference of the round with several that showed them leaves a few people."""
    return {sector for sector in now if _leaves_few(sector, now, earlier, threshold)}


def _leaves_few(sector: str, now: Voters, earlier: Sequence[Earlier], threshold: int) -> bool:
    shown = Counter(
        frozenset(other.voters[sector])
        for other in earlier
        if other.voters.get(sector) and sector not in other.suppressed
    )
    places = {person: n for n, person in enumerate(now[sector] | frozenset().union(*shown))}
    ones = _packed(places, places)
    zero = ADDED * ones
    start = zero + _packed(now[sector], places)
    # Where the same people answered again and again, no sum takes more of these rounds than it has places.
    others = [_packed(voters, places) for voters in shown for _ in range(min(shown[voters], ADDED))]
    return any(
        0 < _others(start + sum(map(mul, some, signs)), zero, ones) < threshold
        for many in range(2, ADDED + 1)
        for some in combinations(others, many)
        for signs in product((1, -1), repeat=many)
    )


def _packed(people: Iterable[object], places: Mapping[object, int]) -> int:
    """Return people as one number with a digit for each: sums of some rounds out of many are thousands."""
    return sum(1 << _DIGIT * places[person] for person in people)


def _others(total: int, zero: int, ones: int) -> int:
    """Count the digits in which two such numbers differ: people who are left when rounds are added up or taken away."""
    differ = total ^ zero
    return (reduce(or_, (differ >> bit for bit in range(_DIGIT))) & ones).bit_count()


def few_changed(
    now: Voters, earlier: Iterable[Earlier], threshold: int = THRESHOLD
) -> dict[str, int]:
    """Return how many voters are others, by sector that another round showed, where they are some but not enough."""
    found: dict[str, int] = {}
    for other in earlier:
        for sector, people in now.items():
            before = other.voters.get(sector, frozenset())
            changed = len(before ^ people)
            shown = before and people and sector not in other.suppressed
            if shown and 0 < changed < max(threshold, FEWEST):
                found[sector] = min(changed, found.get(sector, changed))
    return found
