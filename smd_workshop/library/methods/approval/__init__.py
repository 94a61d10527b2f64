"""Approval, counted by the Method of Equal Shares with the same purse for every sector."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Approval
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Counting, Family, Method, computed_by, decided_by
from smd_workshop.library.methods.approval.charts import charts
from smd_workshop.library.methods.approval.checks import check
from smd_workshop.library.methods.approval.disclosing import DISCLOSING
from smd_workshop.library.methods.approval.elections import ELECTIONS
from smd_workshop.library.methods.approval.finding import FINDING
from smd_workshop.library.methods.approval.publishing import PUBLISHING
from smd_workshop.library.methods.approval.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import QUORUM, SEED, SEED_1, Setting
from smd_workshop.library.simulations import approvals
from smd_workshop.library.two_rounds import NOT_COMPARED

SETTINGS = (
    Setting("k", "integer", None, N_("How many to choose"), "", 1, 1000),
    SEED,
    QUORUM,
)
#: What version 1 was counted by.
SETTINGS_1 = (SETTINGS[0], SEED_1)

METHOD = Method(
    id="approval",
    version=2,
    family=Family.VOTE,
    name=N_("Choice of several by equal shares"),
    summary=N_(
        "Mark all you support. Every sector has the same purse to pay for what its people marked."
    ),
    place=30,
    ballot=Approval(),
    compute=computed_by("smd_workshop.library.methods.approval.compute"),
    decider=decided_by("smd_workshop.library.methods.approval.compute"),
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.approval.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=NOT_COMPARED,
    simulate=approvals,
    without_quorum=N_(
        "The result would be provisional, and it would say how much it could still change."
    ),
    settings=SETTINGS,
    others=(
        Counting(
            1,
            computed_by("smd_workshop.library.methods.approval.version_1"),
            SETTINGS_1,
            weighs=False,
        ),
    ),
    fixes={"quorum_share": "quorum_more_than"},
    check=check,
    elections=ELECTIONS,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
