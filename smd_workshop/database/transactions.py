"""The one transaction: everything or nothing, and whose turn it waits for.

Those who arrange something in a process do so one after the other, so that what was looked for and
not found is still not there when it is added. On PostgreSQL each process has a turn of its own: two
workshops on one server do not wait for each other. On SQLite there is one file and one writer, so
everybody waits for everybody. What phones send at once passes by (`beside`).
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from smd_workshop.core.errors import KeptOnRecord
from smd_workshop.database import connections
from smd_workshop.database.engine import db
from smd_workshop.database.write_queue import write_queue
from smd_workshop.models.triggers import is_refusal

log = logging.getLogger(__name__)

#: Whose turn an act waits for, unless it is the id of a process: that of all processes at once …
EVERYTHING = 0
#: … or that of acts which belong to no process: accounts, and beginning a process.
NO_PROCESS = -1

#: Names our locks among all of the server's: "smd" in letters' numbers.
ARRANGING = 0x736D64
_PATIENT = "set_config('lock_timeout', :patient, true)"
_AS_EVER = "set_config('lock_timeout', :usual, true)"
# In one statement, from left to right: as patient as a writer of SQLite, then as ever. Whoever
# arranges one process shares the turn of all, which whoever arranges everything has alone.
_TURN_OF_ONE = text(
    f"SELECT {_PATIENT}, pg_advisory_xact_lock_shared(:class, :all),"
    f" pg_advisory_xact_lock(:class, :whose), {_AS_EVER}"
)
_TURN_OF_ALL = text(f"SELECT {_PATIENT}, pg_advisory_xact_lock(:class, :all), {_AS_EVER}")

_writing = threading.local()


def is_writing() -> bool:
    """Say whether this thread has its turn to write already."""
    return bool(getattr(_writing, "yes", False))


def refuse_while_writing(what: str) -> None:
    """Raise RuntimeError where this thread has a transaction open: whoever else writes would wait for `what` as well."""
    if getattr(_writing, "open", False):
        raise RuntimeError(f"{what} inside of a transaction")


@contextmanager
def transaction(*, of: int = EVERYTHING, beside: bool = False) -> Iterator[None]:
    """Keep everything done inside, or nothing. The only commit in the code, but for group_commit().

    What was read before is read again: the turn may have been waited for, and a decision must not
    rest on what was true before the wait. One at a time in each process, whose id is `of`; or
    NO_PROCESS; who does not say waits for all and lets all wait. On SQLite one at a time in the
    file, whatever `of` says. `beside`: for what many phones send at once; on PostgreSQL it waits
    for nobody, and must be right beside itself and beside all others.
    """
    queue = write_queue()
    if queue is None:
        with _commit(whose=None if beside else of):
            yield
        return
    db.session.rollback()  # who waits holds no connection: there may be more who wait than those
    with queue.turn():
        _writing.yes = True
        try:
            with _commit():
                yield
        finally:
            _writing.yes = False


def abandon() -> None:
    """Undo what this request has begun and give its connection back."""
    db.session.rollback()


@contextmanager
def writing() -> Iterator[None]:
    """Hold the turn to write, for a library that commits by itself; commits nothing."""
    queue = write_queue()
    if queue is None:
        yield
        return
    db.session.rollback()
    with queue.turn():
        _writing.yes = True
        try:
            yield
        finally:
            db.session.rollback()
            _writing.yes = False


@contextmanager
def _commit(*, whose: int | None = None) -> Iterator[None]:
    db.session.rollback()
    outer, _writing.open = getattr(_writing, "open", False), True
    try:
        if whose is not None:
            _take_turn(whose)
        yield
        db.session.commit()
    except BaseException as error:
        db.session.rollback()
        if (refusal := guard_refusal(error)) is not None:
            raise refusal from error
        raise
    finally:
        _writing.open = outer


def _take_turn(whose: int) -> None:
    """Wait until nobody else arranges this in PostgreSQL; the end of the transaction gives it back."""
    patient, usual = (str(round(1000 * s)) for s in (connections.QUEUE, connections.WAIT))
    said = {"class": ARRANGING, "all": EVERYTHING, "patient": patient, "usual": usual}
    if whose == EVERYTHING:
        db.session.execute(_TURN_OF_ALL, said)
    else:
        db.session.execute(_TURN_OF_ONE, said | {"whose": whose})


def guard_refusal(error: BaseException) -> KeptOnRecord | None:
    """Return what a guard of the database refused as words for a reader; None for another error.

    That the program asked for it is a defect, and is logged as one.
    """
    if not is_refusal(getattr(error, "orig", error)):
        return None
    log.error("the database refused to change what is on record", exc_info=error)
    return KeptOnRecord()
