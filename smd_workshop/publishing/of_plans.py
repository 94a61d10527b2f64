"""Objectives of the plans of a process that its scorecards may take, each with the indicators that measure it."""

from sqlalchemy import or_, select

from smd_workshop.core.errors import NotFound
from smd_workshop.database import db
from smd_workshop.models import (
    IndicatorSlot,
    Item,
    Objective,
    Plan,
    PlanAction,
    PlanIndicator,
    PlanObjective,
    Process,
)
from smd_workshop.publishing import portal_queries


def offered(process: Process) -> list[tuple[Plan, list[PlanObjective]]]:
    """Return each plan with those of its objectives that no scorecard of the process has taken yet."""
    taken = set(
        db.session.scalars(
            select(Objective.reference)
            .join(Item)
            .where(Item.process_id == process.id, Objective.source == "plan")
        )
    )
    found = [
        (plan, [each for each in plan.objectives if reference_of(plan, each) not in taken])
        for plan in _plans(process)
    ]
    return [(plan, aims) for plan, aims in found if aims]


def _plans(process: Process) -> list[Plan]:
    return list(
        db.session.scalars(select(Plan).where(Plan.process_id == process.id).order_by(Plan.id))
    )


def find(process: Process, aim: str) -> tuple[Plan, PlanObjective]:
    """Return an objective of a plan of the process by its id, or raise NotFound."""
    for plan in _plans(process):
        for each in plan.objectives:
            if str(each.id) == aim:
                return plan, each
    raise NotFound


def reference_of(plan: Plan, aim: PlanObjective) -> str:
    """Return what the public reads of where an objective comes from."""
    return f"{plan.name or plan.code}, {aim.code}"[:500]


def indicators_of(plan: Plan, aim: PlanObjective) -> list[PlanIndicator]:
    """Return the indicators that measure an objective itself."""
    return [each for each in plan.indicators if each.objective_id == aim.id]


def measured_by(aim: PlanObjective) -> list[Objective]:
    """Return the objectives of scorecards that the public reads and that indicators of an objective of a plan, or of its actions, measure."""
    slots = select(IndicatorSlot.objective_id).join(
        PlanIndicator, IndicatorSlot.plan_indicator_id == PlanIndicator.id
    )
    own = select(PlanAction.id).where(PlanAction.objective_id == aim.id)
    inside = slots.where(
        or_(PlanIndicator.objective_id == aim.id, PlanIndicator.action_id.in_(own))
    )
    measured = set(db.session.scalars(inside))
    process = db.session.get_one(Plan, aim.plan_id).process
    return [
        each.objective for each in portal_queries.agreed(process) if each.objective.id in measured
    ]
