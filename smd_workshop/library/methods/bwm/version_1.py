"""Version 1 of best and worst, as results stored under it were counted: the last digits of intervals are others.

Of 63 to 100 different weights of one sector it looked at each by itself.
"""

from collections.abc import Mapping
from typing import Any

from smd_workshop.library.methods.bwm import compute as newest
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile
from smd_workshop.library.stats.samples import bounded


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what version 2 returns, with the digits of version 1."""
    return newest.compute(profile, settings, bounded.bounds_one_by_one)
