"""What a crossing is to other rounds, and on the way back from an objective to its notes."""

from smd_workshop.library.facets import SHORTLIST, Following, Tracing

FOLLOWING = Following(takes=(SHORTLIST,), offers=())
TRACING = Tracing()
