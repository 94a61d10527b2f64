"""Forms of staff that have arrived: sent again, one is the same act and leads to the same page."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update

from smd_workshop.database import db, insert
from smd_workshop.models import SentForm


def once(key: str, user_id: int, at: datetime, act: Callable[[], str]) -> str:
    """Do an act and return the address that it leads to; for a key that arrived before, only return it.

    The key is taken before the act and in its transaction: of two that come at once the database lets
    one in, and the other waits for its outcome. A refused act gives the key back.
    """
    taken = (
        insert(SentForm.__table__)
        .values(key=key, user_id=user_id, at=at, leads_to="")
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(SentForm.key)
    )
    if db.session.execute(taken).one_or_none() is None:
        return db.session.scalars(select(SentForm.leads_to).where(SentForm.key == key)).one()
    leads_to = act()
    db.session.execute(update(SentForm).where(SentForm.key == key).values(leads_to=leads_to))
    return leads_to
