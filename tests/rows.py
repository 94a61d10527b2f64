"""The rows of a PostgreSQL database: put back as they were, without making the database anew.

To copy a database costs the server ten times more than most tests ask of it.
"""

from dataclasses import dataclass, replace

import psycopg
from psycopg import sql
from sqlalchemy import make_url

#: What of a table, its guards and its constraints is another after any change of them.
_SCHEMA = """
SELECT concat(count(*), ' ', sum(hashtextextended(told, 0))) FROM (
    SELECT concat_ws(':', 'table', oid, relname, relkind, reloptions) FROM pg_class
      WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(':', 'column', attrelid, attnum, a.xmin) FROM pg_attribute a
      JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(':', 'guard', oid, xmin) FROM pg_trigger
    UNION ALL SELECT concat_ws(':', 'constraint', oid, xmin) FROM pg_constraint
    UNION ALL SELECT concat_ws(':', 'function', oid, xmin) FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(':', 'setting', setdatabase, setrole, setconfig) FROM pg_db_role_setting
) AS parts(told)"""
_OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
_BEGIN_AGAIN = """
SELECT setval(quote_ident(sequencename)::regclass, start_value, false) FROM pg_sequences
WHERE schemaname = 'public' AND last_value IS NOT NULL"""
#: How often what was deleted is cleared away.
_OFTEN = 20


@dataclass(frozen=True)
class Kept:
    """What the tables hold, and the last number that each sequence gave."""

    tables: dict[str, bytes]
    numbers: list[tuple[str, int]]


class Rows:
    """Those of the database at an address, which has its tables by now."""

    def __init__(self, url: str) -> None:
        plain = make_url(url).set(drivername="postgresql")
        self._connection = psycopg.connect(
            plain.render_as_string(hide_password=False), autocommit=True
        )
        self.tables = [name for (name,) in self._connection.execute(_TABLES)]
        self._filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("(SELECT {} WHERE EXISTS (SELECT FROM {}))").format(name, sql.Identifier(name))
            for name in self.tables
        )
        self._schema = self.schema()
        self._as_made = self.taken()
        self._times, self._deleted = 0, set[str]()

    def schema(self) -> str:
        """Return what is the same as long as tables, guards and settings are."""
        return self._connection.execute(_SCHEMA).fetchone()[0]

    def is_as_made(self) -> bool:
        """Say whether it has the tables and guards that it had, and only rows have come and gone."""
        return self.schema() == self._schema

    def is_empty(self) -> bool:
        """Say whether no table holds a row."""
        return self._connection.execute(self._filled).fetchone() is None

    def cut_off(self) -> None:
        """Let nobody else be connected, who might hold a row."""
        self._connection.execute(_OTHERS)

    def taken(self) -> Kept:
        """Return a copy of all rows."""
        tables = {}
        for (name,) in self._connection.execute(self._filled).fetchall():
            copy = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
            with self._connection.cursor().copy(copy) as out:
                tables[name] = b"".join(bytes(part) for part in out)
        return Kept(tables, self._connection.execute(_NUMBERS).fetchall())

    def put_back(self, kept: Kept | None = None, only: set[str] | None = None) -> None:
        """Let there be these rows and no others, or those that it was made with; `only`: in these tables."""
        kept = kept or self._as_made
        if only is not None:
            there = {name: rows for name, rows in kept.tables.items() if name in only}
            kept = replace(kept, tables=there)
        do = self._connection.execute
        filled = only if only is not None else {name for (name,) in do(self._filled).fetchall()}
        with self._connection.transaction():
            do("SET LOCAL session_replication_role = replica")  # no guard, no order among tables
            for name in filled:
                do(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            do(_BEGIN_AGAIN)
            for name, rows in kept.tables.items():
                copy = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with self._connection.cursor().copy(copy) as into:
                    into.write(rows)
            for name, last in kept.numbers:
                do("SELECT setval(quote_ident(%s)::regclass, %s)", (name, last))
        self._deleted.update(filled)
        self._times += 1
        if self._times % _OFTEN == 0 and self._deleted:
            tables = sql.SQL(", ").join(map(sql.Identifier, sorted(self._deleted)))
            do(sql.SQL("VACUUM {}").format(tables))
            self._deleted.clear()

    def close(self) -> None:
        self._connection.close()


#: Of each database that is put back: by its address.
rows_of: dict[str, Rows] = {}
