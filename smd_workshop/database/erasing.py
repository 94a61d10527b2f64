"""Removing for good what was deleted: the link between seat and ballot must not stay in a file."""

import logging
from typing import Any, Final

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import connections
from smd_workshop.database.engine import db, is_sqlite

log = logging.getLogger(__name__)
#: How often readers are waited for.
TRIES: Final = 3


def forget_deleted(*, people: bool = False) -> bool:
    """Remove for good what was just deleted; called after a secret round ends, after the commit.

    `people`: also what led to people who asked to be removed, or whose time was over, in tables that may be large.
    Return whether it is done. It never fails the act it follows: a long reader of an SQLite file, or
    a PostgreSQL that will not lend the tables, is logged; a job or the next close does it.
    """
    db.session.rollback()
    try:
        engine = db.engine
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            done = (
                _checkpoint(connection) if is_sqlite(engine) else _vacuum(connection, people=people)
            )
    except DBAPIError:
        log.exception("what was deleted is not removed from the files yet")
        return False
    if not done:
        log.warning("a reader keeps the write-ahead log: what was deleted is still in it")
    return done


def _checkpoint(connection: Connection) -> bool:
    """Empty the write-ahead log; secure_delete has overwritten the rows in the file itself.

    No writer gets in while it waits for readers, so it gives up long before a writer would.
    """
    driver: Any = connection.connection.dbapi_connection
    connections.busy_timeout(driver, connections.WAIT / 10)
    try:
        for _ in range(TRIES):
            busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            if not busy:
                return True
        return False
    finally:
        connections.busy_timeout(driver, connections.WAIT)


#: What lies in them is deleted whenever a secret round or a wave ends.
SECRETS = (
    "ballot", "submission", "round", "thread", "series", "envelope", "survey_draft", "wave", "seat_address",
    "round_letter",
)  # fmt: skip
#: What lies in them goes when its person asks for it, or its time is over.
PEOPLE = ("respondent", "wave_member", "invitation", "letter", "response", "answer", "answer_note")


def _vacuum(connection: Connection, *, people: bool) -> bool:
    """Rewrite the tables that held the link, or addresses of people; the server's own log and archives are beyond reach."""
    connection.exec_driver_sql(connections.lock_timeout(3))
    try:
        for table in (*SECRETS, *(PEOPLE if people else ())):
            connection.exec_driver_sql(f"VACUUM (FULL) {table}")
    finally:
        connection.exec_driver_sql(connections.lock_timeout(connections.WAIT))
    return True
