"""What estimates are to other rounds, and on the way back from an objective to its notes."""

from typing import Any

from smd_workshop.library.facets import SHORTLIST, WINNERS, Estimating, Following, Tracing


def _number_of(shown: dict[str, Any], code: str) -> float | None:
    found: float | None = shown["options"][code].get("balanced_median")
    return found


FOLLOWING = Following(takes=(WINNERS, SHORTLIST), offers=())
TRACING = Tracing(estimates=Estimating(_number_of))
