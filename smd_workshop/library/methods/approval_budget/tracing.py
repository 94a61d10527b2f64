"""What a budget is to other rounds, and on the way back from an objective to its notes."""

from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.facets import SHORTLIST, WINNERS, Choosing, Following, Offer, Tracing


def _funded(_part: str, shown: dict[str, Any]) -> list[str]:
    return list(shown["winners_completed"])


def _chose(shown: dict[str, Any], code: str) -> bool:
    return code in shown["winners_completed"]


FOLLOWING = Following(
    takes=(SHORTLIST,), offers=(Offer(WINNERS, N_("Those funded in «%(title)s»"), _funded),)
)
TRACING = Tracing(
    chooses=Choosing(
        _chose,
        N_("Funded among others, every sector with the same purse:"),
        N_("Put to the choice among others, and not among those funded:"),
    )
)
