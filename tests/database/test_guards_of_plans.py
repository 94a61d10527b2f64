"""What a plan was asked and measured, and what was written, sealed or promised, is kept by the database."""

from datetime import date
from decimal import Decimal

import pytest
from application import new_app, new_database
from builders import NOON
from counted import furnished_variables
from furnished import furnish
from guarded import run, taken
from on_record import OF_PLANS, OF_WHAT_FOLLOWS
from papers import unprinted
from planned import small_plan
from sqlalchemy import insert, select

from smd_workshop.database import db, transaction
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import (
    Base,
    MeasurementInput,
    MeasurementPlace,
    Objective,
    VariableInput,
    VariableValue,
)
from smd_workshop.plans.measurements import measuring
from smd_workshop.processes import processes
from smd_workshop.strategy.scorecards import initiatives


@pytest.fixture(scope="module")
def planned_plan(request, vendor, tmp_path_factory):
    """A plan with a published measurement, and a draft of another period that is noted as computed from it."""
    folder = tmp_path_factory.mktemp("planned")
    with new_database(request, folder, vendor) as url, new_app(url, folder):
        found = small_plan()
        measured = next(each for each in found.indicators if each.measurements)
        furnished_variables(found.process)
        with transaction():
            entry = measuring.Entry(period_of("2024"), Decimal(5), "Bajó")
            draft = measuring.enter(measured, entry, NOON, None, date(2025, 3, 1))
            first = next(each for each in measured.measurements if each is not draft)
            db.session.flush()
            db.session.add(MeasurementInput(measurement_id=draft.id, input_id=first.id))
            place = processes.add_territory(found.process, "ilo", "Ilo")
            db.session.flush()
            draft.places.append(MeasurementPlace(territory_id=place.id, value=draft.value))
            value = db.session.scalars(select(VariableValue)).first()
            db.session.add(VariableInput(measurement_id=draft.id, value_id=value.id))
        db.session.rollback()
        yield


def test_no_tool_changes_what_a_plan_was_asked_or_measured(planned_plan):
    assert taken(OF_PLANS) == {}


def test_a_draft_of_a_measurement_can_be_validated(planned_plan):
    validated = "UPDATE measurement SET state = 'validated', validated_at = entered_at"
    assert run(f"{validated} WHERE period = '2024'") == 1


@pytest.fixture(scope="module")
def followed(request, vendor, memory_folder):
    """A process with a survey that was followed up, a plan with a sealed report, a scorecard with an initiative.

    Built on SQLite, where other tests of this worker may have built it already; on PostgreSQL it has the same rows.
    """
    folder = memory_folder()
    with new_database(request, folder, "sqlite") as url, new_app(url, folder):
        with unprinted():
            house = furnish()
        goal = db.session.get_one(Objective, house.scorecard["objective_id"])
        with transaction():
            made = initiatives.add(goal, initiatives.Fields("Pozo", "Junta"), NOON, None)
            initiatives.say_progress(made, 2022, Decimal(10), "Acta", NOON, None)
        db.session.rollback()
        if vendor == "sqlite":
            yield
            return
        rows = rows_of_all()
    with new_database(request, folder, vendor) as url, new_app(url, folder):
        with db.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no guard
            for table, found in rows:
                connection.execute(insert(table), found)
            further = "SELECT setval(quote_ident(sequencename)::regclass, 100000) FROM pg_sequences"
            connection.exec_driver_sql(further)  # the next row has a number that none has
        yield


def rows_of_all():
    """Each table that has rows, with all of them."""
    tables = Base.metadata.sorted_tables
    found = [(each, db.session.execute(select(each)).mappings().all()) for each in tables]
    db.session.rollback()
    return [(table, [dict(row) for row in rows]) for table, rows in found if rows]


def test_no_tool_changes_what_was_written_sealed_or_promised(followed):
    assert taken(OF_WHAT_FOLLOWS) == {}
