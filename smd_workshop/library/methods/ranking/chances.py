"""How often each option would come before each other in Schulze's order of the ballots, weighed by chance.

The ballot that nobody gave puts the options in an order drawn by chance.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.chances.decided import Order
from smd_workshop.library.chances.draws import Draws
from smd_workshop.library.chances.facet import repetitions
from smd_workshop.library.methods.ranking.compute import decider
from smd_workshop.library.profile import Cell, Profile
from smd_workshop.library.stats.samples.bounded import Floats

#: Chains between all options are looked for in each repetition, so there are fewer of them.
REPETITIONS: Final = 1000


def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Order | None:
    """Return the place of each option, the first the largest."""
    options = len(profile.options)
    # Looking for chains takes as many steps again as there are options.
    many = repetitions(REPETITIONS, len(profile.cells) + 4 * options, options**2)
    if not many:
        return None
    draws = Draws.of(profile, seed, many, balanced=settings["balance"] == "sector")
    pairs = _pairs(draws, profile.options)
    worth = -layers(strengths(pairs))
    return Order(profile.options, worth, decider(profile, settings)(profile))


def _pairs(draws: Draws, options: tuple[str, ...]) -> Floats:
    """Return how much weight puts one option before another: (repetitions, n, n)."""
    many, n = draws.shape[0], len(options)
    own = np.stack([_places(cell, options) for cell in draws.cells])
    by_chance = draws.random.random_sample((*draws.shape, n))
    found: Floats = draws.sums(
        _before(own).reshape(len(own), -1), _before(by_chance).reshape(*draws.shape, -1)
    )
    return found.reshape(many, n, n)


def _places(cell: Cell, options: tuple[str, ...]) -> Floats:
    """Return the place of each option on a ballot; what has none comes after all that have one."""
    place = {code: at for at, tied in enumerate(cell.answer) for code in tied}
    return np.array([place.get(code, len(options)) for code in options], dtype=np.float64)


def _before(places: Floats) -> Floats:
    return (places[..., :, None] < places[..., None, :]).astype(np.float64)


def strengths(pairs: Floats) -> Floats:
    """Return how strong the strongest chain of wins is, as schulze.strengths, of many rounds: (…, n, n)."""
    found = np.where(pairs > pairs.swapaxes(-1, -2), pairs, 0.0)
    for between in range(found.shape[-1]):
        onward = np.minimum(found[..., :, [between]], found[..., [between], :])
        np.maximum(found, onward, out=found)
    return found


def layers(strong: Floats) -> Floats:
    """Return the place of each option, as schulze.order_of, 0 for those that no other beats: (…, n, n) → (…, n)."""
    beats: NDArray[np.bool_] = strong > strong.swapaxes(-1, -2)
    left = np.ones(beats.shape[:-1], dtype=bool)
    found = np.zeros(left.shape)
    while left.any():
        best = left & ~(beats & left[..., :, None]).any(axis=-2)
        left &= ~best
        found += left
    return found
