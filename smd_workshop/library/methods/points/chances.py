"""How often the options of each group would come before each other: from the draws that also give `p_top`."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from smd_workshop.library.chances.decided import Order
from smd_workshop.library.chances.facet import NO_ANSWER, repetitions
from smd_workshop.library.methods.points.compute import repeated
from smd_workshop.library.methods.points.weights import Weights, keys_of
from smd_workshop.library.profile import Profile


def drawn(profile: Profile, settings: Mapping[str, Any], _seed: str) -> Order | str | None:
    """Return what each option weighed inside of its group; options that nobody gave points to take no part."""
    groups, keys = settings["groups"], keys_of(profile, settings["groups"])
    many = repetitions(settings["resamples"], len(profile.cells), len(keys))
    if not many:
        return None
    worth = repeated(profile, keys, {**settings, "resamples": many})
    known = [
        at for at, _ in enumerate(profile.options) if worth.size and not np.isnan(worth[0, at])
    ]
    codes = tuple(profile.options[at] for at in known)
    inside = {
        name: own for name, each in groups.items() if (own := [c for c in each if c in codes])
    }
    if not codes:
        return NO_ANSWER
    order = Weights.of(profile, groups).orders(groups)(profile)
    return Order(codes, worth[:, known], order, settings["top"], inside)
