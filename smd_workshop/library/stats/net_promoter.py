"""Net promoter score: promoters less detractors among answers from 0 to 10 (Reichheld 2003)."""

import math
from typing import Final

from smd_workshop.library.stats.samples.proportions import Z_95

LOWEST, HIGHEST = 0, 10
#: From here on somebody promotes; up to there somebody detracts.
PROMOTES: Final = 9
DETRACTS: Final = 6


def adjusted_wald(promoters: int, detractors: int, size: int) -> tuple[float, float] | None:
    """95 % interval of the score, as a share from −1 to 1; None without people.

    Three people more, ¾ of them promoters and ¾ detractors (Rocks 2016, Interval Estimation for the "Net Promoter
    Score", The American Statistician 70:365), inside what is possible.
    """
    if not size:
        return None
    many = size + 3
    up, down = (promoters + 0.75) / many, (detractors + 0.75) / many
    centre = up - down
    half = Z_95 * math.sqrt((up + down - centre**2) / many)
    return max(-1.0, centre - half), min(1.0, centre + half)
