"""What must hold before several are chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.settings import InvalidSetting


def check(settings: Mapping[str, Any], options: Sequence[str]) -> None:
    """Raise InvalidSetting unless it is said how many are to be chosen, and there are as many."""
    k = settings.get("k")
    if not isinstance(k, int) or not 1 <= k <= len(options):
        raise InvalidSetting(
            ("k",), N_("Say how many are to be chosen: between 1 and the number of options.")
        )
