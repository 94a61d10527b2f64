"""The busiest write: many short ones at once, each durable before it is answered.

On SQLite a commit is a wait for the disk, one after the other. Those who wait for the file let one
of them work for all: one transaction, one wait, and each answer leaves when the disk has it. On
PostgreSQL the server does the same by itself. The driver is used directly: SQLAlchemy's session
costs more than the statements of a ballot.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import POOL, WriteQueue, db, is_writing, write_queue

T = TypeVar("T")


class Direct:
    """A driver's cursor, seen as the part of a Connection that prepared statements need."""

    def __init__(self, engine: Engine, cursor: Any) -> None:
        self.engine = engine
        self._cursor = cursor

    def exec_driver_sql(self, text: str, values: Any = ()) -> Any:
        """Run a statement; return the cursor with its rows."""
        self._cursor.execute(text, values)
        return self._cursor


Work = Callable[[Any], T]


def together(work: Work[T]) -> T:
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
        return _alone(engine, work)
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
            if not batch:
                with self._bell:
                    batch, self._waiting = self._waiting, []
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
    borrowed = engine.raw_connection()
    try:
        cursor = borrowed.cursor()
        direct = Direct(engine, cursor)
        cursor.execute("BEGIN IMMEDIATE")
        for ticket in batch:
            cursor.execute("SAVEPOINT one")
            try:
                ticket.answer = ticket.work(direct)
            except Exception as error:  # noqa: BLE001 - it is told to who asked for the work
                ticket.error = _known(engine, error)
                cursor.execute("ROLLBACK TO one")
            cursor.execute("RELEASE one")
        cursor.execute("COMMIT")
    except Exception as error:
        borrowed.rollback()
        raise _known(engine, error) from error
    finally:
        borrowed.close()


_siblings: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def _sibling(engine: Engine) -> Engine:
    """Return an engine to the same server on which each statement is its own transaction.

    It has connections of its own: to change the mode of a borrowed one, and back, costs as much as
    the statements do.
    """
    found = _siblings.get(engine)
    if found is None:
        with _making:
            found = _siblings.get(engine)
            if found is None:
                found = _siblings[engine] = create_engine(
                    engine.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, **POOL
                )
                event.listen(engine, "engine_disposed", lambda _engine: found.dispose())
    return found


def _alone(engine: Engine, work: Work[T]) -> T:
    """Let each statement stand by itself: two ways to the server less than a transaction."""
    borrowed = _sibling(engine).raw_connection()
    try:
        return work(Direct(engine, borrowed.cursor()))
    except Exception as error:
        known = _known(engine, error)
        if isinstance(known, DBAPIError):
            borrowed.invalidate(error)
            if known.connection_invalidated:
                engine.dispose()  # the server went away: no other connection is worth more
        if known is error:
            raise
        raise known from error
    finally:
        borrowed.close()


def _known(engine: Engine, error: Exception) -> BaseException:
    """Return a driver's error as SQLAlchemy's, which the pages know; any other as it is."""
    dialect = engine.dialect
    driver = cast("Any", dialect.loaded_dbapi).Error
    if not isinstance(error, driver):
        return error
    gone = dialect.is_disconnect(cast("Any", error), None, None)
    return cast(
        "BaseException",
        DBAPIError.instance(
            None, None, error, driver, connection_invalidated=gone, dialect=dialect
        ),
    )
