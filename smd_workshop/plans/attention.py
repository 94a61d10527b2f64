"""What needs a planner's attention: what is overdue, what is due in each quarter, what is red, what falls, what was asked too little."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from smd_workshop.library.plan.caution import Caution, Kind
from smd_workshop.library.plan.pace import Pace, Rates, falls, pace_of
from smd_workshop.library.plan.periods import Period, Span, periods_of
from smd_workshop.models import Plan
from smd_workshop.plans import documents, values
from smd_workshop.plans.reading import ActionShown, IndicatorShown, PlanShown, shown

#: Warnings about targets that somebody should set anew.
_TARGETS = (Kind.ALREADY_MET, Kind.FAR_BEYOND, Kind.TARGET_TURNS, Kind.BEHIND_BASELINE)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the calendar, and what is to be measured once it has ended."""

    period: Period
    due: tuple[IndicatorShown, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class Attention:
    """What to look at in a plan, the most urgent first."""

    shown: PlanShown
    late: tuple[IndicatorShown, ...]
    falling: tuple[IndicatorShown, ...]
    critical: tuple[ActionShown, ...]
    slow: tuple[tuple[IndicatorShown, Rates], ...]
    targets: Mapping[Kind, tuple[Caution, ...]]
    calendar: tuple[Quarter, ...]


def attention(plan: Plan, today: date, year: int | None = None) -> Attention:
    """Return what needs attention in a year of a plan, the last with values if none is asked for."""
    found = shown(plan, today, documents.years_of(plan)[-1] if year is None else year)
    read = {each.code: values.as_read(each, values.by_year(each)) for each in plan.indicators}
    rates = {code: pace_of(each, plan.last_year) for code, each in read.items()}
    return Attention(
        found,
        found.late,
        tuple(each for each in found.indicators if falls(read[each.row.code], found.year)),
        tuple(
            action
            for objective in found.objectives
            for action in objective.actions
            if action.figures.critical
        ),
        tuple(
            (each, rates[each.row.code])
            for each in found.indicators
            if rates[each.row.code].pace in {Pace.SLOW, Pace.LIMITED, Pace.BACKWARDS}
        ),
        {kind: found.cautions[kind] for kind in _TARGETS if kind in found.cautions},
        _calendar(found, today),
    )


def _calendar(found: PlanShown, today: date) -> tuple[Quarter, ...]:
    """Return the quarters of the year it is now, inside the plan, each with what ends in it."""
    plan = found.plan
    year = min(max(today.year, plan.first_year), plan.last_year)
    return tuple(
        Quarter(
            each,
            tuple(own for own in found.indicators if _ends_in(own, each)),
            over=each.last < today,
        )
        for each in periods_of(year, Span.QUARTER)
    )


def _ends_in(own: IndicatorShown, quarter: Period) -> bool:
    """Say whether a period of the indicator ends in a quarter and nothing is published of it."""
    known = values.counting(own.row)
    return Period(quarter.year) not in known and any(
        quarter.first <= each.last <= quarter.last and each not in known
        for each in periods_of(quarter.year, Span(own.row.frequency))
    )
