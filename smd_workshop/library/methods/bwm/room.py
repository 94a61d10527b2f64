"""What must hold of the options of a room before they are compared; a file may hold any number of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.settings import InvalidSetting

#: 2n − 3 comparisons: 37 of twenty options are more than anybody makes with care.
MOST: Final = 20


def check(_settings: Mapping[str, Any], options: Sequence[str]) -> None:
    """Raise InvalidSetting where there is nothing to compare, or more than a person can."""
    if len(options) < 2:
        raise InvalidSetting((), N_("To compare, a round needs at least two options."))
    if len(options) > MOST:
        raise InvalidSetting(
            (),
            N_(
                "%(many)s options would make %(pairs)s comparisons for each person. Choose at most %(most)s options; up to 9 are answered with care."
            ),
            many=len(options),
            pairs=2 * len(options) - 3,
            most=MOST,
        )
