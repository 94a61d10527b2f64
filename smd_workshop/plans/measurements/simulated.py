"""Which values of plans rest on answers that nobody gave: taken over from a simulated survey, or computed from such values.

A process that is simulated as a whole says so on top of each of its pages; here are single values among true ones.
"""

from collections.abc import Iterable

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import Measurement, MeasurementInput, Plan, PlanIndicator
from smd_workshop.plans.measurements import values


def rows_of(plan: Plan) -> frozenset[int]:
    """Return the rows of a plan that are simulated, by their ids."""
    return among(row for each in plan.indicators for row in each.measurements)


def among(rows: Iterable[Measurement]) -> frozenset[int]:
    """Return the ids of the rows that take a simulated figure over, and of all that was computed from them."""
    found = {row.id for row in rows if _is_taken_over(row)}
    new = set(found)
    while new:  # a formula may rest on what another one gave
        query = select(MeasurementInput.measurement_id).where(MeasurementInput.input_id.in_(new))
        new = set(db.session.scalars(query)) - found
        found |= new
    return frozenset(found)


def is_simulated(row: Measurement) -> bool:
    """Say whether one value is simulated."""
    return _is_taken_over(row) or any(is_simulated(each.input) for each in row.inputs)


def _is_taken_over(row: Measurement) -> bool:
    if (
        row.figure_id is None
    ):  # nearly all of thousands: to ask for each what it rests on takes its time
        return False
    figure = row.figure
    return bool(figure and figure.wave and figure.wave.survey.shown_as_simulated)


def years_of(
    indicator: PlanIndicator, rows: frozenset[int], until: Period | None = None
) -> list[int]:
    """Return the years of an indicator whose value counts any of these rows, measured by the end of `until`."""
    if not rows:
        return []
    return sorted({
        period.year
        for period, row in values.counting(indicator).items()
        if row.id in rows and (until is None or period.last <= until.last)
    })  # fmt: skip


def years_in_a_file(
    indicator: PlanIndicator, rows: frozenset[int], until: Period | None = None
) -> list[int]:
    """Return the same for a file, which is read where no page says that all of its process is simulated."""
    process = indicator.plan.process  # none of a plan that is in no database
    if process is not None and process.simulated:
        return sorted(values.by_year(indicator, until))
    return years_of(indicator, rows, until)


def has(plan: Plan) -> bool:
    """Say whether any value of a plan that counts is simulated, or all of its process is."""
    rows = rows_of(plan)
    return plan.process.simulated or any(years_of(each, rows) for each in plan.indicators)
