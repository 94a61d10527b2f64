"""The database that migrations build is the one that the code was written for, on both vendors."""

import re

import flask_migrate
import pytest
from sqlalchemy import inspect, text

from smd_workshop import create_app, migrations
from smd_workshop.database import db, is_sqlite


@pytest.fixture
def bare(database_url, tmp_path):
    """The application on a database without tables."""
    app = create_app(
        {
            "TESTING": True,
            "SMD_INSTANCE": str(tmp_path / "instance"),
            "SQLALCHEMY_DATABASE_URI": database_url,
            "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 2,
        }
    )
    migrations.init_app(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def schema() -> dict[str, object]:
    """Everything the database says about its tables, in one comparable value."""
    looked = inspect(db.engine)
    tables = [t for t in looked.get_table_names() if t != "alembic_version"]
    return {
        table: {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"], c["default"])
                for c in looked.get_columns(table)
            },
            "key": looked.get_pk_constraint(table),
            "pointers": sorted(map(str, looked.get_foreign_keys(table))),
            "unique": sorted(map(str, looked.get_unique_constraints(table))),
            "checks": sorted(
                (c["name"], c["sqltext"]) for c in looked.get_check_constraints(table)
            ),
            "indexes": sorted(map(str, looked.get_indexes(table))),
            "without_rowid": without_rowid(table),
        }
        for table in tables
    }


def without_rowid(table: str) -> bool | None:
    if not is_sqlite(db.engine):
        return None
    with db.engine.connect() as connection:
        sql = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
        ).scalar_one()
    return re.search(r"\)\s*WITHOUT ROWID\s*$", sql) is not None


def test_migrated_and_created_schema_are_the_same(bare):
    flask_migrate.upgrade()
    migrated = schema()
    flask_migrate.downgrade(revision="base")
    db.create_all()
    assert migrated == schema()
    assert set(migrated) == set(db.metadata.tables)


def test_ballots_keep_no_order_of_arrival_after_a_migration(bare):
    if not is_sqlite(db.engine):
        pytest.skip("rowids are SQLite's")
    flask_migrate.upgrade()
    orderless = {t for t, found in schema().items() if found["without_rowid"]}
    assert {"ballot", "submission", "participation", "reason", "contribution"} <= orderless
    assert "round" not in orderless


def test_base_to_head_to_base_leaves_nothing_and_head_can_come_again(bare):
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert schema() == {}
    flask_migrate.upgrade()
    assert "ballot" in schema()


def test_no_model_has_changed_without_a_migration(bare):
    flask_migrate.upgrade()
    flask_migrate.check()  # exits otherwise


def test_foreign_keys_are_on_again_after_a_migration(bare):
    if not is_sqlite(db.engine):
        pytest.skip("a switch of SQLite's")
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
