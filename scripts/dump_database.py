"""Write a whole database into one file that loads into SQLite and PostgreSQL alike.

    python scripts/dump_database.py sqlite:///instance/smd.sqlite FILE.json.gz

To be run once per release that changes tables, by the program as it was before the change, on a
database that holds every state: tests/data/README.md says how, and which test tries each later
migration on the file. The file holds everything, answers and names included: make it from a
demonstration, never from a real room.

One JSON object per line: {"table": name, "columns": {name: kind}}, then one array per row, in the
order of the primary key. Kinds: number, truth, text, moment (UTC), day, bytes (hexadecimal).
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, create_engine, select, types

KINDS: tuple[tuple[type[types.TypeEngine[Any]], str], ...] = (
    (types.Boolean, "truth"),
    (types.Integer, "number"),
    (types.DateTime, "moment"),
    (types.Date, "day"),
    (types.LargeBinary, "bytes"),
    (types.String, "text"),
)


def main() -> None:
    """Dump the database that is named into the file that is named."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("database", help="its address: sqlite:///… or postgresql+psycopg://…")
    options.add_argument("file", type=Path)
    asked = options.parse_args()
    engine = create_engine(asked.database)
    with engine.connect() as connection:
        text = "".join(f"{line}\n" for line in lines(connection))
    # Without the moment and the name of the file: the same database makes the same bytes.
    asked.file.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{asked.file}: {text.count(chr(10))} lines, {asked.file.stat().st_size} bytes")


def lines(connection: Connection) -> Iterator[str]:
    """Yield the lines of the file; parents stand before their children."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        kinds = {column.name: kind_of(column.type) for column in table.columns}
        yield written({"table": table.name, "columns": kinds})
        for row in rows(connection, table):
            yield written([value(each) for each in row])


def rows(connection: Connection, table: Table) -> list[Any]:
    """Return the rows by primary key: of answers the key is random, so no order of arrival is kept."""
    return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def kind_of(column: types.TypeEngine[Any]) -> str:
    """Return the kind of a column; a type that is not known here stops the dump."""
    for known, kind in KINDS:
        if isinstance(column, known):
            return kind
    raise TypeError(f"a dump cannot write {column!r}")


def value(stored: Any) -> Any:
    """Return a stored value as JSON can hold it."""
    if isinstance(stored, datetime):
        return (
            (stored.astimezone(UTC) if stored.tzinfo else stored).replace(tzinfo=None).isoformat()
        )
    if isinstance(stored, date):
        return stored.isoformat()
    return stored.hex() if isinstance(stored, bytes) else stored


def written(line: Any) -> str:
    """Return one line of the file."""
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
