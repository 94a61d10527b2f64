"""What weights from pairs are to other rounds, and on the way back from an objective to its notes."""

from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.facets import SHORTLIST, Following, Tracing, Weighing, Weight


def _weight_of(shown: dict[str, Any], code: str) -> Weight:
    return Weight(shown["options"][code]["weight"])


FOLLOWING = Following(takes=(SHORTLIST,), offers=())
TRACING = Tracing(
    weighs=Weighing(
        _weight_of,
        N_("Weights come from comparisons in pairs, every sector balanced:"),
    )
)
