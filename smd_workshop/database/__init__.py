"""The door to the database: one object, one transaction, and all that a vendor wants.

SQLite is one file for a laptop in the field; PostgreSQL is a URL. Writers on SQLite queue on a
lock of our own (a thread lock, and a file lock between programs), never on SQLite's busy handler:
its back-off lets others barge in and gives stalls of seconds. On PostgreSQL those who arrange one
process queue too, on a lock of the server's; what phones send passes them by.
"""

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection

from smd_workshop.database import connections
from smd_workshop.database.engine import db, identity, is_sqlite
from smd_workshop.database.erasing import forget_deleted
from smd_workshop.database.prepared import Prepared, insert
from smd_workshop.database.transactions import (
    EVERYTHING,
    NO_PROCESS,
    abandon,
    guard_refusal,
    is_writing,
    refuse_while_writing,
    transaction,
    writing,
)
from smd_workshop.database.write_queue import Unavailable, WriteQueue, write_queue

__all__ = [
    "EVERYTHING", "NO_PROCESS", "Prepared", "Unavailable", "WriteQueue", "abandon", "connections",
    "db", "forget_deleted", "guard_refusal", "identity", "init_app", "insert", "is_sqlite",
    "is_writing", "refuse_while_writing",
    "transaction", "write_queue", "writing",
]  # fmt: skip


def _on_begin(connection: Connection) -> None:
    # IMMEDIATE: a writer takes the file at once instead of failing half way.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")


def init_app(app: Flask) -> None:
    """Bind the database to the application and prepare the engine for its vendor."""
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    given = app.config.get("SQLALCHEMY_ENGINE_OPTIONS") or {}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = connections.options(address) | given
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        connections.prepare(engine)
        if is_sqlite(engine):
            event.listen(engine, "begin", _on_begin)
            name = engine.url.database
            in_file = name not in {None, "", ":memory:"}
            app.extensions["smd_write_queue"] = WriteQueue(name if in_file else None)
