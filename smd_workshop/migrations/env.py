"""How a migration runs: on the application's own database, one writer at a time, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Literal

from alembic import context
from alembic.operations import batch
from flask import current_app
from sqlalchemy import Connection, types
from sqlalchemy.sql import functions

from smd_workshop.database import db, is_sqlite


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own column types as what the database holds: a migration imports no model."""
    if kind == "type" and isinstance(item, types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "server_default" and isinstance(getattr(item, "arg", None), functions.now):
        return "sa.func.now()"  # not the words of the vendor that the migration was written on
    return False


class _ByItself(batch.BatchOperationsImpl):
    """Reads the table that is written anew, and not all that it points to: half the time of all migrations."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)  # type: ignore[no-untyped-call]
        self.reflect_kwargs.setdefault("resolve_fks", False)


@contextmanager
def tables_by_themselves() -> Iterator[None]:
    """Let `op.batch_alter_table` read so; Alembic asks for it at each call only."""
    as_ever = batch.BatchOperationsImpl
    batch.BatchOperationsImpl = _ByItself  # type: ignore[misc]
    try:
        yield
    finally:
        batch.BatchOperationsImpl = as_ever  # type: ignore[misc]


def run(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        # SQLite alters a table by writing a new one.
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        # Our SQLite connections begin their transactions themselves, so DDL rolls back there too.
        transactional_ddl=True,
    )
    with context.begin_transaction(), tables_by_themselves():
        context.run_migrations()


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite replace tables that others point to, and check every pointer afterwards."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        if broken := raw.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"after the migration these rows point nowhere: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def migrate() -> None:
    """Connect, wait for one's turn to write, and run."""
    queue = current_app.extensions.get("smd_write_queue")
    db.session.remove()
    with (
        queue.turn() if queue else nullcontext(),
        db.engine.connect() as connection,
        without_foreign_keys(connection) if is_sqlite(db.engine) else nullcontext(),
    ):
        run(connection)


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database that can be reached; there is no offline mode.")
migrate()
