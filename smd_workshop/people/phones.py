"""Phones from which a seat was taken off: so that leaving ends it here, and not in the browser alone."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from smd_workshop.core.caching import Bounded
from smd_workshop.core.codes import digest
from smd_workshop.database import Prepared, db, identity
from smd_workshop.database.autocommit import fetch
from smd_workshop.models import LeftPhone

#: How long a browser keeps its cookie: what left before that needs no row any more.
KEPT = timedelta(days=31)
#: Seconds for which it is not asked again whether a phone goes on: phones ask every few seconds.
ASKED_AGAIN = 2
_LEFT = Prepared(lambda: select(LeftPhone.id).where(LeftPhone.id == bindparam("id")))
_going_on: Bounded[tuple[Any, str], bool] = Bounded("phones that go on", 5_000, ASKED_AGAIN)


def leave(secret: str, at: datetime) -> None:
    """End what a phone holds; whoever kept its cookie holds nothing any more."""
    name = digest(secret)
    db.session.execute(delete(LeftPhone).where(LeftPhone.left_at < at - KEPT))
    if db.session.get(LeftPhone, name) is None:
        db.session.execute(insert(LeftPhone).values(id=name, left_at=at))
    _going_on.forget((identity(db.engine), secret))


def has_left(secret: str) -> bool:
    """Say whether the seat was taken off this phone."""
    key = (identity(db.engine), secret)
    if _going_on.get(key):
        return False
    if fetch(_LEFT, id=digest(secret)):
        return True
    _going_on.put(key, True)  # noqa: FBT003 - a value of the cache
    return False
