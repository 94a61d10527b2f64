"""Objectives that no vote adopted: entered by the secretariat, or taken from a plan; the page says which."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from smd_workshop.board import item_codes, items
from smd_workshop.core.errors import Invalid
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    IndicatorSlot,
    Item,
    Objective,
    Perspective,
    Plan,
    PlanObjective,
    Process,
    Wording,
)
from smd_workshop.processes import journal
from smd_workshop.publishing import of_plans, scorecards
from smd_workshop.publishing.of_plans import Aims

LONGEST_REFERENCE = 500


def enter(
    perspective: Perspective,
    wording: str,
    reference: str,
    at: datetime,
    user_id: int | None,
    *,
    code: str = "",
    source: str = "secretariat",
) -> Objective:
    """Put an objective into a perspective that no ratification adopted; sent twice, it is one.

    The reference says which plan it comes from ('plan') or why it was entered ('secretariat'); the
    public reads it. An empty code takes the next free one. Raises Invalid.
    """
    process = db.session.get_one(Process, perspective.scorecard.process_id)
    wording, reference = items.check_wording(wording), _check_reference(reference)
    scorecards.hold(perspective.scorecard)
    code = item_codes.checked_code(code)
    there = _entered(process, wording, reference, source)
    if there is not None:
        return there
    item = _item(process, wording, code, at, user_id)
    objective = Objective(
        item=item, source=source, reference=reference,
        position=1 + max((o.position for o in perspective.objectives), default=0),
    )  # fmt: skip
    objective.indicators.append(IndicatorSlot(name="", position=1))
    perspective.objectives.append(objective)
    db.session.flush()  # whoever enters the same again must find it
    journal.record(
        "enter objective", at, process=process, user_id=user_id, reason=reference, item=item.id,
        source=source,
    )  # fmt: skip
    return objective


def take(
    perspective: Perspective, of: tuple[Plan, PlanObjective], at: datetime, user_id: int | None
) -> Objective:
    """Put an objective of a plan into a perspective, measured by the indicators that measure it there; taken twice, it is one.

    Raises Invalid.
    """
    plan, aim = of
    there = of_plans.taken(plan.process).get(aim.id)
    if there is not None:
        return there
    reference = of_plans.reference_of(plan, aim)
    objective = enter(perspective, aim.name or aim.code, reference, at, user_id, source="plan")
    listed = of_plans.indicators_of(plan, aim)
    for place, each in enumerate(listed):
        slot = objective.indicators[0] if place == 0 else IndicatorSlot(position=place + 1)
        slot.name, slot.plan_indicator = shortened(each.name or each.code, 200), each
        if place:
            objective.indicators.append(slot)
        journal.record(
            "measure objective", at, process=plan.process, user_id=user_id,
            scorecard=perspective.scorecard.code, objective=objective.id, indicator=each.code,
        )  # fmt: skip
    return objective


def take_several(
    perspective: Perspective,
    chosen: Collection[Aims],
    unfinished: Collection[str],
    at: datetime,
    user_id: int | None,
) -> int:
    """Put objectives of plans into a perspective and return how many they are.

    `unfinished` are the ids of plans still being written whose words somebody said may be public. Raises Invalid where
    nothing is chosen, and where words of such a plan are chosen that nobody said it of.
    """
    if not chosen:
        raise Invalid(N_("Choose at least one objective."))
    for plan, _aims in chosen:
        if of_plans.is_unfinished(plan) and str(plan.id) not in unfinished:
            raise Invalid(
                N_("%(plan)s is still being written. Mark that the public may read what you take of it, or choose nothing of it."),
                plan=plan.code,
            )  # fmt: skip
    aims = [(plan, aim) for plan, aims in chosen for aim in aims]
    for each in aims:
        take(perspective, each, at, user_id)
    return len(aims)


def _check_reference(reference: str) -> str:
    reference = " ".join(reference.split())
    if not reference:
        raise Invalid(N_("Write where it comes from or why it is entered. The public can read it."))
    if len(reference) > LONGEST_REFERENCE:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST_REFERENCE)
    return reference


def _entered(process: Process, wording: str, reference: str, source: str) -> Objective | None:
    same = (
        select(Objective)
        .join(Item)
        .where(
            Item.process_id == process.id, Item.wording == wording,
            Objective.reference == reference, Objective.source == source,
        )
    )  # fmt: skip
    return db.session.scalar(same.limit(1))


def _item(process: Process, wording: str, code: str, at: datetime, user_id: int | None) -> Item:
    item = Item(process_id=process.id, kind="objective", wording=wording, state="active")
    item.wordings.append(Wording(text=wording, written_at=at, user_id=user_id))
    db.session.add(item)
    db.session.flush()  # its code and the record name its id
    if code:
        item_codes.assign_code(item, code, at, user_id)
    else:
        item.code = item_codes.next_code(process, "objective")
    return item
