"""Connections to the database: how each vendor's are made, how long they wait, when they are no good.

Every wait has an end: a phone that is told to send again loses nothing, one that is told nothing does.
"""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import DisconnectionError

#: Seconds that a statement waits for a lock, and a connection for its server.
WAIT = 5.0
#: Seconds that a writer waits for those of our own programs who came first: they do get done.
QUEUE = 2 * WAIT

#: What SQLite says where it may not write.
READ_ONLY = "attempt to write a readonly database"
PRAGMAS = (
    "journal_mode = WAL",
    # FULL: an acknowledged ballot survives a power cut, not only a crash of the program.
    "synchronous = FULL",
    "foreign_keys = ON",
    # What was deleted is overwritten: the link between seat and ballot must not stay in the file.
    "secure_delete = ON",
    # A row that REPLACE removes is a row that is deleted: a trigger must hear of it.
    "recursive_triggers = ON",
)

#: Connections kept, and how many more for a moment: more than a server has threads.
POOL = {"pool_size": 20, "max_overflow": 12, "pool_use_lifo": True, "pool_timeout": QUEUE}


def options(address: str | URL) -> dict[str, Any]:
    """Return what an engine for this address is made with."""
    url = make_url(address)
    # What a statement carried, seats and answers, must not stand in an error's text in a log.
    chosen: dict[str, Any] = {"hide_parameters": True}
    if url.get_backend_name() == "postgresql":
        chosen["connect_args"] = {
            "connect_timeout": max(2, round(WAIT)),  # PostgreSQL's own least
            "tcp_user_timeout": round(2000 * WAIT),
        }
    if url.database not in {None, "", ":memory:"}:
        chosen |= POOL
    return chosen


def prepare(engine: Engine) -> None:
    """Give each connection what it needs, and notice when an SQLite file is gone or another."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _on_postgresql)
        return
    event.listen(engine, "connect", _on_sqlite)
    _give_up_read_only(engine)
    name = engine.url.database
    if name not in {None, "", ":memory:"}:
        watch = _Watch(Path(str(name)))
        event.listen(engine, "do_connect", watch.before)
        event.listen(engine, "connect", watch.after)
        event.listen(engine, "checkout", watch.use)


def _give_up_read_only(engine: Engine) -> None:
    """Let a connection that may not write count as lost, and with it those made at the same time.

    SQLite decides once, when it opens a file, whether it may write into it: made while the disk was
    read-only, a connection stays so after the disk is writable again.
    """
    dialect: Any = engine.dialect
    lost = dialect.is_disconnect

    def is_disconnect(error: Any, connection: Any, cursor: Any) -> bool:
        return READ_ONLY in str(error) or bool(lost(error, connection, cursor))

    dialect.is_disconnect = is_disconnect


def busy_timeout(connection: Any, seconds: float) -> None:
    """Let a connection of SQLite's driver wait so long for a lock."""
    connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")


def lock_timeout(seconds: float) -> str:
    """Return the statement that lets a connection to PostgreSQL wait so long for a lock."""
    return f"SET lock_timeout = {round(1000 * seconds)}"


def _on_postgresql(connection: Any, _record: object) -> None:
    # Outside of any transaction, else the first rollback would undo it. Not when connecting: a pool
    # of connections between us and the server may know no such option.
    before, connection.autocommit = connection.autocommit, True
    connection.execute(lock_timeout(WAIT))
    connection.autocommit = before


def _on_sqlite(connection: Any, _record: object) -> None:
    # None: the driver must not open transactions behind our back; SQLAlchemy does.
    connection.isolation_level = None
    busy_timeout(connection, WAIT)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


class _Watch:
    """Refuses a file that is gone: what was written into it would be acknowledged and lost."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = False

    def before(self, *_: Any) -> None:
        # SQLite would make an empty file where there was one with ballots.
        if self._seen and not self._path.exists():
            raise sqlite3.OperationalError("the database file is gone")

    def after(self, _connection: Any, record: Any) -> None:
        record.info["file"] = self._identity()
        self._seen = True

    def use(self, _connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.get("file") != self._identity():
            raise DisconnectionError("the database file is gone, or another one")

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
