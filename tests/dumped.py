"""A database as scripts/dump_database.py wrote it, loaded into tables that are there and empty."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Integer, MetaData, Table, text

READ = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "bytes": bytes.fromhex,
}


def read(file: Path) -> dict[str, list[dict]]:
    """Every table of a dump: its rows as {column: value}, moments without a zone (UTC)."""
    tables: dict[str, list[dict]] = {}
    rows, columns = [], {}
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        found = json.loads(line)
        if isinstance(found, dict):
            rows, columns = tables.setdefault(found["table"], []), found["columns"]
        else:
            pairs = zip(columns.items(), found, strict=True)
            rows.append({name: _value(kind, given) for (name, kind), given in pairs})
    del tables["alembic_version"]
    return tables


def _value(kind, given):
    return READ[kind](given) if given is not None and kind in READ else given


def load(connection, tables: dict[str, list[dict]]) -> None:
    """Put the rows into the tables of a database that has no guards yet. The caller commits."""
    here = MetaData()
    here.reflect(connection)
    sqlite = connection.dialect.name == "sqlite"
    # A row may point to a later one of its own table: every pointer is looked at afterwards.
    connection.execute(
        text(
            "PRAGMA defer_foreign_keys = ON" if sqlite else "SET session_replication_role = replica"
        )
    )
    for name, rows in tables.items():
        table = here.tables[name]
        if rows:
            connection.execute(table.insert(), [_zoned(table, row) for row in rows])
        if not sqlite and "id" in table.c and isinstance(table.c.id.type, Integer):
            connection.execute(text(_COUNT_ON.format(table=name)))
    if not sqlite:
        connection.execute(text("SET session_replication_role = origin"))


#: The next row gets a number that none of those loaded has.
_COUNT_ON = (
    "SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), "
    '(SELECT coalesce(max(id), 0) + 1 FROM "{table}"), false)'
)


def _zoned(table: Table, row: dict) -> dict:
    return {
        name: value.replace(tzinfo=UTC)
        if isinstance(value, datetime) and getattr(table.c[name].type, "timezone", False)
        else value
        for name, value in row.items()
    }


def stored(connection) -> dict[str, list[dict]]:
    """Every table of a database as read() gives those of a dump, by primary key."""
    here = MetaData()
    here.reflect(connection)
    return {
        table.name: [
            {name: _plain(value) for name, value in row.items()}
            for row in connection.execute(
                table.select().order_by(*table.primary_key.columns)
            ).mappings()
        ]
        for table in here.tables.values()
        if table.name != "alembic_version"
    }


def _plain(value):
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
