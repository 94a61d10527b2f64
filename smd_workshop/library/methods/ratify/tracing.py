"""What a ratification is to other rounds, and on the way back from an objective to its notes."""

from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.facets import (
    ADOPTED,
    SHORTLIST,
    WINNERS,
    Adopting,
    Following,
    Offer,
    Tracing,
)


def _adopted(part: str, shown: dict[str, Any]) -> tuple[str, ...]:
    return (part,) if shown["outcome"] == "adopted" else ()


def _decided(_part: str, shown: dict[str, Any]) -> bool:
    return bool(shown["outcome"] != "no quorum")


def _votes(_part: str, shown: dict[str, Any]) -> tuple[int, int] | None:
    """Return (yes, yes + no) over all sectors; None where a sector is protected."""
    rows = shown["sectors"].values()
    if any(row["yes"] is None for row in rows):
        return None
    yes = sum(row["yes"] for row in rows)
    return yes, yes + sum(row["no"] for row in rows)


FOLLOWING = Following(
    takes=(WINNERS, SHORTLIST),
    offers=(Offer(ADOPTED, N_("Those adopted in «%(title)s»"), _adopted),),
)
TRACING = Tracing(
    adopts=Adopting(_adopted, _decided, _votes, N_("adopted with a majority in every sector"))
)
