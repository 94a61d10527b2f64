"""One count of an approval round from its ballots to the chosen set, with what was paid for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import shown
from smd_workshop.library.methods.approval.count.electorate import Electorate, Support, TooMany
from smd_workshop.library.methods.approval.count.ladder import Lot, decide
from smd_workshop.library.methods.approval.count.shares import Counter
from smd_workshop.library.profile import Profile
from smd_workshop.library.settings import InvalidSetting

Way = tuple[tuple[int, bool], ...]
Amounts = dict[str, dict[str, Fraction]]


@dataclass(frozen=True, slots=True)
class Election:
    """All tied sets (None with `reason` if there are too many to follow), and the set that was chosen.

    `way` holds the steps (option, completing) that lead to it.
    """

    counter: Counter
    support: Support
    tied: list[tuple[str, ...]] | None
    reason: str | None
    winners: tuple[str, ...]
    ladder: str | None
    way: Way

    @property
    def electorate(self) -> Electorate:
        """Return who voted."""
        return self.counter.electorate

    def amounts(self) -> tuple[Amounts, Amounts]:
        """Return what each sector paid for the options bought, and took on for those of the completion."""
        paid: Amounts = {}
        completed: Amounts = {}
        for place, completing, sums in self.counter.payments(self.way):
            (completed if completing else paid)[self.electorate.options[place]] = sums
        return paid, completed


Count = Callable[[Electorate, Support, Lot], Election]


def held(profile: Profile, settings: Mapping[str, Any], lot: Lot) -> Election:
    """Count a round; InvalidSetting if more are to be chosen than there are options."""
    k: int = settings["k"]
    if k > len(profile.options):
        raise InvalidSetting(
            ("k",),
            N_("%(k)s is more than the %(options)s options"),
            k=shown(k),
            options=len(profile.options),
        )
    electorate = Electorate.of(profile, k)
    return elect(electorate, Support.of(electorate, profile), lot)


def again(profile: Profile, election: Election, lot: Lot) -> tuple[str, ...]:
    """Return the winners among fewer sectors, after a count of all of them.

    Where all together have too many ties to follow, so have most of them: the ladder decides each tie at once.
    """
    electorate = Electorate.of(profile, election.electorate.k)
    count: Count = elect if election.reason is None else stepwise
    return count(electorate, Support.of(electorate, profile), lot).winners


def elect(electorate: Electorate, support: Support, lot: Lot) -> Election:
    """Follow every tie to its end and let the ladder decide between the sets found."""
    counter = Counter(electorate)
    try:
        ways = counter.equal_shares().ways
    except TooMany as error:
        return stepwise(electorate, support, lot, str(error))
    tied = sorted(electorate.named(chosen) for chosen in ways)
    winners, ladder = decide(tied, support, lot)
    way = next(way for chosen, way in ways.items() if electorate.named(chosen) == winners)
    return Election(counter, support, tied, None, winners, ladder, way)


def stepwise(electorate: Electorate, support: Support, lot: Lot, reason: str = "") -> Election:
    """Ties too many to follow: the ladder decides each one where it arises."""

    def first(tied: tuple[int, ...]) -> tuple[int, ...]:
        chosen, _ = decide(sorted((electorate.options[place],) for place in tied), support, lot)
        return (electorate.options.index(chosen[0]),)

    counter = Counter(electorate, first)
    ways = counter.equal_shares().ways
    ((chosen, way),) = ways.items()
    return Election(counter, support, None, reason, electorate.named(chosen), "stepwise", way)
