"""The busiest write: many short ones at once, each durable before it is answered.

On SQLite a commit is a wait for the disk, one after the other. Those who wait for the file let one
of them work for all: one transaction, one wait, and each answer leaves when the disk has it. On
PostgreSQL the server does the same by itself.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import WriteQueue, db, is_writing, write_queue
from smd_workshop.database.autocommit import Direct, alone, borrow, translate_error

T = TypeVar("T")
Work = Callable[[Any], T]


def group_commit(work: Work[T]) -> T:
    """Do a short write durably, as transaction() does, sharing the commit with who else writes now.

    The work gets a connection for prepared statements. It may run in the thread of another request
    and must know nothing of its own. On SQLite what it raises undoes this work alone; on PostgreSQL
    each statement stands by itself, so the work must change what belongs together in one.
    """
    if is_writing():
        return work(db.session.connection())
    if db.session.registry.has():
        db.session.rollback()  # who waits holds no connection: there may be more who wait than those
    engine, queue = db.engine, write_queue()
    if queue is None:
        return alone(engine, work)
    with _making:
        counter = _counters.get(engine)
        if counter is None:
            counter = _counters[engine] = Counter(engine, queue)
    return counter.serve(work)


class _Ticket:
    """One who waits: what to do, and what became of it."""

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.done = False
        self.answer: Any = None
        self.error: BaseException | None = None


class Counter:
    """Where writers of one SQLite file wait in one process. Who comes first serves all who wait."""

    def __init__(self, engine: Engine, queue: WriteQueue) -> None:
        self._engine = engine
        self._queue = queue
        self._bell = threading.Condition()
        self._waiting: list[_Ticket] = []
        self._served = True

    def serve(self, work: Work[T]) -> T:
        """Wait until the work is done, or do it with that of all others who wait."""
        ticket = _Ticket(work)
        with self._bell:
            self._waiting.append(ticket)
            while not self._served and not ticket.done:
                self._bell.wait()
            mine = not ticket.done
            if mine:
                self._served = False
        if mine:
            self._serve_all()
        if ticket.error is not None:
            raise ticket.error
        return cast("T", ticket.answer)

    def _serve_all(self) -> None:
        batch: list[_Ticket] = []
        try:
            with self._queue.turn():
                with self._bell:
                    batch, self._waiting = self._waiting, []
                _in_one_commit(self._engine, batch)
        except BaseException as error:  # noqa: BLE001 - everyone who waits must be told
            # Those who came since would wait for the same in vain, one after the other.
            with self._bell:
                batch, self._waiting = batch + self._waiting, []
            for ticket in batch:
                ticket.error = error
        finally:
            with self._bell:
                for ticket in batch:
                    ticket.done = True
                self._served = True
                self._bell.notify_all()


_making = threading.Lock()
_counters: WeakKeyDictionary[Engine, Counter] = WeakKeyDictionary()


def _in_one_commit(engine: Engine, batch: list[_Ticket]) -> None:
    """Do all or nothing of what did not fail by itself; raises what befell the transaction."""
    borrowed = borrow(engine)
    try:
        cursor = borrowed.cursor()
        direct = Direct(engine, cursor)
        cursor.execute("BEGIN IMMEDIATE")
        for ticket in batch:
            cursor.execute("SAVEPOINT one")
            try:
                ticket.answer = ticket.work(direct)
            except Exception as error:
                ticket.error = translate_error(engine, error)
                if not borrowed.in_transaction:
                    raise  # a full disk, say, has undone everything
                cursor.execute("ROLLBACK TO one")
            cursor.execute("RELEASE one")
        cursor.execute("COMMIT")
    except Exception as error:
        borrowed.rollback()
        reason = translate_error(engine, error)
        if isinstance(reason, DBAPIError) and reason.connection_invalidated:
            borrowed.invalidate(error)
            engine.dispose()
        raise reason from error
    finally:
        borrowed.close()
