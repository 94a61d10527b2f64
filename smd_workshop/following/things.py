"""What can be followed in public: a process, an objective, a commitment, a plan, an indicator of a plan."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from smd_workshop.core.errors import NotFound
from smd_workshop.database import db
from smd_workshop.minutes import commitments
from smd_workshop.models import Item, Plan, PlanIndicator, Process, Subscription
from smd_workshop.plans import plans
from smd_workshop.publishing import portal_queries

PROCESS: Final = "process"
OBJECTIVE: Final = "objective"
COMMITMENT: Final = "commitment"
PLAN: Final = "plan"
INDICATOR: Final = "indicator"
#: Between the address of a plan and the code of its indicator.
_INSIDE: Final = "/"
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Thing:
    """What somebody follows: its kind, its id, how an address names it, and what people call it."""

    process: Process
    kind: str
    id: int
    #: '' of the process itself; of an indicator the address of its plan and its code.
    code: str
    name: str


def named(process: Process, kind: str, code: str) -> Thing:
    """Return the public thing that an address names, or raise NotFound."""
    match kind:
        case "process":
            return of_process(process)
        case "objective":
            return _of_objective(process, portal_queries.objective(process, code).objective.item)
        case "commitment" if code.isascii() and code.isdigit() and len(code) < 10:
            return _of_commitment(process, int(code))
        case "plan":
            return _of_plan(plans.find_public(process, code))
        case "indicator":
            address, _slash, own = code.partition(_INSIDE)
            plan = plans.find_public(process, address)
            return _of_indicator(plans.find_indicator(plan, own))
    raise NotFound


def of(subscription: Subscription) -> Thing | None:
    """Return what somebody follows; None where the public reads it no more."""
    process, id_ = subscription.process, subscription.subject_id
    if not process.public:
        return None
    try:
        return _by_id(process, subscription.kind, id_)
    except NotFound:
        return None


def _by_id(process: Process, kind: str, id_: int) -> Thing:
    if kind == PROCESS:
        return of_process(process)
    if kind == OBJECTIVE:
        code = db.session.scalar(select(Item.code).where(Item.id == id_))
        return named(process, kind, str(code))
    if kind == COMMITMENT:
        return _of_commitment(process, id_)
    indicator = db.session.get(PlanIndicator, id_) if kind == INDICATOR else None
    plan = indicator.plan if indicator else db.session.get(Plan, id_)
    if plan is None or not plans.is_public(plan):
        raise NotFound
    return _of_indicator(indicator) if indicator else _of_plan(plan)


def of_process(process: Process) -> Thing:
    """Return a process as what is followed."""
    return Thing(process, PROCESS, process.id, "", process.name)


def _of_objective(process: Process, item: Item) -> Thing:
    return Thing(process, OBJECTIVE, item.id, str(item.code), f"{item.code}. {item.wording}")


def _of_commitment(process: Process, id_: int) -> Thing:
    found = commitments.find(process, id_)
    return Thing(process, COMMITMENT, found.id, str(found.id), found.text)


def _of_plan(plan: Plan) -> Thing:
    return Thing(plan.process, PLAN, plan.id, plans.address_of(plan.code), plan.name or plan.code)


def _of_indicator(row: PlanIndicator) -> Thing:
    code = f"{plans.address_of(row.plan.code)}{_INSIDE}{row.code}"
    name = f"{row.code}. {row.name}" if row.name else row.code
    return Thing(row.plan.process, INDICATOR, row.id, code, name)
