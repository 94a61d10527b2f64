"""How often each option would come before each other: least squares over the pairs of all ballots, weighed by chance.

The ballot that nobody gave calls all options equal: an end of the scale that is the same for all of them changes no
order of their logarithms.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from smd_workshop.library.chances.decided import Order
from smd_workshop.library.chances.draws import WHOLE, Draws
from smd_workshop.library.chances.facet import REPETITIONS, repetitions
from smd_workshop.library.methods.ahp.compute import decider
from smd_workshop.library.methods.ahp.matrices import Logs, laplacians, solved
from smd_workshop.library.profile import Profile

_DIGITS: Final = 9  # weights that differ by less than this many digits are tied in a draw


def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Order | None:
    """Return what each option weighed."""
    options = len(profile.options)
    # Solving the equations of one repetition is as much work as some twenty ballots.
    many = repetitions(REPETITIONS, len(profile.cells) + 20, options**2)
    if not many:
        return None
    draws = Draws.of(profile, seed, many)
    left, right = laplacians(Logs.of([cell.answer for cell in draws.cells], profile.options))
    weights = draws.weights / WHOLE
    worth = solved(
        (weights @ left.reshape(len(left), -1)).reshape(-1, options, options), weights @ right
    )
    return Order(profile.options, np.round(worth, _DIGITS), decider(profile, settings)(profile))
