"""Publishing a round: its result is everybody's, and its figures are kept for good."""

from datetime import datetime

from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Round
from smd_workshop.models.workshops.rounds import MAY_BECOME
from smd_workshop.processes import journal
from smd_workshop.publishing import published_figures, scorecards
from smd_workshop.rounds import sealing, store


def publish_uncounted(round_: Round, at: datetime, user_id: int | None) -> None:
    """Publish a closed round in which nothing is counted: there is no count to look at first.

    Beside a sealed acta it stays closed.
    """
    if round_.step != "vote" and not sealing.is_sealed(round_.workshop_id):
        db.session.flush()  # of a round that skips a state the database knows nothing
        publish(round_, at, user_id)


def publish(round_: Round, at: datetime, user_id: int | None) -> None:
    """Show the result to everybody. Its figures are then append-only. Only of a closed round (WrongState), and not beside a sealed acta."""
    store.lock(round_)
    sealing.refuse_sealed(round_.workshop)
    if "published" not in MAY_BECOME[round_.state]:
        raise WrongState(N_("Only a closed round can be published, and only once."))
    round_.state = "published"
    round_.published_at = at
    published_figures.record(round_, at, user_id)
    scorecards.adopt(round_, at, user_id)
    journal.record("publish round", at, round_=round_, user_id=user_id)
    store.touch(round_)
