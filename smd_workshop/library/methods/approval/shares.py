"""Method of Equal Shares completed by sequential Phragmén, with every tie followed to its end.

Peters & Skowron 2020 (rule X); Lackner & Skowron 2023, Multi-Winner Voting with Approval Preferences, §2; completion
with start loads equal to minus the money left. Money and loads are whole numbers over a common denominator: exact,
and many times faster than fractions one by one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import gcd

from smd_workshop.library.methods.approval.electorate import (
    MOST_SETS,
    Electorate,
    TooMany,
    combined,
)

# Looks at one group of voters; about a second of work. Ties beyond that are not enumerated.
MOST_WORK = 1_000_000
_STEP = 20  # what taking one step costs besides, in looks

Choose = Callable[[tuple[int, ...]], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class State:
    """A stage of the count: what is elected, and each group's money (or minus its load) per voter, over `unit`."""

    elected: int
    unit: int
    money: tuple[int, ...]
    completing: bool

    def reduced(self) -> "State":
        """Return the same stage with the smallest denominator, so that equal stages are equal values."""
        common = gcd(self.unit, *self.money)
        if common == 1:
            return self
        return State(
            self.elected,
            self.unit // common,
            tuple(m // common for m in self.money),
            self.completing,
        )


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
        self.supporters = {
            place: [n for n, group in enumerate(electorate.groups) if group.approves >> place & 1]
            for place in self.by_name
        }
        self.weights = [group.weight for group in electorate.groups]
        self.work = 0
        self.tied = False

    def equal_shares(self) -> Count:
        """Every set the Method of Equal Shares can end in."""
        electorate = self.electorate
        purse = State(
            0, electorate.size or 1, (electorate.k,) * len(electorate.groups), completing=False
        )
        return self._follow(purse.reduced())

    def phragmen(self) -> Count:
        """Every set sequential Phragmén alone can end in."""
        return self._follow(State(0, 1, (0,) * len(self.weights), completing=True))

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
        self._worked(sum(len(self.supporters[place]) for place in self.by_name))
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
        """Return the largest payment of a supporter, per affordable option, in units of the stage."""
        order = sorted(range(len(stage.money)), key=stage.money.__getitem__)
        prices = {}
        for place in waiting:
            bit = 1 << place
            left, payers = stage.unit, sum(self.weights[n] for n in self.supporters[place])
            for n in order:
                if self.electorate.groups[n].approves & bit:
                    # Everyone still to come has at least this much: do they cover what is left?
                    if stage.money[n] * payers >= left:
                        prices[place] = Fraction(left, payers)
                        break
                    left -= stage.money[n] * self.weights[n]
                    payers -= self.weights[n]
        return prices

    def _loads(self, stage: State, waiting: list[int]) -> dict[int, Fraction]:
        """Return the load every supporter would bear, per option, in units of the stage; loads are minus the money."""
        loads = {}
        for place in waiting:
            supporters = self.supporters[place]
            owed = stage.unit - sum(self.weights[n] * stage.money[n] for n in supporters)
            loads[place] = Fraction(owed, sum(self.weights[n] for n in supporters))
        return loads

    def _bought(self, stage: State, place: int, price: Fraction) -> State:
        up, most = price.denominator, price.numerator
        money = [m * up for m in stage.money]
        for n in self.supporters[place]:
            money[n] -= min(money[n], most)
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
        """Who paid for each option of a way, by sector. In the completion: how much load each sector took on."""
        electorate = self.electorate
        stage = State(
            0, electorate.size or 1, (electorate.k,) * len(electorate.groups), completing=False
        ).reduced()
        for place, completing in way:
            best = (self._loads if completing else self._prices)(stage, [place])[place]
            after = (self._loaded if completing else self._bought)(stage, place, best)
            paid: dict[str, Fraction] = {}
            for group, before, left in zip(
                electorate.groups, stage.money, after.money, strict=True
            ):
                each = Fraction(before, stage.unit) - Fraction(left, after.unit)
                for sector, weight in group.by_sector:
                    paid[sector] = paid.get(sector, Fraction(0)) + each * weight
            yield place, completing, paid
            stage = after
