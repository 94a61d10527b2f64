"""The database that migrations build is the one that the code was written for, on both vendors."""

import re
from contextlib import contextmanager

import flask_migrate
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from application import new_database
from filled import full_room
from old_database import at, inside
from sqlalchemy import Column, Integer, MetaData, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import db, is_sqlite
from smd_workshop.migrations.guards import drop, lifted, put, stored
from smd_workshop.models.triggers import Guard, statements


@pytest.fixture
def migrated(request, vendor, tmp_path):
    """The application on a database that was brought from nothing to the newest migration."""
    with (
        new_database(request, tmp_path, vendor, fill=at("head")) as url,
        inside(url, tmp_path) as app,
    ):
        yield app


def schema() -> dict[str, object]:
    """Everything the database says about its tables, in one comparable value."""
    looked = inspect(db.engine)
    tables = [t for t in looked.get_table_names() if t != "alembic_version"]
    with db.engine.connect() as connection:
        triggers = stored(connection)
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
            "indexes": sorted(str(_in_words(index)) for index in looked.get_indexes(table)),
            "without_rowid": without_rowid(table),
            "guards": {name: sql for name, (of, sql) in triggers.items() if of == table},
        }
        for table in tables
    }


def _in_words(index: dict[str, object]) -> dict[str, object]:
    """An index whose conditions are the words of the database."""
    options = index.get("dialect_options", {})
    return index | {"dialect_options": {name: str(value) for name, value in options.items()}}


def without_rowid(table: str) -> bool | None:
    if not is_sqlite(db.engine):
        return None
    with db.engine.connect() as connection:
        sql = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
        ).scalar_one()
    return re.search(r"\)\s*WITHOUT ROWID\s*$", sql) is not None


def test_migrated_and_created_schema_are_the_same(migrated, request, vendor, tmp_path):
    found = schema()
    folder = tmp_path / "created"
    folder.mkdir()
    with new_database(request, folder, vendor) as url, inside(url, folder):
        assert found == schema()
    assert set(found) == set(db.metadata.tables)
    assert found["result"]["guards"], "what is on record is guarded in both"


def test_ballots_keep_no_order_of_arrival_after_a_migration(migrated):
    if not is_sqlite(db.engine):
        pytest.skip("rowids are SQLite's")
    orderless = {t for t, found in schema().items() if found["without_rowid"]}
    assert {"ballot", "submission", "participation", "reason", "contribution"} <= orderless
    assert "round" not in orderless


def test_base_to_head_to_base_leaves_nothing_and_head_comes_again_as_it_was(migrated):
    whole = schema()
    flask_migrate.downgrade(revision="base")
    assert schema() == {}
    assert functions() == []
    flask_migrate.upgrade()
    assert schema() == whole
    if is_sqlite(db.engine):
        with db.engine.connect() as connection:
            keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
        assert keys == 1, "foreign keys are on again after a migration"


def test_no_model_has_changed_without_a_migration(migrated):
    flask_migrate.check()  # exits otherwise


def functions() -> list[str]:
    """What guards leave behind on PostgreSQL if they are forgotten."""
    if is_sqlite(db.engine):
        return []
    query = "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    with db.engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())


# -- guards in a migration; what a filled database goes through is in test_filled_migrations.py


@contextmanager
def migrating():
    """A connection in the state in which migrations get it; see migrations/env.py."""
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        if is_sqlite(db.engine):
            raw.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            yield connection
        if is_sqlite(db.engine):
            assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
            raw.execute("PRAGMA foreign_keys = ON")


def alter_round(connection) -> None:
    """What a migration that adds a column does, SQLite writing the whole table anew."""
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("round", recreate="auto") as batch:
        batch.add_column(Column("colour", Integer(), nullable=True))
        batch.alter_column("help", nullable=True)


def test_a_table_that_is_written_anew_keeps_its_guards_and_those_that_name_it(migrated):
    full_room()
    db.session.rollback()
    with migrating() as connection:
        before = stored(connection)
        with lifted(connection):
            alter_round(connection)
        assert stored(connection) == before
    for spoil in ("UPDATE round SET question = 'otra'", "UPDATE ballot SET answer = '{}'"):
        with pytest.raises(DBAPIError, match="kept: "), db.engine.begin() as connection:
            connection.exec_driver_sql(spoil)


def test_a_migration_that_forgets_to_lift_the_guards_does_not_pass_in_silence(migrated):
    if not is_sqlite(db.engine):
        pytest.skip("only SQLite writes tables anew")
    with pytest.raises(DBAPIError, match="guard_"), migrating() as connection:
        alter_round(connection)


def test_a_guard_is_put_in_place_of_the_one_that_was_and_taken_away(migrated):
    with db.engine.begin() as connection:
        before = stored(connection)
        put(connection, Guard("seat", "no seat", delete="TRUE"))
        put(connection, Guard("seat", "no seat leaves", delete="OLD.active"))
        fresh = {name: row for name, row in stored(connection).items() if name not in before}
        assert fresh and all(table == "seat" for table, _ in fresh.values())
        assert all("no seat'" not in sql for _, sql in fresh.values())
        drop(connection, "seat")
        assert stored(connection) == before


def test_a_table_that_is_gone_takes_its_guard_along(migrated):
    with db.engine.begin() as connection:
        extra = Table("extra", MetaData(), Column("id", Integer, primary_key=True))
        extra.create(connection)
        put(connection, Guard("extra", "stays", delete="TRUE"))
        with lifted(connection):
            extra.drop(connection)
        assert "extra" not in {table for table, _ in stored(connection).values()}


def test_the_shape_of_a_guard_is_that_of_the_databases_out_there():
    """Whoever changes how guards are written owes every database a migration that puts them anew."""
    sample = Guard("t", "it stays", update="OLD.a IS DISTINCT FROM NEW.a", delete="TRUE")
    update, delete = statements(sample, "sqlite")
    assert update.split("\n") == [
        'CREATE TRIGGER guard_t_update AFTER UPDATE ON "t"',
        "WHEN OLD.a IS NOT NEW.a",
        "BEGIN SELECT RAISE(ABORT, 'kept: it stays'); END",
    ]
    assert delete.split("\n") == [
        'CREATE TRIGGER guard_t_delete AFTER DELETE ON "t"',
        "WHEN TRUE",
        "BEGIN SELECT RAISE(ABORT, 'kept: it stays'); END",
    ]
    function, rows, whole = statements(sample, "postgresql")
    assert function.split("\n") == [
        "CREATE FUNCTION guard_t() RETURNS trigger LANGUAGE plpgsql AS $guard$",
        "DECLARE refused boolean := TRUE;",
        "BEGIN",
        "IF TG_OP = 'UPDATE' THEN refused := OLD.a IS DISTINCT FROM NEW.a;",
        "END IF;",
        "IF TG_OP = 'DELETE' THEN refused := TRUE;",
        "END IF;",
        "IF refused THEN RAISE EXCEPTION USING MESSAGE = 'kept: it stays',",
        "ERRCODE = 'restrict_violation'; END IF;",
        "RETURN NULL;",
        "END $guard$",
    ]
    assert rows.split("\n") == [
        'CREATE TRIGGER guard_t AFTER UPDATE OR DELETE ON "t"',
        "FOR EACH ROW EXECUTE FUNCTION guard_t()",
    ]
    assert whole.split("\n") == [
        'CREATE TRIGGER guard_t_truncate BEFORE TRUNCATE ON "t"',
        "FOR EACH STATEMENT EXECUTE FUNCTION guard_t()",
    ]
