"""The completion Add1U: what the purses leave unspent is put to use.

Every voter's purse grows by one unit at a time, as long as what is then bought stays within the real budget and
something could still be bought; then the most approved options that still fit are added. As cities use it
(equalshares.net); Peters & Skowron et al., Pabulib. A unit for each person, shared as the purses are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from smd_workshop.library.methods.approval_budget.floats import Quick
from smd_workshop.library.methods.approval_budget.shares import buy, span, tied
from smd_workshop.library.methods.approval_budget.voters import Voters

#: With fewer approvals than this (groups × options) lines are followed exactly from change to change.
FOLLOWED: Final = 1500
#: After so many counts the purses grow ten times as fast.
PATIENCE: Final = 400

Options = tuple[int, ...]
#: What is bought after so many steps, and the next step at which it could be something else.
Look = Callable[[int], tuple[Options, int]]


@dataclass(frozen=True, slots=True)
class Completed:
    """What is funded in the end: with larger purses, then those that were added; and by how much purses grew."""

    grown: Options
    added: Options
    #: Units by which the purse of a person grew on average; in the end by so many at once.
    units: int
    step: int

    @property
    def options(self) -> Options:
        """All of them in their order."""
        return (*self.grown, *self.added)


def complete(voters: Voters, bought: Options) -> Completed:
    """Return what is funded after the completion of what the real purses bought."""
    grown, units, step = _grown(voters, bought)
    return Completed(grown, _added(voters, grown), units, step)


def ties(voters: Voters, completed: Completed) -> list[Options]:
    """Return who had the same claim where the order of the list decided, and not all of them are funded in the end.

    Of the purses as they are at the end of the completion, and of the votes by which what is left is spent.
    """
    purse = Fraction(voters.budget, voters.size)
    if completed.units:
        unit = voters.people * voters.part
        purse = Fraction(voters.budget // unit * unit + completed.units * unit, voters.size)
    left = voters.budget - voters.price(completed.grown)
    found = list(tied(voters, purse))
    taken = set(completed.grown)
    for option in completed.added:
        fits = (
            each for each in voters.approved if each not in taken and voters.costs[each] <= left
        )
        found.append(tuple(n for n in fits if voters.votes(n) == voters.votes(option)))
        left -= voters.costs[option]
        taken.add(option)
    return [each for each in found if not taken.issuperset(each)]


def _grown(voters: Voters, bought: Options) -> tuple[Options, int, int]:
    """Let the purses grow while what is bought fits the budget; options that nobody approves are no reason to."""
    look = _looks(voters)
    steps = counts = 0
    stride, next_ = 1, 1
    while not _exhausted(voters, bought):
        found, change = look(next_)
        if voters.price(found) > voters.budget:
            break
        bought, steps, counts = found, next_, counts + 1
        if counts % PATIENCE == 0:
            stride *= 10
        next_ = max(change, steps + stride)
    return bought, steps, stride


def _exhausted(voters: Voters, bought: Options) -> bool:
    left = voters.budget - voters.price(bought)
    return not any(
        voters.costs[option] <= left for option in voters.approved if option not in bought
    )


def _looks(voters: Voters) -> Look:
    """Return what counts after a number of steps: a unit for every person from whole units for each."""
    unit = voters.people * voters.part
    begin = voters.budget // unit * unit

    if sum(map(len, voters.supporters)) <= FOLLOWED:

        def follow(step: int) -> tuple[Options, int]:
            chosen, room = span(voters, Fraction(begin + step * unit, voters.size))
            if room is None:
                return chosen, step + 1
            return chosen, max(step + 1, ceil(step + room * voters.size / unit))

        return follow

    quick = Quick(voters)

    def count(step: int) -> tuple[Options, int]:
        total = begin + step * unit
        chosen = quick.buy(float(total))
        if chosen is None:
            chosen = buy(voters, Fraction(total, voters.size)).options
        return chosen, step + 1

    return count


def _added(voters: Voters, bought: Options) -> Options:
    """Return the most approved of the others that still fit, one after the other; ties by their order."""
    added: list[int] = []
    left = voters.budget - voters.price(bought)
    for option in sorted(voters.approved, key=lambda option: -voters.votes(option)):
        if option not in bought and voters.costs[option] <= left:
            added.append(option)
            left -= voters.costs[option]
    return tuple(added)
