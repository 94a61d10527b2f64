"""Who did what, when and why."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from smd_workshop.database import db
from smd_workshop.models import Journal, Process, Round, Workshop

#: Within it nobody means the same twice: a finger that trembled, a line that stalled.
MOMENT = timedelta(seconds=5)


def record(
    verb: str,
    at: datetime,
    *,
    process: Process | None = None,
    workshop: Workshop | None = None,
    round_: Round | None = None,
    user_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Add a row to the journal; parents are filled in from the child that is given."""
    if round_ is not None:
        workshop = round_.workshop
    if workshop is not None:
        process = workshop.process
    db.session.add(
        Journal(
            verb=verb,
            at=at,
            process_id=process.id if process else None,
            workshop_id=workshop.id if workshop else None,
            round_id=round_.id if round_ else None,
            user_id=user_id,
            reason=reason,
            detail=detail,
        )
    )


def just_done(
    verb: str, at: datetime, process: Process, user_id: int | None
) -> list[dict[str, Any]]:
    """Return the details of what somebody did in a process up to a moment ago: to know a form sent twice."""
    if user_id is None:
        return []
    query = select(Journal.detail).where(
        Journal.verb == verb, Journal.process_id == process.id, Journal.user_id == user_id,
        Journal.at > at - MOMENT,
    )  # fmt: skip
    return list(db.session.scalars(query))


def only_begun(begun: Process | Workshop, user_id: int | None) -> bool:
    """Say whether somebody began it and nobody has done anything in it since: to know a form sent twice."""
    if user_id is None:
        return False
    mine: ColumnElement[bool] = (
        Journal.process_id == begun.id
        if isinstance(begun, Process)
        else Journal.workshop_id == begun.id
    )
    since = or_(Journal.user_id.is_distinct_from(user_id), Journal.at != begun.created_at)
    return db.session.scalar(select(Journal.id).where(mine, since).limit(1)) is None
