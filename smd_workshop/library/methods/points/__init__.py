"""A hundred points to share out, inside each group and over the groups."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Points
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Counting, Family, Method, computed_by, decided_by
from smd_workshop.library.methods.points.charts import charts
from smd_workshop.library.methods.points.disclosing import DISCLOSING
from smd_workshop.library.methods.points.elections import ELECTIONS
from smd_workshop.library.methods.points.finding import FINDING
from smd_workshop.library.methods.points.publishing import PUBLISHING
from smd_workshop.library.methods.points.simulation import simulate
from smd_workshop.library.methods.points.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import QUORUM, RESAMPLES, SEED, SEED_1, Setting
from smd_workshop.library.two_rounds import ORDERS_COMPARED

SETTINGS = (
    Setting(
        "groups",
        "groups",
        None,
        N_("Groups"),
        N_("Which options belong together; one group if left out."),
    ),
    Setting("top", "integer", 3, N_("Top"), N_("How many of a group count as its top."), 1, 1000),
    SEED,
    RESAMPLES,
    QUORUM,
)
#: What version 1 was counted by.
SETTINGS_1 = (*SETTINGS[:2], SEED_1, RESAMPLES)

METHOD = Method(
    id="points",
    version=3,
    family=Family.WEIGHTING,
    name=N_("100 points"),
    summary=N_("Share 100 points among the options of each group, and 100 among the groups."),
    place=20,
    ballot=Points(total=100, groups=True),
    compute=computed_by("smd_workshop.library.methods.points.compute"),
    decider=decided_by("smd_workshop.library.methods.points.compute"),
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.points.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=ORDERS_COMPARED,
    simulate=simulate,
    divides=True,
    without_quorum=N_(
        "The result would be provisional, and it would say how much it could still change."
    ),
    settings=SETTINGS,
    others=(
        Counting(
            2,
            computed_by("smd_workshop.library.methods.points.version_2"),
            SETTINGS,
            decides_alike=True,
        ),
        Counting(
            1,
            computed_by("smd_workshop.library.methods.points.version_1"),
            SETTINGS_1,
            weighs=False,
        ),
    ),
    fixes={"quorum_share": "quorum_more_than"},
    elections=ELECTIONS,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
