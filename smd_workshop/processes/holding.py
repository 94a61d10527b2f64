"""Holding what others must not change meanwhile: rows of one workshop, never of another.

Those who arrange one process do so in turn (database.transactions); these locks stand between them
and what passes by that turn, ballots and notes under way.
"""

from smd_workshop.database import db
from smd_workshop.models import Workshop


def hold(workshop: Workshop) -> None:
    """Hold the agenda until the transaction ends, and read again what it is now.

    Always taken before a round's or an acta's own lock, so that two acts can wait for each other
    but never both. Not the full lock: a ballot under way refers to the workshop and must not wait.
    """
    db.session.flush()  # a refresh would drop what is not yet written
    db.session.refresh(workshop, with_for_update={"key_share": True})
    db.session.expire(workshop, ["rounds"])
