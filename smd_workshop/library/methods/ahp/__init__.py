"""Pairwise comparisons: logarithmic least squares over the pairs of all ballots, sectors balanced."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Pairwise
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Family, Method, computed_by, decided_by
from smd_workshop.library.methods.ahp.charts import charts
from smd_workshop.library.methods.ahp.disclosing import DISCLOSING
from smd_workshop.library.methods.ahp.finding import FINDING
from smd_workshop.library.methods.ahp.publishing import PUBLISHING
from smd_workshop.library.methods.ahp.room import check, in_file_order
from smd_workshop.library.methods.ahp.simulation import simulate
from smd_workshop.library.methods.ahp.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import QUORUM
from smd_workshop.library.two_rounds import NOT_COMPARED

METHOD = Method(
    id="ahp",
    version=1,
    family=Family.WEIGHTING,
    name=N_("Comparison in pairs"),
    summary=N_("Of each pair say which weighs more, and how many times."),
    place=26,
    ballot=Pairwise(),
    compute=computed_by("smd_workshop.library.methods.ahp.compute"),
    decider=decided_by("smd_workshop.library.methods.ahp.compute"),
    in_file_order=in_file_order,
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.ahp.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=NOT_COMPARED,
    simulate=simulate,
    without_quorum=N_("The weights would be provisional."),
    settings=(QUORUM,),
    fixes={"quorum_share": "quorum_more_than"},
    check=check,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
