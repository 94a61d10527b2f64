"""An SQLite file whose rows are put back as they were, while others stay connected to it.

SQLite takes that for a change of its tables, and whoever is connected would read anew which tables and guards there
are: that takes longer than most requests. Where nobody has changed them, the file is given the count that it had.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, eq=False)
class Taken:
    """All that a file held, and how often its tables and guards had been changed."""

    rows: sqlite3.Connection
    tables: int


class SameFile:
    """The file at a path; as long as it stays the same one."""

    def __init__(self, path: str) -> None:
        self.path, self._place = path, _place_of(path)
        self._into = _connected(path)
        #: Reads what is there; no other connection is told by it that anybody has written.
        self.there = _connected(path)
        self._last: tuple[Taken, int] | None = None

    def is_there(self) -> bool:
        """Say whether it is still the file that it was."""
        return _place_of(self.path) == self._place

    def taken(self) -> Taken:
        """Return a copy of all that it holds."""
        rows = sqlite3.connect(":memory:", check_same_thread=False)
        self._into.backup(rows)
        return Taken(rows, self._tables())

    def put_back(self, kept: Taken) -> bool:
        """Let it hold what was taken of it; say whether only rows had changed. Otherwise nobody may stay connected.

        Raises OperationalError where somebody still holds it.
        """
        self._into.execute("BEGIN IMMEDIATE")  # a copy would wait for ever
        self._into.execute("ROLLBACK")
        only_rows = self._tables() == kept.tables
        kept.rows.backup(self._into)
        self._into.execute(f"PRAGMA schema_version = {kept.tables}")
        if not only_rows:
            self.there.close()
            self.there = _connected(self.path)
        self._last = kept, self._written()
        return only_rows

    def is_as(self, kept: Taken) -> bool:
        """Say whether this was put back last, and nobody has written since."""
        return self._last is not None and self._last == (kept, self._written())

    def close(self) -> None:
        """Let go of it."""
        self.there.close()
        self._into.close()

    def _tables(self) -> int:
        return self._into.execute("PRAGMA schema_version").fetchone()[0]

    def _written(self) -> int:
        """What is another number once anybody has written."""
        return self.there.execute("PRAGMA data_version").fetchone()[0]


def _connected(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)


def _place_of(path: str) -> tuple[int, int] | None:
    try:
        found = Path(path).stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
