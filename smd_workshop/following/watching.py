"""What members of staff have seen of a plan, and how often a letter tells them what needs attention in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import delete, select

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of, zone
from smd_workshop.database import db
from smd_workshop.models import NewsLetter, Plan, PlanWatch
from smd_workshop.models.accounts import ADMINISTRATOR
from smd_workshop.processes.staff import accounts

ATTENTION: Final = "attention"
NEVER: Final = ""
#: How often a letter comes, in words.
EVERY: Final = {
    NEVER: N_("Never"), "week": N_("Every week"), "quarter": N_("On the first day of each quarter"),
}  # fmt: skip
#: Who may be told of a plan by letter.
ROLES: Final = frozenset({"planner", "facilitator"})


@dataclass(frozen=True, slots=True)
class Wish:
    """How often somebody wants a letter, in which language, and what its links begin with."""

    every: str
    language: str = "es"
    base: str = ""


def get(watch_id: int) -> PlanWatch:
    """Return what somebody watches by its id."""
    return db.session.get_one(PlanWatch, watch_id)


def of(plan: Plan, user_id: int | None) -> PlanWatch | None:
    """Return what is known of somebody and a plan, None where that is nothing."""
    return db.session.scalar(
        select(PlanWatch).where(PlanWatch.plan_id == plan.id, PlanWatch.user_id == user_id)
    )


def _ensure(plan: Plan, user_id: int) -> PlanWatch:
    found = of(plan, user_id)
    if found is None:
        found = PlanWatch(plan_id=plan.id, user_id=user_id, every=NEVER)
        db.session.add(found)
        db.session.flush()
    return found


def see(plan: Plan, user_id: int, at: datetime) -> None:
    """Note that somebody has seen what there was of a plan."""
    _ensure(plan, user_id).seen_at = at


def choose(plan: Plan, user_id: int, wish: Wish, at: datetime) -> None:
    """Note how often somebody wants to be told what needs attention. Raises Invalid for what is no choice."""
    if wish.every not in EVERY:
        raise Invalid
    found, next_at = _ensure(plan, user_id), after(wish.every, at, plan.process.time_zone)
    found.every, found.next_at = wish.every, next_at
    found.language, found.base = wish.language, wish.base


def after(every: str, at: datetime, time_zone: str) -> datetime | None:
    """Return when the next letter comes after a moment: in a week, or as the next quarter begins; None for never."""
    if every == "week":
        return at + timedelta(days=7)
    if every == "quarter":
        today = day_of(at, time_zone)
        ahead = today.year * 4 + (today.month - 1) // 3 + 1
        first = date(ahead // 4, ahead % 4 * 3 + 1, 1)
        return datetime.combine(first, time(6), zone(time_zone))
    return None


def due(at: datetime) -> Sequence[int]:
    """Return whom a letter is due to, by the ids of what they watch."""
    return db.session.scalars(
        select(PlanWatch.id).where(PlanWatch.next_at <= at).order_by(PlanWatch.next_at)
    ).all()


def write(watch_id: int, at: datetime) -> bool:
    """Put the letter that is due in the queue; who may not edit the plan any more gets none, ever. Say whether it did."""
    watch = db.session.get(PlanWatch, watch_id)
    if watch is None or watch.next_at is None or watch.next_at > at:
        return False
    if not may(watch):
        db.session.execute(delete(NewsLetter).where(NewsLetter.watch_id == watch.id))
        db.session.delete(watch)
        return False
    watch.next_at = after(watch.every, at, watch.plan.process.time_zone)
    db.session.add(NewsLetter(kind=ATTENTION, watch_id=watch.id, until=at, changed_at=at))
    db.session.flush()
    return True


def may(watch: PlanWatch) -> bool:
    """Say whether somebody still works on the plan."""
    user = watch.user
    roles = {
        role for process, role in accounts.roles_of(user.id) if process == watch.plan.process_id
    }
    return bool(user.active and (roles & ROLES or user.has_role(ADMINISTRATOR)))


def told_before(watch: PlanWatch, letter_id: int) -> datetime | None:
    """Return until when the letter before this one told what changed; None where there was none."""
    return db.session.scalar(
        select(NewsLetter.until)
        .where(
            NewsLetter.watch_id == watch.id, NewsLetter.id < letter_id, NewsLetter.state == "sent"
        )
        .order_by(NewsLetter.id.desc())
        .limit(1)
    )
