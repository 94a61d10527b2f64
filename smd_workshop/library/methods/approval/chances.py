"""How often each option would be chosen: equal shares of many rounds at once, the ballots weighed by chance.

The ballot that nobody gave marks each option or not, by a coin. Weights are drawn, so two options tie only where the
same people marked both: then chance decides. Floats are near enough to count how often something happens; the round
itself is counted exactly (shares).
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.chances.decided import Chosen
from smd_workshop.library.chances.draws import WHOLE, Draws
from smd_workshop.library.chances.facet import NO_ANSWER, repetitions
from smd_workshop.library.methods.approval.compute import decider
from smd_workshop.library.profile import Profile
from smd_workshop.library.stats.samples.bounded import Floats

#: Every repetition is a whole count, so there are fewer of them.
REPETITIONS: Final = 500
#: What is looked at of one ballot and option to choose one more.
_LOOKS: Final = 4
_HAIR: Final = 1e-9

Marks = NDArray[np.bool_]


def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Chosen | str | None:
    """Return what was chosen; nothing is repeated where nobody marked anything."""
    options, k = profile.options, settings["k"]
    groups = len(profile.cells) + len(profile.sectors)
    many = repetitions(REPETITIONS, groups, len(options) * k * _LOOKS)
    if not any(cell.answer for cell in profile.cells):
        return NO_ANSWER
    if not many:
        return None
    draws = Draws.of(profile, seed, many)
    own = np.array([[code in cell.answer for code in options] for cell in draws.cells])
    marks = np.concatenate(
        [np.broadcast_to(own, (many, *own.shape)), draws.coins(len(options))], axis=1
    )
    weights = np.concatenate([draws.weights, draws.added], axis=1) / WHOLE
    chosen = equal_shares(marks, weights, k, draws.random)
    return Chosen(options, chosen, decider(profile, settings)(profile))


def equal_shares(marks: Marks, weights: Floats, k: int, random: np.random.RandomState) -> Floats:
    """Return what the Method of Equal Shares with Phragmén's completion chooses in each of many rounds, as 1 or 0.

    `marks` is (rounds, voters, options), `weights` (rounds, voters), adding to 1 in each round. Where options run out that
    somebody marked, the others share the places that are left.
    """
    rounds, _, options = marks.shape
    every = np.arange(rounds)
    lots = _HAIR * random.random_sample(
        (rounds, options)
    )  # options of the same voters cost the same
    money = np.full(weights.shape, k, dtype=np.float64)
    chosen, completing = np.zeros((rounds, options), dtype=bool), np.zeros(rounds, dtype=bool)
    for _ in range(k):
        prices = np.where(completing[:, None], np.inf, _prices(marks, weights, money))
        prices[chosen] = np.inf
        completing |= np.isinf(prices).all(axis=1)
        loads = _loads(marks, weights, money)
        loads[chosen] = np.inf
        asked = np.where(completing[:, None], loads, prices)
        best = np.argmin(asked + lots, axis=1)
        found = np.isfinite(asked[every, best])
        chosen[every[found], best[found]] = True
        paid = asked[every, best][:, None]
        after = np.where(completing[:, None], -paid, np.maximum(0, money - paid))
        payers = marks[every, :, best] & found[:, None]
        money = np.where(payers, after, money)
    missing = k - chosen.sum(axis=1, keepdims=True)
    rest = ~chosen
    shared: Floats = chosen + rest * missing / np.maximum(1, rest.sum(axis=1, keepdims=True))
    return shared


def _prices(marks: Marks, weights: Floats, money: Floats) -> Floats:
    """Return the largest payment for each option, infinite where its voters cannot pay it: (rounds, options).

    With the poorest first, who has less than an even share of what is left gives all of it.
    """
    order = np.argsort(money, axis=1, kind="stable")
    own = np.take_along_axis(money, order, axis=1)[:, :, None]
    held = np.where(
        np.take_along_axis(marks, order[:, :, None], axis=1),
        np.take_along_axis(weights, order, axis=1)[:, :, None],
        0.0,
    )
    given = np.cumsum(held * own, axis=1)
    before = given - held * own
    payers = np.cumsum(held[:, ::-1], axis=1)[:, ::-1]
    enough = before + own * payers >= 1 - _HAIR
    first = enough.argmax(axis=1)[:, None, :]
    price = (1 - np.take_along_axis(before, first, axis=1)) / np.maximum(
        np.take_along_axis(payers, first, axis=1), 1e-300
    )
    found: Floats = np.where(enough.any(axis=1), price[:, 0], np.inf)
    return found


def _loads(marks: Marks, weights: Floats, money: Floats) -> Floats:
    """Return the load that the voters of each option would bear, infinite without any: (rounds, options)."""
    backing = np.einsum("rv,rvo->ro", weights, marks)
    held = np.einsum("rv,rvo->ro", weights * money, marks)
    found: Floats = np.divide(
        1 - held, backing, out=np.full(backing.shape, np.inf), where=backing > 0
    )
    return found
