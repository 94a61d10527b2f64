"""The values of a plan whose periods have ended and of which nothing is published: overdue, or entered and unread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from smd_workshop.library.plan.periods import Period, Span, overdue, periods_of
from smd_workshop.models import Measurement, Plan, PlanIndicator
from smd_workshop.plans.measurements import values


@dataclass(frozen=True, slots=True)
class Missed:
    """A value of which nothing is published though its period has ended."""

    row: PlanIndicator
    period: Period
    #: What was entered of it and is not published: only the public misses it. None where nobody said anything.
    draft: Measurement | None = None


def missed(plan: Plan, today: date) -> tuple[Missed, ...]:
    """Return what is missed of all years of a plan, what ended first before the rest."""
    found = [
        Missed(row, period, draft_of(row, period))
        for row in plan.indicators
        for year in range(plan.first_year, plan.last_year + 1)
        for period in waited_for(row, year)
        if overdue(period, today)
    ]
    return tuple(sorted(found, key=lambda each: (each.period.last, each.period.first)))


def by_year(found: Iterable[Missed]) -> Mapping[int, tuple[Missed, ...]]:
    """Return what is missed by the year whose value it is."""
    years: dict[int, tuple[Missed, ...]] = {}
    for each in found:
        years[each.period.year] = (*years.get(each.period.year, ()), each)
    return dict(sorted(years.items()))


def waited_for(row: PlanIndicator, year: int) -> list[Period]:
    """Return the periods of a year of which nothing is published; none where the year itself is known."""
    known = values.counting(row)
    if Period(year) in known:
        return []
    return [each for each in periods_of(year, Span(row.frequency)) if each not in known]


def draft_of(row: PlanIndicator, period: Period | None) -> Measurement | None:
    """Return what was said of a period, or of its year, and is not published; None where there is no such thing."""
    if period is None:
        return None
    heads = values.heads(row)
    found = heads.get(period) or heads.get(Period(period.year))
    return found if found is not None and found.state != "published" else None
