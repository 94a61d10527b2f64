"""How often each quadrant would have each place: from the draws that also give the chance of leading."""

from collections.abc import Mapping
from typing import Any

from smd_workshop.library.chances.decided import Order
from smd_workshop.library.chances.facet import NO_ANSWER, repetitions
from smd_workshop.library.methods.cross.compute import repeated
from smd_workshop.library.methods.cross.marks import QUADRANTS, Marks, densities
from smd_workshop.library.profile import Profile


def drawn(profile: Profile, settings: Mapping[str, Any], _seed: str) -> Order | str | None:
    """Return the densities of the quadrants; that one leads again says the finding itself."""
    marks = Marks.of(profile, settings["sides"])
    many = repetitions(settings["resamples"], len(profile.cells), len(marks.pairs))
    means = marks.balanced(profile.sectors)
    known, worth = repeated(profile, marks, means, {**settings, "resamples": max(1, many)})
    if not many or not known:
        return None if known else NO_ANSWER
    density = densities(marks, means)
    order = sorted(known, key=lambda name: (-(density[name] or 0), QUADRANTS.index(name)))
    return Order(known, worth, [[name] for name in order], top=1, spoken=False)
