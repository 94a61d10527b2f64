"""Objectives of the plans of a process that its scorecards may take, each with the indicators that measure it."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

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
from smd_workshop.models.plans.plans import STATES
from smd_workshop.publishing import portal_queries

#: A plan with some of its objectives.
Aims = tuple[Plan, list[PlanObjective]]


@dataclass(frozen=True, slots=True)
class Offered:
    """A plan with those of its objectives that no scorecard has taken; `alike` where another plan bears its name."""

    plan: Plan
    aims: tuple[PlanObjective, ...]
    alike: bool

    @property
    def unfinished(self) -> bool:
        """Whether the public does not read this plan yet."""
        return is_unfinished(self.plan)


def is_unfinished(plan: Plan) -> bool:
    """Say whether a plan is still being written, so that the public does not read it."""
    return plan.state == STATES[0]


def offered(process: Process) -> list[Offered]:
    """Return each plan with those of its objectives that no scorecard of the process has taken yet."""
    plans = _plans(process)
    named, there = Counter(_called(plan) for plan in plans), taken(process)
    found = (
        Offered(
            plan,
            tuple(each for each in plan.objectives if each.id not in there),
            alike=named[_called(plan)] > 1,
        )
        for plan in plans
    )
    return [each for each in found if each.aims]


def taken(process: Process) -> dict[int, Objective]:
    """Return the objectives of scorecards that were taken from plans of the process, by what was taken."""
    query = (
        select(Objective)
        .join(Item)
        .where(Item.process_id == process.id, Objective.source == "plan")
        .order_by(Objective.id)
    )
    plans = _plans(process)
    found = ((each, _origin(each, plans)) for each in db.session.scalars(query))
    return {aim.id: objective for objective, aim in found if aim is not None}


def _origin(objective: Objective, plans: list[Plan]) -> PlanObjective | None:
    """Return what an objective was taken from: what its indicators measure and its reference names, else what either does.

    A plan may get another name afterwards, and an indicator of another plan may measure the objective as well; of two of
    one name whose codes are not said the first is meant.
    """
    measured = {
        slot.plan_indicator.objective_id
        for slot in objective.indicators
        if slot.plan_indicator is not None
    }
    every = [(plan, aim) for plan in plans for aim in plan.objectives]
    own = [aim for _plan, aim in every if aim.id in measured]
    named = [aim for plan, aim in every if objective.reference in set(_references(plan, aim))]
    both = [aim for aim in named if aim.id in measured]
    return next(iter([*both, *own, *named]), None)


def _references(plan: Plan, aim: PlanObjective) -> Iterator[str]:
    yield _reference(_called(plan), aim)
    yield _reference(f"{_called(plan)} ({plan.code})", aim)


def _reference(name: str, aim: PlanObjective) -> str:
    return f"{name}, {aim.code}"[:500]


def _called(plan: Plan) -> str:
    return plan.name or plan.code


def _plans(process: Process) -> list[Plan]:
    return list(
        db.session.scalars(select(Plan).where(Plan.process_id == process.id).order_by(Plan.id))
    )


def find(process: Process, chosen: Collection[str]) -> list[Aims]:
    """Return the plans of the process with those of their objectives that were chosen by their ids, or raise NotFound."""
    found = [
        (plan, [each for each in plan.objectives if str(each.id) in chosen])
        for plan in _plans(process)
    ]
    if sum(len(aims) for _plan, aims in found) < len(set(chosen)):
        raise NotFound
    return [(plan, aims) for plan, aims in found if aims]


def reference_of(plan: Plan, aim: PlanObjective) -> str:
    """Return what the public reads of where an objective comes from; with the code of its plan where another bears its name."""
    alike = [
        each for each in _plans(plan.process) if _called(each) == _called(plan) and each is not plan
    ]
    return list(_references(plan, aim))[1 if alike else 0]


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
