"""Which state a database is in: a mark that changes with every commit, of whichever program, and costs nearly nothing.

Whoever made something from the database and meets the same mark again may show it again as it is. The
mark must be read before what is made: then something newer may stand under an older mark, never the
other way round.
"""

import sqlite3
import threading
import weakref
from collections.abc import Hashable
from itertools import count
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

from smd_workshop.database.autocommit import alone
from smd_workshop.database.engine import is_sqlite

#: The transactions whose work a statement sees: two that are equal see the same rows (PostgreSQL
#: manual, “System Information Functions”).
SNAPSHOT = "SELECT CAST(pg_current_snapshot() AS text)"

_making = threading.Lock()
_files: WeakKeyDictionary[Engine, "_File"] = WeakKeyDictionary()
_opened = count()


def mark_of(engine: Engine) -> Hashable:
    """Return the mark of what is committed now; None where nobody can tell, and nothing may be shown again."""
    if is_sqlite(engine):
        found = _files.get(engine) or _file_of(engine)
        return None if found is None else found.mark()
    try:
        rows = alone(engine, lambda c: c.exec_driver_sql(SNAPSHOT).fetchall())
    except SQLAlchemyError:
        return None
    return str(rows[0][0])


def _file_of(engine: Engine) -> "_File | None":
    name = engine.url.database
    if name in {None, "", ":memory:"}:
        return None
    with _making:
        if engine not in _files:
            made = _files[engine] = _File(Path(str(name)))
            event.listen(engine, "engine_disposed", lambda _engine: made.close())
            weakref.finalize(engine, made.close)
        return _files[engine]


class _File:
    """One connection to an SQLite file that only listens: `data_version` counts what others commit.

    It compares with nothing but itself, so each connection that is opened has a number of its own.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._number, self._inode = 0, (0, 0)

    def mark(self) -> Hashable:
        """Return number and version; None where the file is gone or cannot be read."""
        with self._lock:
            try:
                there = self._path.stat()
                if self._connection is None or self._inode != (there.st_dev, there.st_ino):
                    self._open((there.st_dev, there.st_ino))
                assert self._connection is not None  # noqa: S101 - just opened
                row = self._connection.execute("PRAGMA data_version").fetchone()
            except (OSError, sqlite3.Error):
                return None
            return self._number, int(row[0])

    def _open(self, inode: tuple[int, int]) -> None:
        self._forget()
        # Never made by looking: a file that is gone must be missed, not replaced by an empty one.
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._number, self._inode = next(_opened), inode

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Let the file go; the next question opens it again, and knows nothing of before."""
        with self._lock:
            self._forget()
