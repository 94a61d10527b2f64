"""Method of Equal Shares with cost utilities, exact.

Among options that their supporters can pay, the one with the most effective votes is bought: its cost over the largest
payment of a supporter.
Peters, Pierczyński & Skowron 2021, Proportional participatory budgeting with additive utilities; the effective vote
count and its ties by order as in the rule that cities use (equalshares.net).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd
from operator import mul

from smd_workshop.library.methods.approval_budget.voters import Money, Voters


@dataclass(frozen=True, slots=True)
class Purchase:
    """One option that was bought: the largest payment of a replicated voter, in parts, and what each paid.

    What one of each group paid is whole numbers over one `unit`: thousands of fractions of their own would cost more than
    the count.
    """

    option: int
    largest: Fraction
    paid: Money
    unit: int


@dataclass(frozen=True, slots=True)
class Bought:
    """What was bought in its order, and what is left to a replicated voter of each group, in parts over one `unit`."""

    purchases: tuple[Purchase, ...]
    left: Money
    unit: int

    @property
    def options(self) -> tuple[int, ...]:
        """The options in the order they were bought."""
        return tuple(each.option for each in self.purchases)


def buy(voters: Voters, purse: Fraction) -> Bought:
    """Return what is bought where every replicated voter has this purse, in parts.

    Money only shrinks, so payments only grow: an option that was looked at before can be no cheaper now, and only
    those that may still be first are looked at again.
    """
    unit, money = purse.denominator, [purse.numerator] * len(voters.weights)
    waiting = [(Fraction(0), option) for option in voters.approved]
    heapify(waiting)
    purchases = []
    while waiting:
        _, option = heappop(waiting)
        payment = _payment(voters, option, unit, money)
        if payment is None:
            continue
        rate = payment / (unit * voters.costs[option])
        if waiting and (rate, option) > waiting[0]:
            heappush(waiting, (rate, option))
            continue
        before = unit * payment.denominator
        unit, money, paid = _pay(voters, option, unit, money, payment)
        purchases.append(Purchase(option, rate * voters.costs[option], paid, before))
    return Bought(tuple(purchases), tuple(money), unit)


def tied(voters: Voters, purse: Fraction) -> Iterator[tuple[int, ...]]:
    """Yield, for each option that buy() buys, it and those that had as many effective votes at that moment."""
    unit, money = purse.denominator, [purse.numerator] * len(voters.weights)
    waiting = list(voters.approved)
    for option in buy(voters, purse).options:
        rates = {}
        for each in waiting:
            payment = _payment(voters, each, unit, money)
            if payment is not None:
                rates[each] = payment / voters.costs[each]
        yield tuple(each for each, rate in rates.items() if rate == rates[option])
        unit, money, _ = _pay(voters, option, unit, money, rates[option] * voters.costs[option])
        waiting.remove(option)


def _payment(voters: Voters, option: int, unit: int, money: list[int]) -> Fraction | None:
    """Return the amount p, over `unit`, at which Σ min(money, p) of the supporters is the cost; None if all is less.

    Who has less than an even share of what is left gives all of it, and the others share the rest anew.
    """
    weights, rest = voters.weights, voters.supporters[option]
    left, payers = unit * voters.costs[option], voters.votes(option)
    while payers:
        even = -(
            -left // payers
        )  # money is whole: less than an even share is less than the next whole number
        poor = [n for n in rest if money[n] < even]
        if not poor:
            return Fraction(left, payers)
        rest = tuple(n for n in rest if money[n] >= even)
        left -= sum(map(mul, [weights[n] for n in poor], [money[n] for n in poor]))
        payers -= sum(weights[n] for n in poor)
    return None


def _pay(
    voters: Voters, option: int, unit: int, money: list[int], payment: Fraction
) -> tuple[int, list[int], Money]:
    """Return unit and money after a purchase, and what a voter of each group paid, over `unit` times the payment's own."""
    up, most = payment.denominator, payment.numerator
    unit, money = unit * up, [amount * up for amount in money]
    paid = [0] * len(money)
    for n in voters.supporters[option]:
        share = min(money[n], most)
        money[n] -= share
        paid[n] = share
    common = unit
    for amount in money:
        common = gcd(common, amount)
        if common == 1:
            break
    return unit // common, [amount // common for amount in money], tuple(paid)


@dataclass(frozen=True, slots=True)
class _Line:
    """A number that grows with the purse: what it is now, and by how much it grows when the purse grows by one."""

    now: Fraction
    growth: Fraction


def span(voters: Voters, purse: Fraction) -> tuple[tuple[int, ...], Fraction | None]:
    """Return what is bought with a purse, and by how much the purse may grow before anything else could be.

    While who pays all and what comes first stays as it is, every amount is a straight line in the purse; the first
    crossing of two of them is where something changes. None: nothing ever does.
    """
    money = [_Line(purse, Fraction(1))] * len(voters.weights)
    waiting, chosen, crossings = list(voters.approved), list[int](), list[Fraction]()
    while True:
        rates = {}
        for option in waiting:
            found = _line(voters, option, money, crossings)
            if found is not None:
                rates[option] = found
        if not rates:
            return tuple(chosen), min(crossings, default=None)
        first = min(rates, key=lambda option: (_rate(voters, option, rates[option]).now, option))
        crossings.extend(_overtaken(voters, first, rates))
        chosen.append(first)
        waiting.remove(first)
        payment = rates[first]
        for n in voters.supporters[first]:
            own = money[n]
            rich = own.now >= payment.now
            money[n] = _Line(
                own.now - payment.now if rich else Fraction(0),
                own.growth - payment.growth if rich else Fraction(0),
            )


def _line(
    voters: Voters, option: int, money: list[_Line], crossings: list[Fraction]
) -> _Line | None:
    """Return the largest payment for an option as a line, None where it cannot be paid; note where this changes."""
    weights, rest, cost = voters.weights, voters.supporters[option], voters.costs[option]
    whole = sum((weights[n] * money[n].now for n in rest), Fraction(0))
    if whole < cost:
        growth = sum((weights[n] * money[n].growth for n in rest), Fraction(0))
        if growth:
            crossings.append((cost - whole) / growth)
        return None
    left, lost, payers, poor = Fraction(cost), Fraction(0), voters.votes(option), list[int]()
    while True:
        even = left / payers
        found = [n for n in rest if money[n].now < even]
        if not found:
            break
        rest = tuple(n for n in rest if money[n].now >= even)
        left -= sum(weights[n] * money[n].now for n in found)
        lost += sum(weights[n] * money[n].growth for n in found)
        payers -= sum(weights[n] for n in found)
        poor += found
    payment = _Line(left / payers, -lost / payers)
    # Who pays all has more with a larger purse, and the payment shrinks: one day it is less than what they have.
    crossings.extend(
        (payment.now - money[n].now) / (money[n].growth - payment.growth)
        for n in poor
        if money[n].growth > payment.growth
    )
    return payment


def _rate(voters: Voters, option: int, payment: _Line) -> _Line:
    cost = voters.costs[option]
    return _Line(payment.now / cost, payment.growth / cost)


def _overtaken(voters: Voters, first: int, payments: dict[int, _Line]) -> Iterator[Fraction]:
    """Yield where another option would come before the first."""
    best = _rate(voters, first, payments[first])
    for option, payment in payments.items():
        other = _rate(voters, option, payment)
        if other.growth < best.growth:
            yield (other.now - best.now) / (best.growth - other.growth)
