"""Best–worst comparisons: the linear model of each ballot, and the mean of the sectors."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import BestWorst
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Counting, Family, Method, computed_by, decided_by
from smd_workshop.library.methods.bwm.charts import charts
from smd_workshop.library.methods.bwm.disclosing import DISCLOSING
from smd_workshop.library.methods.bwm.each_ballot import in_file_order
from smd_workshop.library.methods.bwm.finding import FINDING
from smd_workshop.library.methods.bwm.publishing import PUBLISHING
from smd_workshop.library.methods.bwm.room import check
from smd_workshop.library.methods.bwm.simulation import simulate
from smd_workshop.library.methods.bwm.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import QUORUM
from smd_workshop.library.two_rounds import NOT_COMPARED

METHOD = Method(
    id="bwm",
    version=2,
    family=Family.WEIGHTING,
    name=N_("Best and worst"),
    summary=N_(
        "Say what matters most and what matters least, and compare each of the others with these two."
    ),
    place=24,
    ballot=BestWorst(),
    compute=computed_by("smd_workshop.library.methods.bwm.compute"),
    decider=decided_by("smd_workshop.library.methods.bwm.compute"),
    in_file_order=in_file_order,
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.bwm.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=NOT_COMPARED,
    simulate=simulate,
    without_quorum=N_("The weights would be provisional."),
    settings=(QUORUM,),
    others=(
        Counting(
            1,
            computed_by("smd_workshop.library.methods.bwm.version_1"),
            (QUORUM,),
            decides_alike=True,
        ),
    ),
    fixes={"quorum_share": "quorum_more_than"},
    check=check,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
