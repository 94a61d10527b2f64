"""What estimates are to other rounds, and on the way back from an objective to its notes."""

from smd_workshop.library.facets import SHORTLIST, WINNERS, Following, Tracing

FOLLOWING = Following(takes=(WINNERS, SHORTLIST), offers=())
TRACING = Tracing()
