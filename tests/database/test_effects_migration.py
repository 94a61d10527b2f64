"""Revisions 0036, 0037 and 0039: what a process said of effects before stays whole, and what they add is kept on record."""

import flask_migrate
import pytest
from application import new_database
from old_database import NOON, at, inserter, inside
from sqlalchemy import MetaData, select
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import db

#: What each of them added, with a row as the program writes it.
ADDED = {
    "effect_question": {"id": 1, "component_id": 1, "stressor_id": 1, "item_id": 1},
    "foda_edition": {
        "id": 1, "process_id": 1, "number": 1, "reason": "", "document": "{}", "data_sha256": "0" * 64,
    },
    "effect_refusal": {
        "id": 1, "component_id": 1, "stressor_id": 1, "round_id": 1, "code": "E1", "reason": "Se midió",
    },
}  # fmt: skip
BEFORE = ("component", "stressor", "effect_contribution", "item", "round")


@pytest.fixture
def old(request, vendor, tmp_path):
    with (
        new_database(request, tmp_path, vendor, fill=at("0035")) as url,
        inside(url, tmp_path),
    ):
        put = inserter()
        put("process", id=1, uid="p", code="moq", languages='["es"]', protocol="{}", notes="[]")
        put("workshop", id=1, uid="w", process_id=1, code="mesa-1", next_round_number=2)
        put(
            "round", id=1, uid="r", workshop_id=1, number=1, state="published", step="collect",
            secrecy="nominal", visibility="publication", settings="{}", electorate="[]",
            opened_at=NOON, closed_at=NOON, published_at=NOON,
        )  # fmt: skip
        put(
            "item",
            id=1,
            process_id=1,
            kind="effect",
            code="E1",
            wording="¿Qué hace?",
            state="active",
        )
        put(
            "component", id=1, process_id=1, name="Agua", kind="environmental", first_year=2020,
            last_year=2030, unit="m³/s", better="more",
        )  # fmt: skip
        put("stressor", id=1, process_id=1, name="Mina", state="planned")
        put(
            "effect_contribution", id=1, component_id=1, stressor_id=1, sign="minus",
            magnitude="0.25", unit="m³/s", mode="additive", confidence="high", source="Aforo",
        )  # fmt: skip
        yield


def rows():
    """All that was there before, as the database holds it now."""
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(tables.tables[name]))]
            for name in BEFORE
        }


@pytest.mark.on_both
def test_nothing_said_of_effects_is_lost_and_what_is_added_stays(old):
    said = rows()
    flask_migrate.upgrade(revision="0039")
    assert rows() == said
    put = inserter()
    for table, row in ADDED.items():
        put(table, **row)
        for change in (f"UPDATE {table} SET id = 2", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="kept: "), db.engine.begin() as connection:
                connection.exec_driver_sql(change)
    flask_migrate.downgrade(revision="0035")
    assert rows() == said, "the way back takes only what was added"
    flask_migrate.upgrade(revision="0039")
    assert rows() == said
