"""What a citizen asks first: what advances, what is behind, what is new; and when a scorecard changed last."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.library.plan.evaluation.lights import Light
from smd_workshop.models import Measurement, Plan, PlanIndicator, Process, Round, Scorecard
from smd_workshop.models.plans.plans import STATES
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import reading as of_plans
from smd_workshop.plans.evaluation.reading import PlanShown
from smd_workshop.publishing import portal_queries
from smd_workshop.publishing.newest import newest_of_each
from smd_workshop.publishing.portal_queries import Agreed
from smd_workshop.strategy.scorecards import reading, scorecard_queries
from smd_workshop.strategy.scorecards.showing import ObjectiveShown, ScorecardShown

#: Lines of each list on the front page; the rest is a page away.
FIRST = 3


@dataclass(frozen=True, slots=True)
class Fresh:
    """Something that was published: a result of a round, or values of a plan."""

    at: datetime
    round: Round | None = None
    measurement: Measurement | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Of one process: how its plans go, what advances, what is behind, and what is new, the newest first."""

    plans: tuple[PlanShown, ...]
    scorecards: tuple[ScorecardShown, ...]
    advancing: tuple[ObjectiveShown, ...]
    behind: tuple[ObjectiveShown, ...]
    fresh: tuple[Fresh, ...]
    #: All objectives that stand, on scorecards that the public reads as a whole or not.
    agreed: tuple[Agreed, ...]


def of_processes(processes: Sequence[Process], at: datetime) -> dict[int, News]:
    """Return the news of public processes by their ids, as their scorecards stand at a moment."""
    agreed = portal_queries.agreed_by_process(processes)
    cards = scorecard_queries.public_by_process(processes)
    followed = plans.public_by_process({each.id for each in processes})
    fresh = _fresh(processes)
    return {
        each.id: _news(
            followed[each.id],
            cards[each.id],
            agreed[each.id],
            fresh[each.id],
            day_of(at, each.time_zone),
        )
        for each in processes
    }


def _news(
    followed: list[Plan],
    own: list[Scorecard],
    agreed: list[Agreed],
    fresh: list[Fresh],
    today: date,
) -> News:
    cards = tuple(reading.shown(each, today, public=True, agreed=agreed) for each in own)
    every = [each for card in cards for each in card.objectives]
    return News(
        tuple(of_plans.shown(each, today) for each in followed),
        cards,
        tuple(each for each in every if advances(each))[:FIRST],
        tuple(each for each in every if is_behind(each))[:FIRST],
        tuple(fresh[:FIRST]),
        tuple(agreed),
    )


def advances(each: ObjectiveShown) -> bool:
    """Say whether an objective has reached what was asked, or is better than the year before and not critical."""
    if each.turned == "worse":
        return False
    return each.light == Light.GREEN or (each.turned == "better" and each.light == Light.AMBER)


def is_behind(each: ObjectiveShown) -> bool:
    """Say whether an objective is critical, or worse than the year before."""
    return each.light == Light.RED or each.turned == "worse"


def _fresh(processes: Sequence[Process]) -> dict[int, list[Fresh]]:
    """Return the newest results and values of each process by its id, the newest first: two questions for all."""
    found: dict[int, list[Fresh]] = {each.id: [] for each in processes}
    for round_ in portal_queries.latest_of_each(found, FIRST):
        if round_.published_at is not None:
            found[round_.workshop.process_id].append(Fresh(round_.published_at, round=round_))
    for row in _values(found):
        if row.published_at is not None:
            of = row.indicator.plan.process_id
            found[of].append(Fresh(row.published_at, measurement=row))
    for listed in found.values():
        listed.sort(key=lambda each: each.at, reverse=True)
    return found


def _values(processes: Collection[int]) -> Iterable[Measurement]:
    """Return of each indicator of public plans the value that was published last, the newest few of each process: a line says one thing once."""
    newest = (Measurement.published_at.desc(), Measurement.id.desc())
    of_each = func.row_number().over(partition_by=Measurement.indicator_id, order_by=newest)
    ranked = (
        select(Measurement.id, of_each.label("place"))
        .where(Measurement.state == "published")
        .subquery()
    )
    last = (
        select(Measurement)
        .join(ranked, ranked.c.id == Measurement.id)
        .join(PlanIndicator, Measurement.indicator_id == PlanIndicator.id)
        .join(Plan, PlanIndicator.plan_id == Plan.id)
        .where(Plan.state != STATES[0], ranked.c.place == 1)
    )
    few = newest_of_each(
        last, Measurement.id, Plan.process_id, Measurement.published_at, processes, FIRST
    )
    return db.session.scalars(
        select(Measurement)
        .join(few, few.c.key == Measurement.id)
        .order_by(few.c.place)
        .options(joinedload(Measurement.indicator).joinedload(PlanIndicator.plan))
    )


def last_change(shown: ScorecardShown) -> datetime:
    """Return when anything that a scorecard shows was said or published last."""
    found = [shown.scorecard.published_at or shown.process.created_at]
    found += [each.row.said_at for each in (shown.vision, shown.mission) if each]
    for each in shown.objectives:
        if each.row.round is not None and each.row.round.published_at is not None:
            found.append(each.row.round.published_at)
        for one in each.initiatives:
            found += [one.row.created_at, *(said.said_at for said in one.row.progress)]
        for by in each.indicators:
            rows = by.shown.row.measurements if by.shown else []
            found += [row.published_at for row in rows if row.published_at is not None]
    return max(found)
