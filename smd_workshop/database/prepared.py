"""Statements that are built and compiled once per database, then sent as text."""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from smd_workshop.database.engine import db, is_sqlite


def insert(table: Any) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT, on either vendor."""
    if is_sqlite(db.engine):
        return sqlite.insert(table)
    return postgresql.insert(table)


class Prepared:
    """A statement that is built and compiled once per database, then sent as text.

    For the busiest road only: building a statement costs SQLAlchemy more than the database needs
    to run it. Values are bound and read through the column types as everywhere else.
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        # Its text says nothing of what the database holds: it is true for as long as the engine lives.
        self._ready: WeakKeyDictionary[Engine, _Compiled] = WeakKeyDictionary()

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
        ready = self._ready.get(engine)
        if ready is None:
            ready = self._ready[engine] = _Compiled(self._build(), engine)
        return ready


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
