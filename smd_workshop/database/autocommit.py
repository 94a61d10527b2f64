"""The driver without SQLAlchemy's session, which costs more than the statements of a busy page."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import Prepared, connections, db, guard_refusal, is_sqlite, is_writing

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


def fetch(statement: Prepared, **values: Any) -> list[tuple[Any, ...]]:
    """Read with one statement that stands by itself; what this thread has begun, it sees.

    Two looks may see two states. Whoever decides something by what was read reads it again inside
    transaction() or group_commit().
    """
    session = db.session
    if is_writing() or (session.registry.has() and session().in_transaction()):
        return statement.all(session.connection(), **values)
    return alone(db.engine, lambda connection: statement.all(connection, **values))


def alone(engine: Engine, work: Callable[[Any], T]) -> T:
    """Let each statement stand by itself: two ways to the server less than a transaction."""
    borrowed = borrow(_lender(engine))
    try:
        return work(Direct(engine, borrowed.cursor()))
    except Exception as error:
        reason = translate_error(engine, error)
        if isinstance(reason, DBAPIError):
            borrowed.invalidate(error)
            if reason.connection_invalidated:
                engine.dispose()  # the server went away: no other connection is worth more
        if reason is error:
            raise
        raise reason from error
    finally:
        borrowed.close()


def borrow(engine: Engine) -> Any:
    """Return a connection of the driver's; that there is none is told as SQLAlchemy's error."""
    try:
        return engine.raw_connection()
    except Exception as error:
        reason = translate_error(engine, error)
        if reason is error:
            raise
        raise reason from error


_making = threading.Lock()
_siblings: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def _lender(engine: Engine) -> Engine:
    """Return who lends connections on which each statement is its own transaction.

    On PostgreSQL an engine with connections of its own: to change the mode of a borrowed one, and
    back, costs as much as the statements do. SQLite's are in that mode already.
    """
    if is_sqlite(engine):
        return engine
    found = _siblings.get(engine)
    if found is None:
        with _making:
            found = _siblings.get(engine)
            if found is None:
                made = create_engine(
                    engine.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None,
                    **connections.options(engine.url),
                )  # fmt: skip
                connections.prepare(made)
                event.listen(engine, "engine_disposed", lambda _engine: made.dispose())
                found = _siblings[engine] = made
    return found


def translate_error(engine: Engine, error: Exception) -> BaseException:
    """Return a driver's error as SQLAlchemy's, which the pages know, or a guard's as a refusal."""
    if (refusal := guard_refusal(error)) is not None:
        return refusal
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
