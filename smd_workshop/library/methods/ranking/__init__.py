"""A ranking, counted by Schulze's method with the same weight for every sector."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Ranking
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Family, Method
from smd_workshop.library.methods.ranking.charts import charts
from smd_workshop.library.methods.ranking.compute import compute, decider
from smd_workshop.library.methods.ranking.disclosing import DISCLOSING
from smd_workshop.library.methods.ranking.elections import ELECTIONS
from smd_workshop.library.methods.ranking.finding import FINDING
from smd_workshop.library.methods.ranking.publishing import PUBLISHING
from smd_workshop.library.methods.ranking.simulation import simulate
from smd_workshop.library.methods.ranking.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import BALANCE, QUORUM
from smd_workshop.library.two_rounds import ORDERS_COMPARED

METHOD = Method(
    id="ranking",
    version=1,
    family=Family.VOTE,
    name=N_("Ranking"),
    summary=N_("Put them in order: give each a place, the best the first."),
    place=47,
    ballot=Ranking(),
    compute=compute,
    decider=decider,
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.ranking.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=ORDERS_COMPARED,
    simulate=simulate,
    without_quorum=N_("The order would be provisional."),
    settings=(BALANCE, QUORUM),
    fixes={"quorum_share": "quorum_more_than"},
    elections=ELECTIONS,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
