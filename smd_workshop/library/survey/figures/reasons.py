"""Why a figure is undefined, beside the null that stands in its place."""

import re
from collections.abc import Mapping
from typing import Any, Final

from smd_workshop.core.messages import N_

NOBODY: Final = N_("Nobody answered.")
NO_NUMBER: Final = N_("Nobody gave a number.")
TWO_NUMBERS: Final = N_("Fewer than two people gave a number.")
TWO_PEOPLE: Final = N_("Fewer than two people answered.")
UNKNOWN: Final = N_("The size of the population is not known.")
NO_PEOPLE: Final = N_("The population is empty.")
TWO_ITEMS: Final = N_("It takes two items or more.")
THREE_ITEMS: Final = N_("It takes three items or more.")
TWO_COMPLETE: Final = N_("Fewer than two people answered all items.")
SAME_SUM: Final = N_("All who answered all items reach the same sum.")
CONSTANT: Final = N_("Somewhere all gave the same answer.")
FEW_COMPLETE: Final = N_("Only %(n)s people answered all items; it takes %(least)s.")
FEW_BOTH: Final = N_("Only %(n)s people answered both; it takes %(least)s.")
HEYWOOD: Final = N_("One factor does not fit: an item has no variance of its own left.")
EVEN: Final = N_("All answers are alike.")
#: Sentences that are stored filled.
_FILLED: Final = tuple(
    (message, re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>[0-9]+)", re.escape(message))))
    for message in (FEW_COMPLETE, FEW_BOTH)
)


def unfilled(reason: str) -> tuple[str, Mapping[str, str]]:
    """Return a stored reason as the sentence that is translated, and what fills it."""
    for message, filled in _FILLED:
        if found := filled.fullmatch(reason):
            return message, found.groupdict()
    return reason, {}


def told(key: str, value: Any, reason: str) -> dict[str, Any]:
    """Return a figure under its key; one that is undefined with its reason beside it."""
    return {key: value} if value is not None else {key: None, f"{key}_reason": reason}
