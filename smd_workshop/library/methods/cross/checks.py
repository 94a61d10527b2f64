"""What must hold before a crossing is put to a room."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.kind import OUTSIDE, SIDES, WITHIN
from smd_workshop.library.settings import InvalidSetting

#: More pairs nobody answers on a phone: about a quarter of an hour, eight seconds for each.
MOST_PAIRS: Final = 100


def check(settings: Mapping[str, Any], options: Sequence[str]) -> None:  # noqa: ARG001 - the sides hold all options
    """Raise InvalidSetting unless there is something to cross, and not more than a person can answer."""
    sides = settings.get("sides") or {}
    if not sides.keys() <= set(SIDES):
        raise InvalidSetting(
            ("sides",),
            N_("Only strengths, weaknesses, opportunities and threats can be crossed."),
        )
    rows, columns = (sum(len(sides.get(side, ())) for side in half) for half in (WITHIN, OUTSIDE))
    if not rows or not columns:
        raise InvalidSetting(
            ("sides",),
            N_(
                "A crossing needs strengths or weaknesses, and opportunities or threats. Choose some of both."
            ),
        )
    if rows * columns > MOST_PAIRS:
        raise InvalidSetting(
            ("sides",),
            N_(
                "These factors make %(pairs)s pairs (%(rows)s × %(columns)s), and each person is asked about every one. "
                "At most %(most)s can be answered on a phone: choose fewer factors."
            ),
            pairs=rows * columns,
            rows=rows,
            columns=columns,
            most=MOST_PAIRS,
        )
