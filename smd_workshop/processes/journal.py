"""Who did what, when and why: written at every act, read by nothing that decides."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Journal, Process, Round, Workshop


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


def told(process: Process, *verbs: str, since: datetime | None = None) -> list[Journal]:
    """Return what the journal tells of a process under some verbs, the newest first: for pages that show what was done."""
    query = select(Journal).where(Journal.process_id == process.id, Journal.verb.in_(verbs))
    if since is not None:
        query = query.where(Journal.at > since)
    return list(db.session.scalars(query.order_by(Journal.id.desc())))
