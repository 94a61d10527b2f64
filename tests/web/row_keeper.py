"""A PostgreSQL database that is put back as it was: what `world.Keeper` does with a file of SQLite."""

import psycopg
from psycopg import sql
from rows import Kept, Rows
from same_file import Taken
from sqlalchemy import Integer, StaticPool, create_engine, insert, make_url, select, text

from smd_workshop.database import db
from smd_workshop.models import Base

#: What is another one when any row of a table is.
_TABLE = "SELECT {name}, concat(count(*), ' ', sum(hashtextextended(t::text, 0))) FROM {table} t"
#: The last number that was given is that of the last row.
_LAST = (
    "SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT max(id) FROM \"{table}\"))"
)


class RowKeeper:
    """Keeps the rows of the application's database as they are now, under a name, and puts them back."""

    def __init__(self) -> None:
        address = db.engine.url.render_as_string(hide_password=False)
        self._rows = Rows(address)
        plain = make_url(address).set(drivername="postgresql")
        self._watch = psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)
        self._told = sql.SQL(" UNION ALL ").join(
            sql.SQL(_TABLE).format(name=table, table=sql.Identifier(table))
            for table in self._rows.tables
        )
        self.kept: dict[str, tuple[Kept, dict[str, str]]] = {}
        self._there: str | None = None
        self._last: tuple[str, dict[str, str]] = "", {}

    def keep(self, name: str) -> None:
        db.session.rollback()
        self.kept[name] = self._rows.taken(), self._digests()
        self._there = name

    def fill(self, name: str, taken: Taken) -> None:
        """Let there be what was taken of the same tables on SQLite, and keep it under a name."""
        self._rows.put_back()
        other = create_engine("sqlite://", creator=lambda: taken.rows, poolclass=StaticPool)
        with other.connect() as kept, db.engine.begin() as there:
            # No guard, and no order among tables.
            there.execute(text("SET LOCAL session_replication_role = replica"))
            for table in Base.metadata.sorted_tables:
                rows = [dict(row) for row in kept.execute(select(table)).mappings()]
                if rows:
                    there.execute(insert(table), rows)
                    if "id" in table.c and isinstance(table.c.id.type, Integer):
                        there.execute(text(_LAST.format(table=table.name)))
        self.keep(name)

    def put_back(self, name: str) -> None:
        """Where it is the one that was there, put back only the tables in which anything differs."""
        db.session.rollback()
        only = self.changed(name) if self._there == name else None
        self._rows.put_back(self.kept[name][0], only)
        self._there = name

    def changed(self, name: str) -> set[str]:
        """The tables in which anything differs from what was kept."""
        db.session.rollback()
        there, kept = self._digests(), self.kept[name][1]
        return {table for table, digest in there.items() if digest != kept[table]}

    def _digests(self) -> dict[str, str]:
        """Return them as last time where the same transactions can be seen: nobody has written since."""
        (seen,) = self._watch.execute("SELECT pg_current_snapshot()::text").fetchone()
        if self._last[0] != seen:
            self._last = seen, dict(self._watch.execute(self._told, prepare=True).fetchall())
        return self._last[1]

    def close(self) -> None:
        self._watch.close()
        self._rows.close()
