"""What a plan was asked and measured, and what was written, sealed or promised, is kept by the database."""

from datetime import date
from decimal import Decimal

import pytest
from application import new_app, new_database
from builders import NOON
from counted import furnished_variables
from furnished import furnish
from guarded import assert_refused, run
from on_record import OF_PLANS, OF_WHAT_FOLLOWS
from papers import unprinted
from planned import small_plan
from sqlalchemy import select

from smd_workshop.database import db, transaction
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import (
    MeasurementInput,
    MeasurementPlace,
    Objective,
    VariableInput,
    VariableValue,
)
from smd_workshop.plans import measuring
from smd_workshop.processes import processes
from smd_workshop.strategy import initiatives


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


@pytest.mark.parametrize("statement", OF_PLANS)
def test_no_tool_changes_what_a_plan_was_asked_or_measured(planned_plan, statement):
    assert_refused(statement)


def test_a_draft_of_a_measurement_can_be_validated(planned_plan):
    validated = "UPDATE measurement SET state = 'validated', validated_at = entered_at"
    assert run(f"{validated} WHERE period = '2024'") == 1


@pytest.fixture(scope="module")
def followed(request, vendor, tmp_path_factory):
    """A process with a survey that was followed up, a plan with a sealed report, a scorecard with an initiative."""
    folder = tmp_path_factory.mktemp("followed")
    with new_database(request, folder, vendor) as url, new_app(url, folder):
        with unprinted():
            house = furnish()
        goal = db.session.get_one(Objective, house.scorecard["objective_id"])
        with transaction():
            made = initiatives.add(goal, initiatives.Fields("Pozo", "Junta"), NOON, None)
            initiatives.say_progress(made, 2022, Decimal(10), "Acta", NOON, None)
        db.session.rollback()
        yield


@pytest.mark.parametrize("statement", OF_WHAT_FOLLOWS)
def test_no_tool_changes_what_was_written_sealed_or_promised(followed, statement):
    assert_refused(statement)
