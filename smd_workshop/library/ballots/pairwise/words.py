"""A comparison of two in words: as it was said, or asked about where the rest says otherwise."""

from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.library.ballots.kind import Said
from smd_workshop.library.ballots.pairwise.judgments import Judgment

#: What is asked about a judgment that contradicts the rest: of two that weigh the same, of one that all others deny, else.
SAME: Final = N_(
    "%(one)s and %(other)s weigh the same? Together, your answers say: %(heavier)s about %(ratio)s times as much."
)
NONE: Final = N_(
    "%(one)s weighs %(times)s times %(other)s? Together, your answers say: about the same."
)
OTHER: Final = N_(
    "%(one)s weighs %(times)s times %(other)s? Together, your answers say: %(heavier)s about %(ratio)s times as much."
)
#: For the script, which fills them by itself.
FILLED: Final = {name: f"{{{name}}}" for name in ("one", "other", "times", "heavier", "ratio")}


def line(judgment: Judgment, ratio: float | None) -> Said:
    """Say a judgment; `ratio` where it contradicts the rest: how many times as much the first weighs by all of them."""
    one, other, times = judgment
    params: dict[str, object] = {"one": one, "other": other, "times": number(float(times))}
    if ratio is None:
        if times == 1:
            return Said(N_("%(one)s and %(other)s weigh the same"), params)
        return Said(N_("%(one)s weighs %(times)s times %(other)s"), params)
    far = number(max(ratio, 1 / ratio), 1)
    params |= {"heavier": one if ratio > 1 else other, "ratio": far}
    return Said(SAME if times == 1 else NONE if far == number(1, 1) else OTHER, params)
