"""Sessions of staff: begun at signing in, ended at signing out, here and not in the browser alone."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from smd_workshop.core.codes import digest
from smd_workshop.database import db
from smd_workshop.models import StaffSession

#: How long a session may live at most; the browser's cookie lives no longer.
LONGEST = timedelta(days=30)


def begin(user_id: int, at: datetime) -> str:
    """Begin a session and return the secret that the browser keeps; the account's old ones are cleared."""
    secret = secrets.token_urlsafe(24)
    old = delete(StaffSession).where(
        StaffSession.user_id == user_id, StaffSession.started_at < at - LONGEST
    )
    db.session.execute(old)
    row = {"id": digest(secret), "user_id": user_id, "started_at": at}
    db.session.execute(insert(StaffSession).values(row))
    return secret


def end(secret: str) -> None:
    """End a session; whoever kept its cookie holds nothing any more."""
    db.session.execute(delete(StaffSession).where(StaffSession.id == digest(secret)))


def end_all(user_id: int) -> None:
    """End every session of an account."""
    db.session.execute(delete(StaffSession).where(StaffSession.user_id == user_id))


def lives(secret: str, user_id: int) -> bool:
    """Say whether a session of this account goes on."""
    row = select(StaffSession.id).where(
        StaffSession.id == digest(secret), StaffSession.user_id == user_id
    )
    return db.session.scalar(row) is not None
