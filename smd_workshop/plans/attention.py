"""What needs a planner's attention: what is overdue, what is due in each quarter, what is red, what falls, what was asked too little."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from smd_workshop.library.plan.caution import Caution, Kind
from smd_workshop.library.plan.pace import Pace, Rates, falls, pace_of
from smd_workshop.library.plan.periods import Period, Span, periods_of
from smd_workshop.models import Measurement, Plan
from smd_workshop.plans import documents, values, waiting
from smd_workshop.plans.reading import ActionShown, IndicatorShown, PlanShown, shown
from smd_workshop.plans.waiting import Drafts

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
    late: tuple[IndicatorShown, ...]
    #: Overdue for the public alone: the value is there and has to be validated, or published.
    unread: tuple[tuple[IndicatorShown, Measurement], ...]
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
    drafts = [(each, waiting.draft_due(each)) for each in found.late]
    return Attention(
        found,
        tuple(each for each, draft in drafts if draft is None),
        tuple((each, draft) for each, draft in drafts if draft is not None),
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
    return tuple(_quarter(found, each, today) for each in periods_of(year, Span.QUARTER))


def _quarter(found: PlanShown, quarter: Period, today: date) -> Quarter:
    due, drafts, untold = [], dict[str, tuple[Measurement, ...]](), set[str]()
    for own in found.indicators:
        code, periods = own.row.code, _waited_for(own, quarter)
        heads = values.heads(own.row) if periods else {}
        of_year = heads.get(Period(quarter.year))
        said = [heads.get(each) or of_year for each in periods]
        due += [own] if periods else []
        untold |= {code} if None in said else set()
        if told := tuple(dict.fromkeys(row for row in said if row)):
            drafts[code] = told
    over = quarter.last < today
    return Quarter(quarter, tuple(due), over, drafts, frozenset(untold))


def _waited_for(own: IndicatorShown, quarter: Period) -> list[Period]:
    """Return the periods of an indicator that end in a quarter and of which nothing is published."""
    known = values.counting(own.row)
    if Period(quarter.year) in known:
        return []
    return [
        each
        for each in periods_of(quarter.year, Span(own.row.frequency))
        if quarter.first <= each.last <= quarter.last and each not in known
    ]
