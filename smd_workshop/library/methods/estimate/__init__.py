"""Estimates of numbers, such as baselines and targets: medians that every sector carries alike."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Number
from smd_workshop.library.ballots.number import HIGHEST, LOWEST
from smd_workshop.library.chances import not_drawn
from smd_workshop.library.method import Claim, Family, Method
from smd_workshop.library.methods.estimate.charts import charts
from smd_workshop.library.methods.estimate.compute import compute, decider
from smd_workshop.library.methods.estimate.disclosing import DISCLOSING
from smd_workshop.library.methods.estimate.finding import FINDING
from smd_workshop.library.methods.estimate.publishing import PUBLISHING
from smd_workshop.library.methods.estimate.simulation import simulate
from smd_workshop.library.methods.estimate.stability import STABILITY
from smd_workshop.library.methods.estimate.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import QUORUM, Setting

BOUNDS = (
    Setting(
        LOWEST, "bound", None, N_("Lowest number"),
        N_("Nobody can answer less. Write 0 where nothing can lie below zero: phones then show keys of digits alone."),
    ),
    Setting(
        HIGHEST, "bound", None, N_("Highest number"),
        N_("Nobody can answer more. Leave it empty where there is no end."), over=LOWEST,
    ),
)  # fmt: skip

METHOD = Method(
    id="estimate",
    version=1,
    family=Family.CONSENSUS,
    name=N_("Estimate of numbers"),
    summary=N_("Write the number that you hold to be right for each one, and why."),
    place=50,
    ballot=Number(),
    compute=compute,
    decider=decider,
    charts=charts,
    finding=FINDING,
    chances=not_drawn(
        N_(
            "nothing is decided between the options; how far their numbers lie apart is said of each."
        )
    ),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=STABILITY,
    simulate=simulate,
    without_quorum=N_("The estimates would be provisional."),
    settings=(*BOUNDS, QUORUM),
    fixes={"quorum_share": "quorum_more_than"},
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
