"""Initiatives: what is done for an objective, by whom, with which money, and how far it is."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Initiative,
    InitiativeProgress,
    Objective,
    PlanAction,
    Process,
)
from smd_workshop.processes import journal
from smd_workshop.publishing import scorecards

LONGEST_NAME, LONGEST_OWNER, LONGEST_NOTE = 300, 200, 500
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Fields:
    """What is said of an initiative: its budget in soles, None where nobody knows it."""

    name: str
    owner: str
    budget: Decimal | None = None
    action: PlanAction | None = None


def find(objective: Objective, initiative_id: int) -> Initiative:
    """Return the initiative of this objective with this id, or raise NotFound."""
    for each in objective.initiatives:
        if each.id == initiative_id:
            return each
    raise NotFound


def add(objective: Objective, fields: Fields, at: datetime, user_id: int | None) -> Initiative:
    """Add what is done for an objective; of two with one name and owner there is one. Raises Invalid."""
    name, owner = _checked(fields)
    scorecards.hold(objective.perspective.scorecard)
    db.session.expire(objective, ["initiatives"])
    action_id = fields.action.id if fields.action else None
    for each in objective.initiatives:
        if (each.name, each.owner) == (name, owner) and not each.ended_reason:
            if (each.budget, each.plan_action_id) != (fields.budget, action_id):
                raise Invalid(
                    N_(
                        "This initiative is here already with other data. Give it up first, with the reason."
                    )
                )
            return each
    initiative = Initiative(
        name=name, owner=owner, budget=fields.budget, ended_reason="", created_at=at,
        plan_action_id=action_id,
    )  # fmt: skip
    objective.initiatives.append(initiative)
    db.session.flush()  # the record names its id
    _record("add initiative", initiative, at, user_id)
    return initiative


def _checked(fields: Fields) -> tuple[str, str]:
    name, owner = " ".join(fields.name.split()), " ".join(fields.owner.split())
    if not name or not owner:
        raise Invalid(N_("Say what is done, and who does it."))
    for text, most in ((name, LONGEST_NAME), (owner, LONGEST_OWNER)):
        if len(text) > most:
            raise Invalid(N_("Please write at most %(most)s characters."), most=most)
    if fields.budget is not None and not (fields.budget.is_finite() and fields.budget >= 0):
        raise Invalid(N_("A budget is an amount in soles, 0 or more."))
    return name, owner


def end(initiative: Initiative, reason: str, at: datetime, user_id: int | None) -> None:
    """Give an initiative up, with the reason; what was said of it stays, and counts no more. Raises Invalid."""
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(N_("Write the reason. The public can read it."))
    if len(reason) > LONGEST_NOTE:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST_NOTE)
    initiative.ended_reason = reason
    _record("end initiative", initiative, at, user_id, reason=reason)


def say_progress(
    initiative: Initiative,
    year: int,
    value: Decimal | None,
    note: str,
    at: datetime,
    user_id: int | None,
) -> InitiativeProgress:
    """Say how far an initiative is in a year, per cent, None where nobody knows, and what that rests on. Raises Invalid."""
    note = " ".join(note.split())
    if initiative.plan_action_id is not None:
        raise Invalid(N_("Its progress is that of its action in the plan."))
    if value is not None and not (value.is_finite() and 0 <= value <= WHOLE):
        raise Invalid(N_("Progress is a percentage from 0 to 100."))
    if not 1000 <= year <= at.year + 1:
        raise Invalid(N_("Write a year such as 2026."))
    if not note:
        raise Invalid(N_("Write what it rests on. The public can read it."))
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST_NOTE)
    row = InitiativeProgress(year=year, value=value, note=note, said_by_id=user_id, said_at=at)
    initiative.progress.append(row)
    _record("say progress", initiative, at, user_id, year=year)
    return row


def said(initiative: Initiative, year: int) -> InitiativeProgress | None:
    """Return what was said last of a year, or None."""
    return next((row for row in reversed(initiative.progress) if row.year == year), None)


def _record(
    verb: str, initiative: Initiative, at: datetime, user_id: int | None, *, reason: str = "",
    **detail: Any,
) -> None:  # fmt: skip
    scorecard = initiative.objective.perspective.scorecard
    process = db.session.get(Process, scorecard.process_id)
    journal.record(
        verb, at, process=process, user_id=user_id, reason=reason, initiative=initiative.id,
        objective=initiative.objective_id, **detail,
    )  # fmt: skip
