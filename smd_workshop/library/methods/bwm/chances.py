"""How often each option would come before each other: the weights of each ballot, as points that were shared out."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from smd_workshop.library.chances.decided import Order
from smd_workshop.library.chances.facet import REPETITIONS, repetitions
from smd_workshop.library.methods.bwm.compute import Sectors, decider
from smd_workshop.library.profile import Profile
from smd_workshop.library.stats.samples import bounded

_DIGITS: Final = 9  # weights that differ by less than this many digits are tied in a draw


def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Order | None:
    """Return what each option weighed."""
    options = profile.options
    many = repetitions(REPETITIONS, len(profile.cells), len(options))
    if not many:
        return None
    solved = Sectors.of(profile).solved
    samples = [
        bounded.Sample(
            np.array([[vector.at(at) for at, _ in enumerate(options)] for vector, _ in own]),
            np.array([count for _, count in own], dtype=np.int64),
            float(sector.weight),
        )
        for sector in sorted(profile.sectors, key=lambda each: each.code)
        if (own := solved[sector.code])
    ]
    worth = np.round(bounded.draws(samples, 0, 1, seed, many), _DIGITS)
    return Order(options, worth, decider(profile, settings)(profile))
