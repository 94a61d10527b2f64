"""The scorecards that the public reads, whole and with the plans that measure them: a few questions for all."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from smd_workshop.core.errors import NotFound
from smd_workshop.database import db
from smd_workshop.models import (
    IndicatorSlot,
    Initiative,
    Objective,
    Perspective,
    Process,
    Scorecard,
)
from smd_workshop.plans import plans
from smd_workshop.strategy.scorecards.arranging import objectives_of

#: All of a scorecard, in a few questions.
_WHOLE = (
    selectinload(Scorecard.statements),
    selectinload(Scorecard.perspectives)
    .selectinload(Perspective.objectives)
    .options(
        joinedload(Objective.item),
        selectinload(Objective.indicators).joinedload(IndicatorSlot.plan_indicator),
        selectinload(Objective.initiatives).options(
            selectinload(Initiative.progress), joinedload(Initiative.plan_action)
        ),
    ),
)


def public_scorecards(process: Process) -> list[Scorecard]:
    """Return the scorecards that the public reads as a whole."""
    return public_by_process([process])[process.id]


def public_by_process(processes: Iterable[Process]) -> dict[int, list[Scorecard]]:
    """Return the same of several processes by their ids, with the plans that measure them: a few questions for all."""
    found: dict[int, list[Scorecard]] = {process.id: [] for process in processes}
    query = select(Scorecard).where(
        Scorecard.process_id.in_(found), Scorecard.published_at.is_not(None)
    )
    for each in db.session.scalars(query.order_by(Scorecard.id).options(*_WHOLE)):
        found[each.process_id].append(each)
    _with_plans(each for cards in found.values() for each in cards)
    return found


def _with_plans(cards: Iterable[Scorecard]) -> None:
    """Read the plans of these scorecards whole, and let their indicators hold them."""
    measured = [
        slot.plan_indicator
        for card in cards
        for row in objectives_of(card)
        for slot in row.indicators
        if slot.plan_indicator is not None
    ]
    read = plans.whole({each.plan_id for each in measured})
    for each in measured:
        set_committed_value(each, "plan", read[each.plan_id])


def find_public(process: Process, code: str) -> Scorecard:
    """Return the scorecard that the public reads under this code, or raise NotFound."""
    for each in public_scorecards(process):
        if each.code == code:
            return each
    raise NotFound
