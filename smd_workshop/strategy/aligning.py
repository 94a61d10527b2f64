"""Which objective of one plan contributes to which of another, how, and where nothing leads upward."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Alignment, Plan, PlanObjective, Process
from smd_workshop.plans import plans
from smd_workshop.processes import journal

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """Two plans of which objectives of one contribute to objectives of the other: rows, columns, and their links."""

    lower: Plan
    upper: Plan
    links: tuple[Alignment, ...]

    def link(self, lower: PlanObjective, upper: PlanObjective) -> Alignment | None:
        """Return the link between two objectives, or None."""
        for each in self.links:
            if (each.lower_id, each.upper_id) == (lower.id, upper.id):
                return each
        return None


@dataclass(frozen=True, slots=True)
class Gap:
    """An objective that contributes to none of another plan."""

    plan: Plan
    objective: PlanObjective


@dataclass(frozen=True, slots=True)
class Aligned:
    """How the plans of a process hang together. A plan to which others lead and which leads nowhere is at the top."""

    plans: tuple[Plan, ...]
    pairs: tuple[Pair, ...]
    gaps: tuple[Gap, ...]
    #: Plans of which nobody has said yet what any of their objectives contributes to: nothing is missing there yet.
    unsaid: tuple[Plan, ...]

    def upward(self, goal: PlanObjective) -> list[Alignment]:
        """Return what an objective contributes to."""
        return [each for pair in self.pairs for each in pair.links if each.lower_id == goal.id]

    def is_gap(self, goal: PlanObjective) -> bool:
        """Say whether an objective lacks a link upward."""
        return any(each.objective is goal for each in self.gaps)

    def plan_of(self, goal: PlanObjective) -> Plan:
        """Return the plan of an objective."""
        return next(each for each in self.plans if each.id == goal.plan_id)


def of_process(process: Process, *, public: bool) -> Aligned:
    """Return the alignment of the plans of a process, for the public of those that are registered."""
    every = tuple(plans.public(process) if public else plans.of_process(process))
    plan_of = {goal.id: plan for plan in every for goal in plan.objectives}
    links = [
        each for each in _links(plan_of) if each.lower_id in plan_of and each.upper_id in plan_of
    ]
    leading = {plan_of[each.lower_id].id for each in links}
    led_to = {plan_of[each.upper_id].id for each in links}
    return Aligned(
        every, tuple(_pairs(every, plan_of, links)), tuple(_gaps(every, leading, links)),
        tuple(each for each in every if each.objectives and each.id not in leading | led_to),
    )  # fmt: skip


def _links(ids: Iterable[int]) -> list[Alignment]:
    query = select(Alignment).where(Alignment.lower_id.in_(list(ids))).order_by(Alignment.id)
    return list(db.session.scalars(query))


def _pairs(
    every: Iterable[Plan], plan_of: dict[int, Plan], links: list[Alignment]
) -> Iterable[Pair]:
    for lower in every:
        for upper in every:
            own = tuple(
                each for each in links
                if plan_of[each.lower_id] is lower and plan_of[each.upper_id] is upper
            )  # fmt: skip
            if own:
                yield Pair(lower, upper, own)


def _gaps(every: Iterable[Plan], leading: set[int], links: list[Alignment]) -> Iterable[Gap]:
    """Yield the objectives without a link upward, of plans of which anything was said: of others, and at the top, none."""
    leads = {each.lower_id for each in links}
    for plan in every:
        for goal in plan.objectives:
            if goal.id not in leads and plan.id in leading:
                yield Gap(plan, goal)


def find_objective(process: Process, objective_id: int) -> PlanObjective:
    """Return the objective of a plan of this process with this id, or raise NotFound."""
    found = db.session.get(PlanObjective, objective_id)
    if found is None or db.session.get_one(Plan, found.plan_id).process_id != process.id:
        raise NotFound
    return found


def align(
    process: Process,
    lower: PlanObjective,
    upper: PlanObjective,
    note: str,
    at: datetime,
    user_id: int | None,
) -> Alignment:
    """Say that an objective contributes to one of another plan, and how; said again, the note is the new one.

    Raises Invalid within one plan, without a note, and where the other contributes to this one already.
    """
    note = " ".join(note.split())
    if lower.plan_id == upper.plan_id:
        raise Invalid(N_("Choose objectives of two different plans."))
    if not note:
        raise Invalid(N_("Write how one contributes to the other. The public can read it."))
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST_NOTE)
    if _between(upper, lower) is not None:
        raise Invalid(
            N_("The second contributes to the first already. Both ways round says nothing.")
        )
    there = _between(lower, upper)
    if there is None:
        there = Alignment(lower_id=lower.id, upper_id=upper.id, note=note, said_at=at)
        db.session.add(there)
    there.note, there.said_by_id, there.said_at = note, user_id, at
    db.session.flush()  # whoever says the same again must find it
    journal.record(
        "align objectives", at, process=process, user_id=user_id, reason=note,
        lower=lower.id, upper=upper.id,
    )  # fmt: skip
    return there


def _between(lower: PlanObjective, upper: PlanObjective) -> Alignment | None:
    return db.session.scalar(
        select(Alignment).where(Alignment.lower_id == lower.id, Alignment.upper_id == upper.id)
    )


def part(process: Process, alignment_id: int, at: datetime, user_id: int | None) -> None:
    """Take a link away; the journal keeps that it was there. Raises NotFound."""
    found = db.session.get(Alignment, alignment_id)
    if found is None:
        raise NotFound
    find_objective(process, found.lower_id)
    journal.record(
        "part objectives", at, process=process, user_id=user_id, reason=found.note,
        lower=found.lower_id, upper=found.upper_id,
    )  # fmt: skip
    db.session.delete(found)
