"""What staff wrote in the places of a report: the latest counts, and what it takes the place of stays."""

from datetime import datetime

from sqlalchemy import select

from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.plan.passages import blocks_of
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import Plan, PlanPassage
from smd_workshop.plans.reports.assessing import Assessed
from smd_workshop.plans.reports.places import Place
from smd_workshop.processes import journal


def of(plan: Plan, period: Period) -> dict[str, PlanPassage]:
    """Return the latest of each place of a report on a plan, also those that are empty by now."""
    query = (
        select(PlanPassage)
        .where(PlanPassage.plan_id == plan.id, PlanPassage.period == str(period))
        .order_by(PlanPassage.id)
    )
    return {each.place: each for each in db.session.scalars(query)}


def write(
    report: Assessed,
    place: Place,
    text: str,
    at: datetime,
    user_id: int | None,
    *,
    instead_of: int | None,
) -> None:
    """Write a passage; `instead_of` is the id of the one that its writer has seen, None where there was none.

    Raises Invalid for a reference that means no figure of the plan, and WrongState where somebody else has written
    there meanwhile.
    """
    text = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    plan, period = report.plan, report.period
    blocks_of(text, report.figures)
    latest = of(plan, period).get(place.key)
    if latest is not None and latest.text == text:
        return
    if (latest.id if latest else None) != instead_of:
        raise WrongState(
            N_("Somebody else has written here meanwhile. Look at their words and decide again. Nothing was changed.")
        )  # fmt: skip
    db.session.add(
        PlanPassage(
            plan_id=plan.id, period=str(period), place=place.key, text=text,
            said_by_id=user_id, said_at=at,
        )
    )  # fmt: skip
    db.session.flush()  # whoever comes next must find it
    journal.record(
        "write passage", at, process=plan.process, user_id=user_id, plan=plan.code,
        period=str(period), place=place.key,
    )  # fmt: skip
