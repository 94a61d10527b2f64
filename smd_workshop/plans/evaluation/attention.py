"""What needs a planner's attention: what is overdue, what is due in each quarter, what is red, what falls, what was asked too little."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from smd_workshop.library.plan.evaluation.caution import Caution, Kind
from smd_workshop.library.plan.evaluation.pace import Pace, Rates, falls, pace_of
from smd_workshop.library.plan.periods import Period, Span, periods_of
from smd_workshop.models import Measurement, Plan, PlanIndicator, PublishedFigure
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.evaluation.reading import ActionShown, IndicatorShown, PlanShown, shown
from smd_workshop.plans.evaluation.waiting import Drafts
from smd_workshop.plans.measurements import from_figures, overdue, values
from smd_workshop.plans.measurements.overdue import Missed

#: Warnings about targets that somebody should set anew.
_TARGETS = (Kind.ALREADY_MET, Kind.FAR_BEYOND, Kind.TARGET_TURNS, Kind.BEHIND_BASELINE)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the calendar, and what is to be measured once it has ended."""

    period: Period
    due: tuple[IndicatorShown, ...]
    over: bool
    #: What was said of these and is not published, by the code of the indicator.
    drafts: Drafts
    #: The codes of those of which a value is not even a draft.
    untold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Attention:
    """What to look at in a plan, the most urgent first."""

    shown: PlanShown
    #: Overdue, and nobody has said anything.
    late: tuple[Missed, ...]
    #: Overdue for the public alone: the value is there and has to be validated, or published.
    unread: tuple[Missed, ...]
    #: How many of both there are in each other year.
    elsewhere: Mapping[int, int]
    falling: tuple[IndicatorShown, ...]
    critical: tuple[ActionShown, ...]
    slow: tuple[tuple[IndicatorShown, Rates], ...]
    targets: Mapping[Kind, tuple[Caution, ...]]
    calendar: tuple[Quarter, ...]
    #: Figures of surveys that nobody took over yet.
    figures: tuple[tuple[PlanIndicator, PublishedFigure], ...]


def attention(plan: Plan, today: date, year: int | None = None) -> Attention:
    """Return what needs attention in a year of a plan.

    Where none is asked for, lights are those of the last year with values, the calendar is that of the year it is now,
    and what is overdue is that of all years.
    """
    found = shown(plan, today, documents.years_of(plan)[-1] if year is None else year)
    read = {each.code: values.as_read(each, values.by_year(each)) for each in plan.indicators}
    rates = {code: pace_of(each, plan.last_year) for code, each in read.items()}
    missed = overdue.missed(plan, today)
    now = min(max(today.year, plan.first_year), plan.last_year)
    here = missed if year is None else [each for each in missed if each.period.year == year]
    other = {each: len(of) for each, of in overdue.by_year(missed).items() if each != year}
    return Attention(
        found,
        tuple(each for each in here if each.draft is None),
        tuple(each for each in here if each.draft is not None),
        {} if year is None else other,
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
        _calendar(found, now if year is None else year, today),
        tuple(each for each in from_figures.waiting(plan) if year in {None, each[1].year}),
    )


def _calendar(found: PlanShown, year: int, today: date) -> tuple[Quarter, ...]:
    """Return the quarters of a year, each with what ends in it."""
    return tuple(_quarter(found, each, today) for each in periods_of(year, Span.QUARTER))


def _quarter(found: PlanShown, quarter: Period, today: date) -> Quarter:
    due, drafts, untold = [], dict[str, tuple[Measurement, ...]](), set[str]()
    for own in found.indicators:
        code = own.row.code
        periods = [
            each
            for each in overdue.waited_for(own.row, quarter.year)
            if quarter.first <= each.last <= quarter.last
        ]
        said = [overdue.draft_of(own.row, each) for each in periods]
        due += [own] if periods else []
        untold |= {code} if None in said else set()
        if told := tuple(dict.fromkeys(row for row in said if row)):
            drafts[code] = told
    return Quarter(quarter, tuple(due), quarter.last < today, drafts, frozenset(untold))
