"""What is bought, told by floats where no two amounts are close: many times faster with thousands of ballots.

Where rounding could decide, nothing is said, and the caller counts exactly.
"""

from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.methods.approval_budget.voters import Voters

Floats = NDArray[np.float64]

_CLOSE = 1e-9  # amounts that differ by less than this share of them are not told apart
_SMALLEST = 1e-15  # of the largest weight: far from where a sum of floats would lose a voter


class Quick:
    """Knows who supports which option."""

    def __init__(self, voters: Voters) -> None:
        self.costs = np.array(voters.costs, dtype=np.float64)
        whole = voters.size
        self.weights: Floats = np.array([weight / whole for weight in voters.weights])
        self.supporters = [np.array(groups, dtype=np.int64) for groups in voters.supporters]
        self.approved = voters.approved
        self.size = whole
        self.holds = bool(len(self.weights)) and self.weights.min() > _SMALLEST * self.weights.max()

    def buy(self, total: float) -> tuple[int, ...] | None:
        """Return what is bought with a budget of `total` parts, in order; None where two amounts are too close."""
        if not self.holds:
            return None
        # As if the electorate were one person: everybody has the whole budget, and weights are shares.
        money: Floats = np.full(len(self.weights), total)
        waiting = [(0.0, option) for option in self.approved]
        heapify(waiting)
        chosen = []
        while waiting:
            found = self._first(waiting, money)
            if found is None:
                return None
            option, payment = found
            if option < 0:
                break
            chosen.append(option)
            groups = self.supporters[option]
            money[groups] = np.maximum(0.0, money[groups] - payment)
        return tuple(chosen)

    def _first(self, waiting: list[tuple[float, int]], money: Floats) -> tuple[int, float] | None:
        """Take out the option with the lowest rate, with its payment; -1 where none can be paid, None where two are close."""
        while waiting:
            _, option = heappop(waiting)
            payment = self._payment(option, money)
            if payment is None:
                return None
            if payment == np.inf:
                continue
            rate = payment / self.costs[option]
            if waiting and rate > waiting[0][0] * (1 + _CLOSE):
                heappush(waiting, (rate, option))
            elif self._alone(rate, waiting, money):
                return option, payment
            else:
                return None
        return -1, 0.0

    def _alone(self, rate: float, waiting: list[tuple[float, int]], money: Floats) -> bool:
        """Whether no other option comes close, of those that were that cheap when they were last looked at."""
        for bound, other in waiting:
            if bound <= rate * (1 + _CLOSE):
                payment = self._payment(other, money)
                if payment is None or payment / self.costs[other] <= rate * (1 + _CLOSE):
                    return False
        return True

    def _payment(self, option: int, money: Floats) -> float | None:
        """Return the largest payment of a supporter, infinite where all they have is less; None where that is close."""
        groups, cost = self.supporters[option], self.costs[option]
        own, weights = money[groups], self.weights[groups]
        whole = float(own @ weights)
        if abs(whole - cost) <= _CLOSE * cost:
            return None
        if whole < cost:
            return float(np.inf)
        order = np.argsort(own, kind="stable")
        own, weights = own[order], weights[order]
        paid = own * weights
        before = np.cumsum(paid) - paid
        rest = np.cumsum(weights[::-1])[::-1]
        first = int(np.argmax(own * rest >= cost - before))
        return float((cost - before[first]) / rest[first])
