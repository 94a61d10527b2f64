"""A plan begins, goes through its states, and is found."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.input_text import is_code
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Plan, PlanActivity, PlanIndicator, Process
from smd_workshop.models.plans.plans import KINDS, STATES, VERSIONS
from smd_workshop.processes import journal
from smd_workshop.processes.processes import slug

LONGEST_CODE, LONGEST_NAME = 60, 300
#: Under these addresses other pages stand beside those of plans.
TAKEN: Final = frozenset({"alignment", "variables"})
#: What may change by hand; the rest comes from files.
CHANGEABLE = ("name", "organisation", "source", "state", "version")
#: Everything a plan is read with, in a few questions.
_WHOLE = (
    selectinload(Plan.objectives),
    selectinload(Plan.actions),
    selectinload(Plan.indicators).selectinload(PlanIndicator.targets),
    selectinload(Plan.indicators).selectinload(PlanIndicator.measurements),
    selectinload(Plan.activities).selectinload(PlanActivity.progress),
    selectinload(Plan.finance),
)


def of_process(process: Process) -> list[Plan]:
    """Return the plans of a process by name."""
    query = select(Plan).where(Plan.process_id == process.id).options(*_WHOLE)
    return names.by_name(db.session.scalars(query), lambda p: p.name, lambda p: p.code)


def whole(ids: Collection[int]) -> dict[int, Plan]:
    """Return the plans with these ids by them, with everything that they are read with."""
    if not ids:
        return {}
    query = select(Plan).where(Plan.id.in_(ids)).options(*_WHOLE)
    return {plan.id: plan for plan in db.session.scalars(query)}


def public(process: Process) -> list[Plan]:
    """Return the plans of a process that the public may read: those that are registered."""
    return [plan for plan in of_process(process) if is_public(plan)]


def public_by_process(ids: Collection[int]) -> dict[int, list[Plan]]:
    """Return the same of several processes by their ids: a few questions for all."""
    query = select(Plan).where(Plan.process_id.in_(ids), Plan.state != STATES[0]).options(*_WHOLE)
    found: dict[int, list[Plan]] = {each: [] for each in ids}
    for plan in names.by_name(db.session.scalars(query), lambda p: p.name, lambda p: p.code):
        found[plan.process_id].append(plan)
    return found


def is_public(plan: Plan) -> bool:
    """Say whether the public may read a plan."""
    return plan.state != STATES[0]


def address_of(code: str) -> str:
    """Return the code of a plan as it stands in an address: PEI-2023-2025 → pei-2023-2025."""
    return slug(code)


def find(process: Process, address: str) -> Plan:
    """Return the plan of this process with this address, or raise NotFound."""
    for plan in of_process(process):
        if address_of(plan.code) == address:
            return plan
    raise NotFound


def find_public(process: Process, address: str) -> Plan:
    """Return the plan that the public may read under this address, or raise NotFound."""
    plan = find(process, address)
    if not is_public(plan):
        raise NotFound
    return plan


def find_indicator(plan: Plan, code: str) -> PlanIndicator:
    """Return the indicator of this plan with this code, or raise NotFound."""
    for indicator in plan.indicators:
        if indicator.code == code:
            return indicator
    raise NotFound


def _code_in(text: str) -> str:
    """Return what was written as a code, or raise Invalid."""
    code = " ".join(text.split())
    if not address_of(code) or len(code) > LONGEST_CODE:
        raise Invalid(N_("Give the plan a code such as PEI-2023-2025."))
    if not is_code(code):
        raise Invalid(
            N_("A code has letters, digits, spaces, points and hyphens; it is part of an address.")
        )
    return code


def begin(
    process: Process,
    code: str,
    period: tuple[int, int],
    at: datetime,
    user_id: int | None,
    **fields: str | None,
) -> Plan:
    """Begin a plan that holds nothing yet; `period` are its first and last year. Raises Invalid."""
    code = _code_in(code)
    if period[1] < period[0] or not 1000 <= period[0] <= period[1] <= 9999:
        raise Invalid(N_("The last year is before the first."))
    there = {address_of(plan.code) for plan in of_process(process)} | TAKEN
    if address_of(code) in there:
        raise Invalid(N_("There is a plan called %(code)s already."), code=code)
    kind = fields.pop("kind", KINDS[0])
    if kind not in KINDS:
        raise Invalid
    plan = Plan(
        process_id=process.id, code=code, kind=kind, first_year=period[0], last_year=period[1],
        state=STATES[0], version=VERSIONS[0], created_at=at,
    )  # fmt: skip
    _set(plan, fields)
    db.session.add(plan)
    db.session.flush()  # what is imported next refers to it
    journal.record("begin plan", at, process=process, user_id=user_id, plan=code)
    return plan


def change(plan: Plan, at: datetime, user_id: int | None, **fields: str | None) -> None:
    """Change what a plan is called, whose it is, where it stands. Raises Invalid."""
    _set(plan, fields)
    journal.record(
        "change plan", at, process=plan.process, user_id=user_id, plan=plan.code,
        fields=sorted(fields), state=plan.state,
    )  # fmt: skip


def _set(plan: Plan, fields: dict[str, str | None]) -> None:
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a plan has no {sorted(unknown)} to change")
    if fields.get("state", STATES[0]) not in STATES:
        raise Invalid
    if fields.get("version", VERSIONS[0]) not in VERSIONS:
        raise Invalid
    for name, given in fields.items():
        text = given or ""  # a field that was not sent
        most = 200 if name == "organisation" else LONGEST_NAME if name == "name" else 2000
        if len(text) > most:
            raise Invalid(N_("Please write at most %(most)s characters."), most=most)
        setattr(plan, name, " ".join(text.split()))
