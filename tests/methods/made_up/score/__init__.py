"""A score from 0 to 10: what the sectors give on average, and whether that is enough."""

from made_up.score.disclosing import DISCLOSING
from made_up.score.finding import FINDING
from made_up.score.publishing import PUBLISHING
from made_up.score.reading import FOLLOWING, TRACING, charts, simulate
from smd_workshop.library.ballots import Rating
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Family, Method, computed_by
from smd_workshop.library.settings import Setting
from smd_workshop.library.two_rounds import NOT_COMPARED

METHOD = Method(
    id="score",
    version=1,
    family=Family.CONSENSUS,
    name="Score from 0 to 10",
    summary="Give each one a score from 0 to 10.",
    place=15,
    ballot=Rating(low=0, high=10, dont_know=True, reason_at_most=3),
    compute=computed_by("made_up.score.compute"),
    charts=charts,
    claims=frozenset({Claim.ANONYMOUS, Claim.NEUTRAL, Claim.BALANCED, Claim.UNANIMOUS}),
    finding=FINDING,
    chances=drawn_by("made_up.score.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=NOT_COMPARED,
    simulate=simulate,
    weighs=False,
    without_quorum="Without quorum a score is a first impression.",
    settings=(
        Setting("enough", "number", None, "Enough from", "Mean from which it is enough.", 0, 10),
    ),
)
