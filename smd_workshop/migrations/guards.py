"""Guards in a migration: put, dropped, and lifted while a table is written anew.

A migration says in its own words what it puts; it never reads smd_workshop.models.guards, which
says what holds today.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from smd_workshop.models.triggers import Guard, statements

_SQLITE = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
_POSTGRESQL = """
SELECT tgname, relname, tgenabled::text || ' ' || pg_get_triggerdef(pg_trigger.oid) || E'\\n'
    || pg_get_functiondef(tgfoid)
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace ORDER BY tgname
"""


def stored(connection: Connection) -> dict[str, tuple[str, str]]:
    """Return the triggers of the database: name → (table, everything that the database says of it)."""
    query = _SQLITE if _is_sqlite(connection) else _POSTGRESQL
    return {name: (table, sql) for name, table, sql in connection.exec_driver_sql(query)}


def put(connection: Connection, guard: Guard) -> None:
    """Create the guard of a table, in place of the one it had."""
    drop(connection, guard.table)
    for statement in statements(guard, connection.dialect.name):
        connection.exec_driver_sql(statement)


def drop(connection: Connection, table: str) -> None:
    """Take the guard of a table away, if it has one."""
    for name, (of, _) in stored(connection).items():
        if of == table:
            on = "" if _is_sqlite(connection) else f' ON "{table}"'
            connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    if not _is_sqlite(connection):
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS guard_{table}()")


@contextmanager
def lifted(connection: Connection) -> Iterator[None]:
    """Take every guard off, and put each back word for word afterwards.

    Needed where SQLite writes a table anew (batch_alter_table): it would drop the guards of the
    table, and cannot rename it while guards of others name it. Also where a migration must correct
    what is on record. A table that is gone afterwards has no guard; one whose columns are called
    something else needs a new one: put().
    """
    before = stored(connection)
    for name, (table, _) in before.items():
        connection.exec_driver_sql(
            f"DROP TRIGGER {name}" if _is_sqlite(connection) else _switch(table, "DISABLE", name)
        )
    yield
    tables = connection.dialect.get_table_names(connection)
    now = stored(connection)
    for name, (table, sql) in before.items():
        if _is_sqlite(connection):
            if table in tables and name not in now:
                connection.exec_driver_sql(sql)
        elif name in now:
            connection.exec_driver_sql(_switch(table, "ENABLE", name))


def _switch(table: str, to: str, name: str) -> str:
    return f'ALTER TABLE "{table}" {to} TRIGGER {name}'


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def differ(*columns: str) -> str:
    """Return the condition that any of these columns is another than it was."""
    return "(" + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns) + ")"
