"""Rating from 1 to 9, with a class per option that every sector must carry."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Rating
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Counting, Family, Method, computed_by, decided_by
from smd_workshop.library.methods.rating.charts import charts
from smd_workshop.library.methods.rating.disclosing import DISCLOSING
from smd_workshop.library.methods.rating.finding import FINDING
from smd_workshop.library.methods.rating.publishing import PUBLISHING
from smd_workshop.library.methods.rating.simulation import simulate
from smd_workshop.library.methods.rating.stability import STABILITY
from smd_workshop.library.methods.rating.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import QUORUM, RESAMPLES, SEED_1, Setting

SETTINGS = (
    Setting(
        "agree_from",
        "integer",
        7,
        N_("Agrees from"),
        N_("Ratings from this number agree."),
        1,
        9,
    ),
    Setting(
        "reject_to",
        "integer",
        3,
        N_("Rejects up to"),
        N_("Ratings up to this number reject."),
        1,
        9,
    ),
    Setting(
        "at_least",
        "share",
        0.75,
        N_("Consensus: at least"),
        N_("Balanced share that must agree (or reject)."),
        0,
        1,
    ),
    Setting(
        "opposed_below",
        "share",
        0.15,
        N_("Opposed: below"),
        N_("Balanced share against."),
        0,
        1,
    ),
    Setting(
        "each_sector_over",
        "share",
        0.5,
        N_("In each sector: more than"),
        N_("Share in every sector."),
        0,
        1,
    ),
    Setting(
        "low_median",
        "number",
        3,
        N_("Low median"),
        N_("A sector with this median or less is against."),
        1,
        9,
    ),
    Setting(
        "high_median",
        "number",
        7,
        N_("High median"),
        N_("A sector with this median or more is for."),
        1,
        9,
    ),
    Setting(
        "ipras_base", "number", 2.35, N_("Disagreement: base"), N_("RAND/UCLA constant."), 0, 9
    ),
    Setting(
        "ipras_factor",
        "number",
        1.5,
        N_("Disagreement: factor"),
        N_("RAND/UCLA constant."),
        0,
        9,
    ),
    Setting(
        "ipras_centre",
        "number",
        5,
        N_("Disagreement: centre"),
        N_("Middle of the scale."),
        1,
        9,
    ),
    QUORUM,
)
#: What version 1 was counted by.
SETTINGS_1 = (*SETTINGS[:-1], SEED_1, RESAMPLES)

METHOD = Method(
    id="rating",
    version=2,
    family=Family.CONSENSUS,
    name=N_("Rating from 1 to 9"),
    summary=N_(
        "Give each one a number from 1 (nothing) to 9 (a lot), or say that you do not know."
    ),
    place=10,
    ballot=Rating(low=1, high=9, dont_know=True, reason_at_most=3),
    compute=computed_by("smd_workshop.library.methods.rating.compute"),
    decider=decided_by("smd_workshop.library.methods.rating.compute"),
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.rating.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=STABILITY,
    simulate=simulate,
    without_quorum=N_(
        "The result would be provisional, and it would say how much it could still change."
    ),
    settings=SETTINGS,
    others=(
        Counting(
            1,
            computed_by("smd_workshop.library.methods.rating.version_1"),
            SETTINGS_1,
            weighs=False,
        ),
    ),
    fixes={
        "quorum_share": "quorum_more_than",
        "agree_from": "agree_from",
        "reject_to": "reject_to",
        "agree_share": "at_least",
        "reject_share": "opposed_below",
        "each_sector_share": "each_sector_over",
    },
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
)
