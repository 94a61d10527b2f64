"""Databases as they were at an earlier revision, for tests of migrations: an application on one, and its rows."""

from contextlib import contextmanager
from datetime import UTC, datetime

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
        yield
        db.session.remove()
        db.engine.dispose()


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
