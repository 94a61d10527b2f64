"""What a ranking is to other rounds, and on the way back from an objective to its notes."""

from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.facets import (
    ADOPTED,
    FIRST,
    SHORTLIST,
    WINNERS,
    Following,
    Offer,
    Tracing,
)


def _first(_part: str, shown: dict[str, Any]) -> list[str]:
    return list(shown["winners"]) if len(shown["order"]) > 1 else []


FOLLOWING = Following(
    takes=(WINNERS, ADOPTED, SHORTLIST),
    offers=(Offer(FIRST, N_("The first of «%(title)s»"), _first),),
)
TRACING = Tracing()
