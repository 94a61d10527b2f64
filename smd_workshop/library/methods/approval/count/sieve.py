"""Which options cannot be the next one, told by floats in one sweep, so that few are counted exactly.

With thousands of different ballots the exact numbers are long, and counting every option at every step would take most
of a minute. Whether an option costs at most some amount can be asked without solving for its price: do its supporters,
each paying at most that, reach the cost of one? That is a sum whose rounding is bounded. Only what stays clearly below
is left out; everything else, ties included, is counted exactly by the caller.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.methods.approval.count.state import State

Floats = NDArray[np.float64]
Exact = Callable[[int], Fraction | None]

_ROUNDING = 2.0**-51  # more than the relative error of one product, or of one more term of a sum
_ABOVE = 1 + 2.0**-40  # what is found in floats is raised by this: a narrower bound saves nothing
_WELL_ABOVE = 1 + 2.0**-39
_SMALLEST = 400  # the smallest share sifted, as a power of 1/2: far from what a float cannot hold
_BITS = 64  # of the largest amount are kept: more than a float holds


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of a stage: what the supporters reach within a bound, and a first guess of the lowest amount."""

    stage: State
    reached: Callable[[float], Floats]
    guess: Callable[[Sequence[int]], tuple[int, float]]
    exact: Exact


class Sieve:
    """Knows the shares of the electorate (they add up to at most one) and who supports which option."""

    def __init__(
        self, size: int, weights: Sequence[int], supporters: Mapping[int, Sequence[int]]
    ) -> None:
        self.size = size
        self.row = {place: row for row, place in enumerate(supporters)}
        self.share: Floats = np.array([weight / size for weight in weights])
        self.ends = np.cumsum([len(groups) for groups in supporters.values()])
        self.starts = np.concatenate(([0], self.ends[:-1]))
        self.members = np.concatenate([np.array(groups) for groups in supporters.values()])
        self.backing = self._sums(np.ones(len(weights)))
        self.rounding = (len(weights) + 16) * _ROUNDING

    @staticmethod
    def holds(size: int, weights: Sequence[int]) -> bool:
        """Whether floats hold the share of every group and its inverse."""
        return all(weight << _SMALLEST > size for weight in weights)

    def cheapest(self, stage: State, places: Sequence[int], price: Exact) -> dict[int, Fraction]:
        """Return the exact price of every option that could have the lowest, of those that can be paid at all."""
        money = self._money(stage)
        # No price is above the largest purse, so this bounds the error of everything below.
        slack = self.rounding * self.backing * 2 * money.max(initial=0.0)
        whole = self._sums(money)
        payable = whole + slack >= 1
        return self._least(
            [place for place in places if payable[self.row[place]]],
            _Question(
                stage,
                reached=lambda bound: self._sums(np.minimum(money, bound)) + slack,
                guess=lambda left: self._guess(money, whole, left),
                exact=price,
            ),
        )

    def lightest(self, stage: State, places: Sequence[int], load: Exact) -> dict[int, Fraction]:
        """Return the exact load of every option that could ask for the lowest; money is minus the load."""
        money = self._money(stage)
        most = np.abs(money).max(initial=0.0)
        whole = self._sums(money)
        loads = (1 - whole) / self.backing

        def reached(bound: float) -> Floats:
            slack = self.rounding * self.backing * 2 * (most + abs(bound))
            raised: Floats = whole + bound * self.backing + slack
            return raised

        def guess(left: Sequence[int]) -> tuple[int, float]:
            first = min(left, key=lambda place: loads[self.row[place]])
            return first, loads[self.row[first]] * _WELL_ABOVE

        return self._least(places, _Question(stage, reached, guess, load))

    def _least(self, places: Sequence[int], ask: "_Question") -> dict[int, Fraction]:
        """Raise a bound until some exact amount lies within it: then nothing lower was left out."""
        known: dict[int, Fraction | None] = {}
        bound = 0.0
        while len(known) < len(places):
            found = [amount for amount in known.values() if amount is not None]
            if not found:
                first, bound = ask.guess([place for place in places if place not in known])
                known[first] = ask.exact(first)
            elif (least := self._float(min(found), ask.stage) * _ABOVE) > bound:
                bound = least
            else:
                break
            near = ask.reached(bound)
            for place in places:
                if place not in known and near[self.row[place]] >= 1:
                    known[place] = ask.exact(place)
        return {place: amount for place, amount in known.items() if amount is not None}

    def _float(self, amount: Fraction, stage: State) -> float:
        """Return an amount of a stage on the scale of the floats; both numbers may be too long for one."""
        return (amount.numerator * self.size) / (amount.denominator * stage.unit)

    def _guess(self, money: Floats, whole: Floats, places: Sequence[int]) -> tuple[int, float]:
        """Return an option and a price that probably are the lowest: prices fall until none reaches one below."""
        rows = [self.row[place] for place in places]
        best = int(np.argmax(whole[rows]))
        price = self._price(money, rows[best])
        for _ in places:
            sums = self._sums(np.minimum(money, price))[rows]
            other = int(np.argmax(sums))
            if other == best or sums[other] <= 1:
                break
            best, price = other, self._price(money, rows[other])
        return places[best], price * _WELL_ABOVE

    def _price(self, money: Floats, row: int) -> float:
        """Return about the largest payment of a supporter; the largest purse where all of it is not enough."""
        members = self.members[self.starts[row] : self.ends[row]]
        order = members[np.argsort(money[members])]
        paid = self.share[order] * money[order]
        before = np.cumsum(paid) - paid
        rest = np.cumsum(self.share[order][::-1])[::-1]
        enough = np.flatnonzero(money[order] * rest >= 1 - before)
        if not enough.size:
            return float(money[order[-1]])
        return float((1 - before[enough[0]]) / rest[enough[0]])

    def _money(self, stage: State) -> Floats:
        """Return the money of each group's voters if all of the electorate were one: at the start, k for everybody."""
        most = max(max(stage.money).bit_length(), min(stage.money).bit_length())
        shift = max(0, most - _BITS)
        scale = (self.size << shift) / stage.unit
        return np.fromiter((m >> shift for m in stage.money), np.float64, len(stage.money)) * scale

    def _sums(self, of_groups: Floats) -> Floats:
        """Add up a number of each group over the supporters of each option, every group by its share."""
        sums: Floats = np.add.reduceat((self.share * of_groups)[self.members], self.starts)
        return sums
