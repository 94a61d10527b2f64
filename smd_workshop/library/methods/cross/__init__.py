"""The crossing of a SWOT analysis (FODA cruzado): strengths and weaknesses with opportunities and threats, by density."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Matrix
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Family, Method, computed_by, decided_by
from smd_workshop.library.methods.cross.charts import charts
from smd_workshop.library.methods.cross.checks import check
from smd_workshop.library.methods.cross.disclosing import DISCLOSING
from smd_workshop.library.methods.cross.finding import FINDING
from smd_workshop.library.methods.cross.publishing import PUBLISHING
from smd_workshop.library.methods.cross.simulation import simulate
from smd_workshop.library.methods.cross.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import QUORUM, RESAMPLES, SEED, Setting
from smd_workshop.library.two_rounds import NOT_COMPARED

METHOD = Method(
    id="cross",
    version=1,
    family=Family.WEIGHTING,
    name=N_("SWOT crossing"),
    summary=N_(
        "Mark from 0 to 3 how much each strength or weakness has to do with each opportunity or threat."
    ),
    place=25,
    ballot=Matrix(),
    compute=computed_by("smd_workshop.library.methods.cross.compute"),
    decider=decided_by("smd_workshop.library.methods.cross.compute"),
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.cross.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=NOT_COMPARED,
    simulate=simulate,
    without_quorum=N_("The crossing would be provisional."),
    settings=(
        Setting(
            "sides",
            "sides",
            None,
            N_("Sides"),
            N_("Which options are strengths (F), weaknesses (D), opportunities (O), threats (A)."),
        ),
        SEED,
        RESAMPLES,
        QUORUM,
    ),
    fixes={"quorum_share": "quorum_more_than"},
    check=check,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
