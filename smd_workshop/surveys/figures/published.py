"""Which published figure of surveys stands for an indicator in a year, and what was published before it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Plan, PlanIndicator, Process, PublishedFigure


def history(figure: PublishedFigure) -> list[PublishedFigure]:
    """Return all that was published for the same indicator and year, the first first: also under its code alone."""
    query = select(PublishedFigure).where(
        PublishedFigure.wave_id.is_not(None),
        PublishedFigure.subject == figure.subject,
        PublishedFigure.process_id == figure.process_id,
        PublishedFigure.year == figure.year,
    )
    rows = db.session.scalars(query.order_by(PublishedFigure.id))
    return [
        row
        for row in rows
        if None in {figure.plan_indicator_id, row.plan_indicator_id}
        or row.plan_indicator_id == figure.plan_indicator_id
    ]


def by_year(indicator: PlanIndicator) -> dict[int, PublishedFigure]:
    """Return the figure that stands for an indicator in each year: published for it, or under its code alone."""
    return of_indicators(indicator.plan.process_id, [indicator])[indicator.id]


def of_indicators(
    process_id: int, indicators: Sequence[PlanIndicator]
) -> dict[int, dict[int, PublishedFigure]]:
    """Return the same of several indicators of plans of a process, by their ids."""
    found: dict[int, dict[int, PublishedFigure]] = {each.id: {} for each in indicators}
    query = select(PublishedFigure).where(
        PublishedFigure.wave_id.is_not(None), PublishedFigure.process_id == process_id
    )
    for row in db.session.scalars(query.order_by(PublishedFigure.id)):
        for each in indicators:
            own = (
                row.subject == each.code
                if row.plan_indicator_id is None
                else row.plan_indicator_id == each.id
            )
            if own and row.year is not None:
                found[each.id][row.year] = row
    return found


def of_process(process: Process) -> list[PublishedFigure]:
    """Return the figures of surveys that stand in a process, the latest year first.

    One that was published under a code alone stands until another does for every indicator that has the code.
    """
    query = select(PublishedFigure).where(
        PublishedFigure.wave_id.is_not(None), PublishedFigure.process_id == process.id
    )
    rows = list(db.session.scalars(query.order_by(PublishedFigure.id)))
    standing = {(row.plan_indicator_id, row.subject, row.year): row for row in rows}
    listed = [row for row in standing.values() if not _followed(row, standing)]
    return sorted(listed, key=lambda row: (-(row.year or 0), row.subject, row.id))


def _followed(
    row: PublishedFigure, standing: Mapping[tuple[int | None, str, int | None], PublishedFigure]
) -> bool:
    """Say whether what was published under a code alone was published anew for every indicator that has the code."""
    if row.plan_indicator_id is not None:
        return False
    own = having(row.process_id, row.subject)
    later = (standing.get((each.id, row.subject, row.year)) for each in own)
    return bool(own) and all(each is not None and each.id > row.id for each in later)


def having(process_id: int, code: str) -> list[PlanIndicator]:
    """Return the indicators of the plans of a process, by its id, that have this code."""
    query = select(PlanIndicator).join(Plan, PlanIndicator.plan_id == Plan.id)
    query = query.where(Plan.process_id == process_id, PlanIndicator.code == code)
    return list(db.session.scalars(query.order_by(PlanIndicator.id)))
