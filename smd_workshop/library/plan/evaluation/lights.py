"""The lights of a percentage: half-open bands, on the number as it is, never on a rounded one."""

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import Final

from smd_workshop.library.plan.figures import Figure


class Light(StrEnum):
    """Red, amber, green, or none where there is no number."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"


#: Amber and green begin here: [0, 75) [75, 95) [95, 100]. CEPLAN's cuts, with no number between two bands.
AMBER_FROM: Final = 75
GREEN_FROM: Final = 95
CUTS: Final = (AMBER_FROM, GREEN_FROM)


def light_of(value: Fraction | None) -> Light:
    """Return the light of a percentage, of any size."""
    if value is None:
        return Light.NONE
    if value < AMBER_FROM:
        return Light.RED
    return Light.AMBER if value < GREEN_FROM else Light.GREEN


#: Said in place of a light: there is a value, and no target to judge it by.
UNJUDGED: Final = "unjudged"
#: Said in place of a light: values that were due are missing, and may change it.
INCOMPLETE: Final = "incomplete"


def word_of(figure: Figure) -> str:
    """Return the light of a figure as it is said: a value that nothing judges is not called missing."""
    return UNJUDGED if figure.valued else str(light_of(figure.value))


def tally(lights: Iterable[Light]) -> dict[Light, int]:
    """Return how many there are of each light, all four named."""
    found = list(lights)
    return {light: found.count(light) for light in Light}
