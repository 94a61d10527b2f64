"""Ballots that came too late: that one did is remembered, never whose or what."""

import hashlib
import hmac

from sqlalchemy import func, select

from smd_workshop.config import secret_key
from smd_workshop.database import db
from smd_workshop.models import Round, Submission
from smd_workshop.rounds.ballots import casting_sql as sql


def note_late(round_id: int, whose: int | str) -> None:
    """Remember that a seat, or a paper by its number, came too late: the acta says how many did.

    Once for each, however often it tries, and only until the publication: what is published and
    sealed must not change. The key is the seat's, made with the secret of this installation, so that
    nobody who reads the table finds the seat.
    """
    connection = db.session.connection()
    going = select(Round.state).where(Round.id == round_id).with_for_update(read=True)
    if db.session.scalar(going) not in {"open", "closed"}:
        return
    secret = secret_key().encode()
    said = f"late:{round_id}:{whose}".encode()
    key = hmac.new(secret, said, hashlib.sha256).hexdigest()
    sql.LATE.run(connection, round_id=round_id, key=key, late=True)


def count_late(round_: Round) -> int:
    """Count the seats whose ballot came after the close and before the publication."""
    query = select(func.count()).where(Submission.round_id == round_.id, Submission.late)
    return db.session.scalar(query.select_from(Submission)) or 0
