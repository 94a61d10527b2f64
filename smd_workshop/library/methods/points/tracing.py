"""What shared points are to other rounds, and on the way back from an objective to its notes."""

from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.facets import SHORTLIST, Following, Tracing, Weighing, Weight


def _weight_of(shown: dict[str, Any], code: str) -> Weight:
    row = shown["options"][code]
    return Weight(row["weight"], row["global"])


FOLLOWING = Following(takes=(SHORTLIST,), offers=())
TRACING = Tracing(
    weighs=Weighing(
        _weight_of,
        N_("Weights are shares of 100 points inside each group, the mean of the sectors:"),
    )
)
