"""How a decision hangs on sectors: what each adds to it, and in how many ways of weighing them it is the same.

Both try the decision itself, exactly and without chance, so that anybody gets the same numbers.

- Shapley's value (1953) of the game in which sectors together are worth the share of the decision that they reach
  alone: what each adds on average, over all orders in which they could join. The values add up to what all of them
  reach, which is 1 wherever something was decided.
- Acceptability in the sense of SMAA (Lahdelma & Salminen 2001, Operations Research 49:444): the share of all weights of
  sectors under which the decision, or the part of it that an option is, comes out. The weights are the points of a
  lattice instead of a sample of the simplex.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb, factorial
from typing import Any, Final, TypeAlias

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, exact
from smd_workshop.library.profile import Profile

#: What a method decides: an outcome, a list of winners, an order of tied groups, or a value for each option.
Decision: TypeAlias = Any
Decide: TypeAlias = Callable[[Profile], Decision]

#: More sectors than these are too many sets of them.
MOST_SECTORS: Final = 8
#: Sectors → parts that the whole weight is cut into: about a hundred ways to hand out all of them, none left without.
PARTS: Final = {2: 60, 3: 14, 4: 10, 5: 9, 6: 9, 7: 10, 8: 11}

ALONE: Final = N_("one sector alone answered")
TOO_MANY: Final = N_("more than eight sectors answered")
NOTHING: Final = N_("nothing was decided")


def influence(profile: Profile, decide: Decide) -> JsonResult:
    """Return `shapley` {sector: exact} and `weighings` {ways, same, options {code: ways}}; null with `reason` if undefined.

    `decide` gives the decision of the same round with other weights, or with some sectors left out. Sectors of which
    nobody answered take no part. An order counts as the same where every option has its place; of winners the part that
    an option is, is that it is one of them.
    """
    voted = profile.voted()
    answered = tuple(code for code, many in voted.items() if many)
    target = parts_of(decide(profile))
    reason = (
        ALONE if len(answered) < 2
        else TOO_MANY if len(answered) > MOST_SECTORS
        else NOTHING if not target
        else None
    )  # fmt: skip
    if reason is not None:
        return {"shapley": None, "weighings": None, "reason": reason}
    return {
        "shapley": {
            code: exact(value)
            for code, value in shapley(
                answered, lambda some: _reached(profile, decide, some, target)
            ).items()
        },
        "weighings": _weighings(profile, decide, answered, target),
    }


def tries(sectors: int) -> int:
    """Return how often a round is decided for that, by how many of its sectors answered."""
    ways = comb(PARTS[sectors] - 1, sectors - 1) if sectors in PARTS else 0
    return 2**sectors + ways if ways else 0


def parts_of(decision: Decision) -> dict[str, Hashable]:
    """Return what each option is in a decision: its value, its place, or that it is chosen; one nameless part otherwise."""
    if decision is None:
        return {}
    if isinstance(decision, Mapping):
        return {
            f"{key}/{inner}" if inner else key: value
            for key, each in decision.items()
            for inner, value in parts_of(each).items()
        }
    if not isinstance(decision, list | tuple):
        return {"": decision}
    found: dict[str, Hashable] = {}
    for each in decision:
        if isinstance(each, str):
            found[each] = True
        else:
            found |= dict.fromkeys(each, len(found) + 1)
    return found


def shapley(
    players: tuple[str, ...], worth: Callable[[frozenset[str]], Fraction]
) -> dict[str, Fraction]:
    """Return what each player adds on average over all orders of joining; `worth` is asked once for each set."""
    many = len(players)
    known = {
        frozenset(some): worth(frozenset(some))
        for size in range(many + 1)
        for some in combinations(players, size)
    }
    return {
        player: sum(
            (
                Fraction(factorial(len(some)) * factorial(many - len(some) - 1), factorial(many))
                * (known[some | {player}] - value)
                for some, value in known.items()
                if player not in some
            ),
            Fraction(0),
        )
        for player in players
    }


def lattice(many: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to cut so many parts into `many` whole numbers above 0."""
    for cuts in combinations(range(1, parts), many - 1):
        ends = (0, *cuts, parts)
        yield tuple(high - low for low, high in pairwise(ends))


def _reached(
    profile: Profile, decide: Decide, some: frozenset[str], target: Mapping[str, Hashable]
) -> Fraction:
    """Return the share of the decision that some sectors reach without the others that answered; nobody reaches nothing.

    A sector that is silent stays: that its quorum is lacking is part of the decision.
    """
    if not some:
        return Fraction(0)
    rest = profile
    for code, many in profile.voted().items():
        if many and code not in some:
            rest = rest.without(code)
    return Fraction(len(_kept(decide(rest), target)), len(target))


def _kept(decision: Decision, target: Mapping[str, Hashable]) -> list[str]:
    found = parts_of(decision)
    return [part for part, value in target.items() if part in found and found[part] == value]


def _weighings(
    profile: Profile, decide: Decide, answered: tuple[str, ...], target: Mapping[str, Hashable]
) -> JsonResult:
    ways, same = 0, 0
    options = dict.fromkeys(target, 0)
    for weights in lattice(len(answered), PARTS[len(answered)]):
        ways += 1
        kept = _kept(decide(_weighed(profile, dict(zip(answered, weights, strict=True)))), target)
        same += len(kept) == len(target)
        for part in kept:
            options[part] += 1
    return {"ways": ways, "same": same, "options": options if "" not in target else {}}


def _weighed(profile: Profile, weights: Mapping[str, int]) -> Profile:
    sectors = tuple(
        replace(sector, weight=Fraction(weights.get(sector.code, sector.weight)))
        for sector in profile.sectors
    )
    return replace(profile, sectors=sectors)
