"""What best–worst weights are to other rounds, and on the way back from an objective to its notes."""

from smd_workshop.core.messages import N_
from smd_workshop.library.facets import SHORTLIST, Following, Tracing, Weighing, weight_alone

FOLLOWING = Following(takes=(SHORTLIST,), offers=())
TRACING = Tracing(
    weighs=Weighing(
        weight_alone,
        N_(
            "Weights come from comparisons with the most and the least important, the mean of the sectors:"
        ),
    )
)
