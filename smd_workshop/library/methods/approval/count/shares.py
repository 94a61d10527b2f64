"""Method of Equal Shares completed by sequential Phragmén, with every tie followed to its end.

Peters & Skowron 2020 (rule X); Lackner & Skowron 2023, Multi-Winner Voting with Approval Preferences, §2; completion
with start loads equal to minus the money left. All amounts are exact; where there are many different ballots, floats
leave out options that cannot be the next one (sieve).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from operator import mul

from smd_workshop.library.methods.approval.count.electorate import (
    MOST_SETS,
    Electorate,
    TooMany,
    combined,
    places,
)
from smd_workshop.library.methods.approval.count.sieve import Sieve
from smd_workshop.library.methods.approval.count.state import State

# Looks at one group of voters; about a second of work. Ties beyond that are not enumerated.
MOST_WORK = 1_000_000
_STEP = 20  # what taking one step costs besides, in looks
# With fewer approvals than this (groups × options) counting all of them exactly is as quick as sifting them.
WORTH_SIFTING = 2000

Choose = Callable[[tuple[int, ...]], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Count:
    """All tied sets, each with the steps (option, completing) of the first way to reach it in alphabetical order."""

    ways: dict[frozenset[int], tuple[tuple[int, bool], ...]]


class Counter:
    """Counts one electorate. `choose` narrows the tied options at each step; by default all are followed."""

    def __init__(self, electorate: Electorate, choose: Choose | None = None) -> None:
        self.electorate = electorate
        self.choose = choose or (lambda tied: tied)
        self.by_name = sorted(electorate.approved, key=lambda place: electorate.options[place])
        self.supporters: dict[int, list[int]] = {place: [] for place in self.by_name}
        for n, group in enumerate(electorate.groups):
            for place in places(group.approves):
                self.supporters[place].append(n)
        self.weights = [group.weight for group in electorate.groups]
        self.backing = {
            place: sum(self.weights[n] for n in groups) for place, groups in self.supporters.items()
        }
        self.looks = sum(len(groups) for groups in self.supporters.values())
        self.sieve = (
            Sieve(electorate.size, self.weights, self.supporters)
            if self.looks > WORTH_SIFTING and Sieve.holds(electorate.size, self.weights)
            else None
        )
        self.work = 0
        self.tied = False

    def equal_shares(self) -> Count:
        """Every set the Method of Equal Shares can end in."""
        return self._follow(self._purses())

    def phragmen(self) -> Count:
        """Every set sequential Phragmén alone can end in."""
        loads = (0,) * len(self.weights)
        return self._follow(State(0, self.electorate.size or 1, loads, completing=True))

    def _purses(self) -> State:
        """Every replicated voter begins with k over the size of the electorate, and every option costs 1."""
        electorate = self.electorate
        purses = (electorate.k,) * len(electorate.groups)
        return State(0, electorate.size or 1, purses, completing=False).reduced()

    def _follow(self, start: State) -> Count:
        """Stage by stage; paths that meet in the same stage are followed once."""
        stages: dict[State, tuple[tuple[int, bool], ...]] = {start: ()}
        for _ in range(min(self.electorate.k, len(self.by_name))):
            following: dict[State, tuple[tuple[int, bool], ...]] = {}
            self.tied = len(stages) > 1
            for stage, way in sorted(stages.items(), key=lambda item: self._names(item[1])):
                for after, place, completing in self._steps(stage):
                    following.setdefault(after, (*way, (place, completing)))
            stages = following
        return Count(self._completed(stages))

    def _names(self, way: tuple[tuple[int, bool], ...]) -> tuple[str, ...]:
        return tuple(self.electorate.options[place] for place, _ in way)

    def _completed(
        self, stages: dict[State, tuple[tuple[int, bool], ...]]
    ) -> dict[frozenset[int], tuple[tuple[int, bool], ...]]:
        """Approved options ran out: all options that nobody approved are tied for the places left."""
        ways: dict[frozenset[int], tuple[tuple[int, bool], ...]] = {}
        for way in sorted(stages.values(), key=self._names):
            ways.setdefault(frozenset(place for place, _ in way), way)
        missing = self.electorate.k - min(self.electorate.k, len(self.by_name))
        if missing:
            (elected,) = ways
            rest = self.electorate.unapproved
            if len(self.choose(rest)) < len(rest):
                return {elected | frozenset(self._one_by_one(rest, missing)): ways[elected]}
            combined((), rest, missing)
            return {
                elected | frozenset(more): ways[elected] for more in combinations(rest, missing)
            }
        if len(ways) > MOST_SETS:
            raise TooMany(f"more than {MOST_SETS} sets are tied")
        return ways

    def _one_by_one(self, rest: tuple[int, ...], missing: int) -> Iterator[int]:
        for _ in range(missing):
            chosen = self.choose(rest)[0]
            yield chosen
            rest = tuple(place for place in rest if place != chosen)

    def _steps(self, stage: State) -> Iterator[tuple[State, int, bool]]:
        self._worked(self.looks)
        waiting = [place for place in self.by_name if not stage.elected >> place & 1]
        prices = {} if stage.completing else self._prices(stage, waiting)
        buying = bool(prices)
        prices = prices or self._loads(stage, waiting)
        best = min(prices.values())
        for place in self.choose(tuple(place for place in waiting if prices.get(place) == best)):
            self._worked(len(stage.money))
            yield (self._bought if buying else self._loaded)(stage, place, best), place, not buying

    def _worked(self, looks: int) -> None:
        # Only ties multiply the work: a single way is followed to its end, however long.
        self.work += (looks + _STEP) * self.tied
        if self.work > MOST_WORK:
            raise TooMany("too many ties to follow them all")

    def _prices(self, stage: State, waiting: list[int]) -> dict[int, Fraction]:
        """Return the largest payment of a supporter, in units of the stage, at least of the cheapest options."""

        def price(place: int) -> Fraction | None:
            return self._price(stage, place)

        if self.sieve:
            return self.sieve.cheapest(stage, waiting, price)
        prices = {place: price(place) for place in waiting}
        return {place: found for place, found in prices.items() if found is not None}

    def _price(self, stage: State, place: int) -> Fraction | None:
        """Return the price p at which Σ min(money, p) of the supporters is the cost; None if all they have is less.

        Who has less than an even share of what is left gives all of it, and the others share the rest anew.
        """
        money, weights = stage.money, self.weights
        left, payers, rest = stage.unit, self.backing[place], self.supporters[place]
        while payers:
            # Money is whole: to have less than an even share is to have less than the next whole number.
            even = -(-left // payers)
            poor = [n for n in rest if money[n] < even]
            if not poor:
                return Fraction(left, payers)
            rest = [n for n in rest if money[n] >= even]
            left -= sum(map(mul, [weights[n] for n in poor], [money[n] for n in poor]))
            payers -= sum(weights[n] for n in poor)
        return None

    def _loads(self, stage: State, waiting: list[int]) -> dict[int, Fraction]:
        """Return the load every supporter would bear, in units of the stage, at least of the lightest options."""

        def load(place: int) -> Fraction:
            return self._load(stage, place)

        if self.sieve:
            return self.sieve.lightest(stage, waiting, load)
        return {place: load(place) for place in waiting}

    def _load(self, stage: State, place: int) -> Fraction:
        """Return (1 + Σ loads of the supporters) over their number; loads are minus the money."""
        supporters = self.supporters[place]
        money, weights = stage.money, self.weights
        held = sum(map(mul, [weights[n] for n in supporters], [money[n] for n in supporters]))
        return Fraction(stage.unit - held, self.backing[place])

    def _bought(self, stage: State, place: int, price: Fraction) -> State:
        up, most = price.denominator, price.numerator
        money = [m * up for m in stage.money]
        for n in self.supporters[place]:
            money[n] = max(0, money[n] - most)
        return State(
            stage.elected | 1 << place, stage.unit * up, tuple(money), completing=False
        ).reduced()

    def _loaded(self, stage: State, place: int, load: Fraction) -> State:
        up = load.denominator
        money = [m * up for m in stage.money]
        for n in self.supporters[place]:
            money[n] = -load.numerator
        return State(
            stage.elected | 1 << place, stage.unit * up, tuple(money), completing=True
        ).reduced()

    def payments(
        self, way: tuple[tuple[int, bool], ...]
    ) -> Iterator[tuple[int, bool, dict[str, Fraction]]]:
        """Who paid for each option of a way, by sector. In the completion: how much load each sector took on.

        The shares are parts of the budget, exact. Raises ValueError for an option that nobody could pay for.
        """
        stage = self._purses()
        for place, completing in way:
            amount = self._load(stage, place) if completing else self._price(stage, place)
            if amount is None:
                raise ValueError(f"nobody could pay for {self.electorate.options[place]}")
            yield place, completing, self._paid(stage, place, amount, completing=completing)
            stage = (self._loaded if completing else self._bought)(stage, place, amount)

    def _paid(
        self, stage: State, place: int, amount: Fraction, *, completing: bool
    ) -> dict[str, Fraction]:
        up, most = amount.denominator, amount.numerator
        paid: dict[str, int] = {}
        for n in self.supporters[place]:
            held = stage.money[n] * up
            each = held + most if completing else min(held, most)
            for sector, weight in self.electorate.groups[n].by_sector:
                paid[sector] = paid.get(sector, 0) + each * weight
        return {sector: Fraction(total, stage.unit * up) for sector, total in paid.items()}
