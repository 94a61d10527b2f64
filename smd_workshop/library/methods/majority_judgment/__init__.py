"""Majority judgment: six words for each option, and the grade that a majority of the sectors' weight stands behind."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Grades
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Family, Method
from smd_workshop.library.methods.majority_judgment.charts import charts
from smd_workshop.library.methods.majority_judgment.compute import compute, decider
from smd_workshop.library.methods.majority_judgment.disclosing import DISCLOSING
from smd_workshop.library.methods.majority_judgment.elections import ELECTIONS
from smd_workshop.library.methods.majority_judgment.finding import FINDING
from smd_workshop.library.methods.majority_judgment.publishing import PUBLISHING
from smd_workshop.library.methods.majority_judgment.simulation import simulate
from smd_workshop.library.methods.majority_judgment.stability import STABILITY
from smd_workshop.library.methods.majority_judgment.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import BALANCE, QUORUM, Setting

COVERAGE = Setting(
    "coverage_at_least",
    "share",
    "1/2",
    N_("Graded by at least"),
    N_("Share of the ballots of each sector that must grade an option; else it was graded by too few."),
    0,
    1,
    quiet=True,
)  # fmt: skip

METHOD = Method(
    id="majority-judgment",
    version=1,
    family=Family.VOTE,
    name=N_("Majority judgment"),
    summary=N_("Give each one of six words, from excellent to rejected."),
    place=45,
    ballot=Grades(),
    compute=compute,
    decider=decider,
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.majority_judgment.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=STABILITY,
    simulate=simulate,
    without_quorum=N_("The grades would be provisional."),
    settings=(BALANCE, COVERAGE, QUORUM),
    fixes={"quorum_share": "quorum_more_than", "coverage_share": "coverage_at_least"},
    elections=ELECTIONS,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
