"""The door to the database: connections, the one transaction, and all that a vendor wants.

SQLite is one file for a laptop in the field; PostgreSQL is a URL. Writers on SQLite queue on a
lock of our own (a thread lock, and a file lock between processes), never on SQLite's busy handler:
its back-off lets others barge in and gives stalls of seconds. On PostgreSQL those who arrange
queue too, on a lock of the server's; what phones send passes them by.
"""

import logging
import threading
import time
import weakref
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import portalocker
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from smd_workshop.core.caching import Bounded
from smd_workshop.core.errors import KeptOnRecord
from smd_workshop.database import connections
from smd_workshop.models import Base
from smd_workshop.models.triggers import is_refusal

log = logging.getLogger(__name__)

db = SQLAlchemy(metadata=Base.metadata)


class Unavailable(RuntimeError):  # noqa: N818 - the name says what happened
    """Others have been writing for so long that it is better to try again later."""


class WriteQueue:
    """Lets one writer at a time into an SQLite file, in this process and in all others."""

    def __init__(self, path: str | None) -> None:
        self._thread = threading.RLock()
        self._path = Path(path + ".lock") if path else None
        self._file: IO[Any] | None = None
        self._depth = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and hold it; raises Unavailable if it does not come."""
        if not self._thread.acquire(timeout=connections.QUEUE):
            raise Unavailable
        try:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._lock()
                yield
            finally:
                if self._depth == 1:
                    self._unlock()
                self._depth -= 1
        finally:
            self._thread.release()

    def _lock(self) -> None:
        if self._path is not None:
            if self._file is None:
                self._file = self._path.open("a")
                weakref.finalize(self, self._file.close)
            self._wait_for(self._file)

    @staticmethod
    def _wait_for(file: IO[Any]) -> None:
        latest = time.monotonic() + connections.QUEUE
        while True:
            try:
                portalocker.lock(
                    file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING
                )
            except portalocker.AlreadyLocked:
                if time.monotonic() > latest:
                    raise Unavailable from None
                time.sleep(0.002)
            else:
                return

    def _unlock(self) -> None:
        if self._file is not None:
            portalocker.unlock(self._file)


_writing = threading.local()


def _on_begin(connection: Connection) -> None:
    # IMMEDIATE: a writer takes the file at once instead of failing half way.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")


def init_app(app: Flask) -> None:
    """Bind the database to the application and prepare the engine for its vendor."""
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    given = app.config.get("SQLALCHEMY_ENGINE_OPTIONS") or {}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = connections.options(address) | given
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        connections.prepare(engine)
        if is_sqlite(engine):
            event.listen(engine, "begin", _on_begin)
            name = engine.url.database
            in_file = name not in {None, "", ":memory:"}
            app.extensions["smd_write_queue"] = WriteQueue(name if in_file else None)


def write_queue() -> WriteQueue | None:
    """Return where writers of this application wait for their turn; None where nobody must."""
    from flask import current_app  # noqa: PLC0415 - the command line of the library has no Flask

    queue: WriteQueue | None = current_app.extensions.get("smd_write_queue")
    return queue


def is_writing() -> bool:
    """Say whether this thread has its turn to write already."""
    return bool(getattr(_writing, "yes", False))


def identity(engine: Engine) -> Hashable:
    """Return what a cache calls this database by: it keeps nothing of it alive, and fits no other."""
    return weakref.ref(engine)


def is_sqlite(engine: Engine) -> bool:
    """Say whether the engine is SQLite."""
    return engine.dialect.name == "sqlite"


#: Names the lock on which those who arrange queue on PostgreSQL: "smd" in letters' numbers.
ARRANGING = 0x736D64
_TURN = text(
    # In one statement, from left to right: as patient as a writer of SQLite, then as ever.
    "SELECT set_config('lock_timeout', :patient, true), pg_advisory_xact_lock(:name),"
    " set_config('lock_timeout', :usual, true)"
)


@contextmanager
def transaction(*, beside: bool = False) -> Iterator[None]:
    """Keep everything done inside, or nothing. The only commit in the code, but for together().

    What was read before is read again: the turn may have been waited for, and a decision must not
    rest on what was true before the wait. One at a time, on either vendor: what is looked for and
    not found is still not there when it is added. `beside`: for what many phones send at once; on
    PostgreSQL it waits for nobody, and must be right beside itself and beside all others.
    """
    queue = write_queue()
    if queue is None:
        with _commit(alone=not beside):
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
def _commit(*, alone: bool = False) -> Iterator[None]:
    db.session.rollback()
    try:
        if alone:
            _take_turn()
        yield
        db.session.commit()
    except BaseException as error:
        db.session.rollback()
        if (refusal := kept(error)) is not None:
            raise refusal from error
        raise


def _take_turn() -> None:
    """Wait until nobody else arranges anything in this PostgreSQL; the end of it gives it back."""
    patient, usual = (str(round(1000 * s)) for s in (connections.QUEUE, connections.WAIT))
    db.session.execute(_TURN, {"name": ARRANGING, "patient": patient, "usual": usual})


def kept(error: BaseException) -> KeptOnRecord | None:
    """Return a guard's refusal as one that can be read, or None. A defect: it is logged as one."""
    if not is_refusal(getattr(error, "orig", error)):
        return None
    log.error("the database refused to change what is on record", exc_info=error)
    return KeptOnRecord()


def insert(table: Any) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT, on either vendor."""
    if is_sqlite(db.engine):
        return sqlite.insert(table)
    return postgresql.insert(table)


#: Databases of one process, each with the engine of its reads: a program has one, a test a few.
DATABASES = 8


class Prepared:
    """A statement that is built and compiled once per database, then sent as text.

    For the busiest road only: building a statement costs SQLAlchemy more than the database needs
    to run it. Values are bound and read through the column types as everywhere else.
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._ready: Bounded[Hashable, _Compiled] = Bounded("prepared statements", DATABASES)

    def run(self, connection: Connection, **values: Any) -> int:
        """Run it in the connection's transaction; return how many rows it changed."""
        ready = self._for(connection.engine)
        return connection.exec_driver_sql(ready.text, ready.bind(values)).rowcount

    def first(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """Run it and return its first row, or None."""
        found = self.all(connection, **values)
        return found[0] if found else None

    def all(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Run it and return its rows."""
        ready = self._for(connection.engine)
        answer = connection.exec_driver_sql(ready.text, ready.bind(values))
        return [ready.read(row) for row in answer.fetchall()]

    def _for(self, engine: Engine) -> "_Compiled":
        database = identity(engine)
        ready = self._ready.get(database)
        return ready or self._ready.put(database, _Compiled(self._build(), engine))


class _Compiled:
    """A statement as one database wants it."""

    def __init__(self, statement: Any, engine: Engine) -> None:
        dialect = engine.dialect
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        #: For drivers that count parameters instead of naming them: their names in order.
        self._order = list(compiled.positiontup) if compiled.positional else None
        self._fixed = {k: v for k, v in compiled.params.items() if v is not None}
        self._write = {
            name: write
            for name, bound in compiled.binds.items()
            if (write := bound.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        self._read = [
            (place, read)
            for place, column in enumerate(getattr(statement, "selected_columns", ()))
            if (read := column.type.dialect_impl(dialect).result_processor(dialect, None))
            is not None
        ]

    def bind(self, values: dict[str, Any]) -> Any:
        """Return the values as the driver takes them."""
        values = self._fixed | values
        for name, write in self._write.items():
            values[name] = write(values[name])
        return values if self._order is None else tuple([values[name] for name in self._order])

    def read(self, row: Any) -> tuple[Any, ...]:
        """Return a row as the column types read it."""
        found = list(row)
        for place, read in self._read:
            found[place] = read(found[place])
        return tuple(found)


def abandon() -> None:
    """Undo what this request has begun and give its connection back."""
    db.session.rollback()


def forget_deleted(tries: int = 3) -> bool:
    """Remove for good what was just deleted; called after a secret round ends, after the commit.

    Return whether it is done. It never fails the act it follows: a long reader of an SQLite file, or
    a PostgreSQL that will not lend the tables, is logged; a job or the next close does it.
    """
    db.session.rollback()
    try:
        engine = db.engine
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            done = _checkpoint(connection, tries) if is_sqlite(engine) else _vacuum(connection)
    except DBAPIError:
        log.exception("what was deleted is not removed from the files yet")
        return False
    if not done:
        log.warning("a reader keeps the write-ahead log: what was deleted is still in it")
    return done


def _checkpoint(connection: Connection, tries: int) -> bool:
    """Empty the write-ahead log; secure_delete has overwritten the rows in the file itself.

    No writer gets in while it waits for readers, so it gives up long before a writer would.
    """
    driver: Any = connection.connection.dbapi_connection
    connections.busy_timeout(driver, connections.WAIT / 10)
    try:
        for _ in range(tries):
            busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            if not busy:
                return True
        return False
    finally:
        connections.busy_timeout(driver, connections.WAIT)


def _vacuum(connection: Connection) -> bool:
    """Rewrite the tables that held the link; the server's own log and archives are beyond reach."""
    connection.exec_driver_sql(connections.lock_timeout(3))
    try:
        for table in ("ballot", "round"):
            connection.exec_driver_sql(f"VACUUM (FULL) {table}")
    finally:
        connection.exec_driver_sql(connections.lock_timeout(connections.WAIT))
    return True
