"""What both yardsticks store with: the driver itself, one connection per thread, one durable INSERT."""

import contextlib
import os
import sqlite3
import threading

import psycopg

TABLE = (
    "CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, round_id INTEGER, sector_id INTEGER, "
    "voter_key TEXT, answer TEXT, reasons TEXT, key TEXT)"
)
COLUMNS = "INSERT INTO bare (id, round_id, sector_id, voter_key, answer, reasons, key) VALUES "

url = os.environ["SMD_DATABASE_URL"]
mine = threading.local()


class Sqlite:
    """A connection of one thread; writers wait in SQLite's own way."""

    def __init__(self) -> None:
        self._to = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            self._to.execute(f"PRAGMA {pragma}")
        self._to.execute(TABLE)

    def keep(self, row: tuple) -> None:
        self._to.execute("BEGIN IMMEDIATE")
        self._to.execute(COLUMNS + "(?, ?, ?, ?, ?, ?, ?)", row)
        self._to.execute("COMMIT")


class Postgres:
    """A connection of one thread."""

    def __init__(self) -> None:
        self._to = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        with contextlib.suppress(psycopg.errors.UniqueViolation):  # another thread made it just now
            self._to.execute(TABLE)

    def keep(self, row: tuple) -> None:
        self._to.execute(COLUMNS + "(%s, %s, %s, %s, %s, %s, %s)", row, prepare=True)


def connection() -> Sqlite | Postgres:
    if not hasattr(mine, "connection"):
        mine.connection = Sqlite() if url.startswith("sqlite") else Postgres()
    return mine.connection
