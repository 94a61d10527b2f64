"""Approval, counted by the Method of Equal Shares with the same purse for every sector."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Approval
from smd_workshop.library.method import (
    DEFAULT_SEED,
    QUORUM,
    Claim,
    Counting,
    Family,
    Method,
    Setting,
    computed_by,
)
from smd_workshop.library.methods.approval.charts import charts
from smd_workshop.library.methods.approval.checks import check
from smd_workshop.library.methods.approval.disclosing import DISCLOSING
from smd_workshop.library.methods.approval.publishing import PUBLISHING
from smd_workshop.library.methods.approval.simulation import simulate
from smd_workshop.library.methods.approval.tracing import FOLLOWING, TRACING

SETTINGS = (
    Setting("k", "integer", None, N_("How many to choose"), "", 1, 1000),
    Setting(
        "seed",
        "integer",
        DEFAULT_SEED,
        N_("Seed of the draw"),
        N_("Used only if every other step of the ladder leaves a tie."),
        0,
        2**32 - 1,
        quiet=True,
    ),
)

METHOD = Method(
    id="approval",
    version=1,
    family=Family.VOTE,
    name=N_("Choice of several by equal shares"),
    summary=N_(
        "Mark all you support. Every sector has the same purse to pay for what its people marked."
    ),
    place=30,
    ballot=Approval(),
    compute=computed_by("smd_workshop.library.methods.approval.version_1"),
    charts=charts,
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    simulate=simulate,
    without_quorum=N_(
        "The result would be provisional, and it would say how much it could still change."
    ),
    settings=SETTINGS,
    others=(
        Counting(
            2,
            computed_by("smd_workshop.library.methods.approval.compute"),
            (
                SETTINGS[0],
                Setting(
                    "seed",
                    "text",
                    str(DEFAULT_SEED),
                    N_("Seed of the draw"),
                    N_("Used only if every other step of the ladder leaves a tie."),
                    quiet=True,
                ),
                QUORUM,
            ),
        ),
    ),
    check=check,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
