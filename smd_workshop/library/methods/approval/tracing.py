"""What a choice is to other rounds, and on the way back from an objective to its notes."""

from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.facets import SHORTLIST, WINNERS, Choosing, Following, Offer, Tracing


def _winners(_part: str, shown: dict[str, Any]) -> list[str]:
    return list(shown["winners"])


def _chose(shown: dict[str, Any], code: str) -> bool:
    return code in shown["winners"]


FOLLOWING = Following(
    takes=(SHORTLIST,), offers=(Offer(WINNERS, N_("Those chosen in «%(title)s»"), _winners),)
)
TRACING = Tracing(
    chooses=Choosing(
        _chose,
        N_("Chosen among others, every sector with the same purse:"),
        N_("Put to the choice among others, and not among those chosen:"),
    )
)
