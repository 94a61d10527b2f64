"""Databases as they were at an earlier revision, for tests of migrations: an application on one, and its rows."""

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

import flask_migrate
from sqlalchemy import Boolean, DateTime, Integer, MetaData, insert

from smd_workshop import create_app, migrations
from smd_workshop.database import db

NOON = datetime(2022, 10, 14, 17, 0, 0, 123456, tzinfo=UTC)


@contextmanager
def inside(url, folder):
    """An application on the database at this address, inside its context."""
    settings = {
        "TESTING": True, "SMD_INSTANCE": str(folder / "instance"),
        "SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 2,
    }  # fmt: skip
    app = create_app(settings)
    migrations.init_app(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


#: The revisions that tests begin with, each of which is reached from the one before it, once by each worker.
REVISIONS = ("0003", "0010", "0021", "0035", "0037", "head")


@cache
def at(revision):
    """What brings a new database to a revision (`fill` of new_database)."""

    def fill(url, folder):
        with inside(url, folder):
            flask_migrate.upgrade(revision=revision)

    place = REVISIONS.index(revision)
    fill.begins_with = at(REVISIONS[place - 1]) if place else None
    return fill


def inserter():
    """What inserts a row into a table of the database as it is now; what is not given is blank."""
    tables = MetaData()
    tables.reflect(db.engine)

    def put(name, /, **given):
        table = tables.tables[name]
        row = {
            c.name: _blank(c)
            for c in table.columns
            if not c.nullable and c.name not in given and not c.primary_key
        } | given
        with db.engine.begin() as connection:
            connection.execute(insert(table), [row])

    return put


def _blank(column):
    if isinstance(column.type, DateTime):
        return NOON
    return (
        False if isinstance(column.type, Boolean) else 0 if isinstance(column.type, Integer) else ""
    )
