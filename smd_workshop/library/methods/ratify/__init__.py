"""Ratification by chambers: every sector must be present and in favour, and two thirds overall."""

from dataclasses import replace

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Choice
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Counting, Family, Method
from smd_workshop.library.methods.ratify import version_1
from smd_workshop.library.methods.ratify.charts import charts
from smd_workshop.library.methods.ratify.compute import compute, decider
from smd_workshop.library.methods.ratify.disclosing import DISCLOSING
from smd_workshop.library.methods.ratify.finding import FINDING
from smd_workshop.library.methods.ratify.publishing import PUBLISHING
from smd_workshop.library.methods.ratify.simulation import simulate
from smd_workshop.library.methods.ratify.stability import STABILITY
from smd_workshop.library.methods.ratify.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import QUORUM, Setting

SETTINGS = (
    replace(QUORUM, quiet=False),
    Setting(
        "overall_at_least",
        "share",
        "2/3",
        N_("In favour overall: at least"),
        N_("In each sector the share of yes among yes and no; then the mean of the sectors."),
        0,
        1,
    ),
    Setting(
        "yes_of_eligible_at_least",
        "share",
        0,
        N_("In favour of all seats: at least"),
        N_("Share of yes over all seats that may vote; 0 asks for nothing more."),
        0,
        1,
    ),
)
#: What version 1 was counted by.
SETTINGS_1 = (replace(SETTINGS[0], below=None, maximum=1), SETTINGS[1])

METHOD = Method(
    id="ratify",
    version=2,
    family=Family.VOTE,
    name=N_("Ratification by sectors"),
    summary=N_("Say yes, no or abstain. It is adopted only if every sector takes part and agrees."),
    place=40,
    ballot=Choice(answers=("yes", "no", "abstain"), reason=True),
    compute=compute,
    decider=decider,
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.ratify.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=STABILITY,
    simulate=simulate,
    without_quorum=N_("Without the quorum of every sector nothing can be adopted."),
    settings=SETTINGS,
    others=(Counting(1, version_1.compute, SETTINGS_1, weighs=False),),
    fixes={"quorum_share": "quorum_more_than", "adopt_share": "overall_at_least"},
    claims=frozenset({Claim.ANONYMOUS, Claim.UNANIMOUS}),
    single_question=True,
)
