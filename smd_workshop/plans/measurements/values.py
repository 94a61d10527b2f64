"""What is known of an indicator: which of its rows count, and what they say of each year."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from smd_workshop.library.plan.periods import Period, Span, period_of, value_until, year_value
from smd_workshop.library.plan.plan import Baseline, Indicator, Sense, Series
from smd_workshop.models import Measurement, Plan, PlanActivity, PlanFinance, PlanIndicator


def chains(indicator: PlanIndicator) -> dict[Period, list[Measurement]]:
    """Return all rows by period, in the order in which they were entered, periods in their order."""
    found: dict[Period, list[Measurement]] = {}
    for row in indicator.measurements:
        found.setdefault(period_of(row.period), []).append(row)
    return dict(sorted(found.items(), key=lambda each: (each[0].first, each[0].last)))


def heads(indicator: PlanIndicator) -> dict[Period, Measurement]:
    """Return the newest row of each period, whatever its state: the one that may be corrected."""
    return {period: rows[-1] for period, rows in chains(indicator).items()}


def counting(indicator: PlanIndicator) -> dict[Period, Measurement]:
    """Return the row of each period that counts: the newest that is published."""
    return {
        period: public[-1]
        for period, rows in chains(indicator).items()
        if (public := [row for row in rows if row.state == "published"])
    }


def former(row: Measurement) -> Measurement | None:
    """Return the published row whose place a row takes; None where it only corrects what was never public."""
    for before in reversed([each for each in row.indicator.measurements if each.id < row.id]):
        if before.period == row.period and before.state == "published":
            return before
    return None


def published(indicator: PlanIndicator) -> dict[Period, Decimal | None]:
    """Return what is published of an indicator by period, None where it was published that nobody knows.

    Here another source of values joins one day, such as the published figure of a survey: whatever
    evaluates, shows or downloads an indicator asks this function alone.
    """
    return {period: row.value for period, row in counting(indicator).items()}


def by_year(indicator: PlanIndicator, until: Period | None = None) -> dict[int, Decimal | None]:
    """Return what is published of each year: of the year itself, or what its parts say of it.

    With `until` it is what was measured by the end of that period; its own year is what it has come to by then.
    """
    known = published(indicator)
    additive = indicator.aggregation == "additive"
    if until is not None:
        known = {period: value for period, value in known.items() if period.last <= until.last}
    found: dict[int, Decimal | None] = {}
    for year in sorted({period.year for period in known}):
        if until is not None and year == until.year and until.span is not Span.YEAR:
            value = value_until(known, until, additive=additive)
        else:
            value = year_value(known, year, additive=additive)
        if value is not None or Period(year) in known:
            found[year] = value
    return found


def is_missing(indicator: PlanIndicator, year: int, until: Period | None = None) -> bool:
    """Say whether no value of a year is published: none at all, or only that nobody knows it. Pages and seals ask this alone."""
    return by_year(indicator, until).get(year) is None


def targets(indicator: PlanIndicator) -> dict[int, Decimal | None]:
    """Return what is asked of each year, as it was said last."""
    return dict(sorted({row.year: row.value for row in indicator.targets}.items()))


def progress(activity: PlanActivity) -> dict[int, Decimal | None]:
    """Return how far an activity was carried out in each year, as it was said last."""
    return dict(sorted({row.year: row.value for row in activity.progress}.items()))


def finance(rows: list[PlanFinance]) -> dict[int, PlanFinance]:
    """Return the money of each year, as it was said last."""
    return dict(sorted({row.year: row for row in rows}.items()))


def as_read(indicator: PlanIndicator, known: Series) -> Indicator:
    """Return an indicator as the library evaluates it, with these values."""
    return Indicator(
        indicator.code,
        indicator.of.code,
        indicator.relevance or 1,
        Sense(indicator.sense),
        indicator.aggregation == "additive",
        Baseline(indicator.baseline_year, indicator.baseline_value),
        targets(indicator),
        known,
    )


def money(row: PlanFinance) -> Mapping[str, Decimal | None]:
    """Return the two amounts of a year by name."""
    return {"programmed": row.programmed, "executed": row.executed}


def last_published(plan: Plan) -> datetime | None:
    """Return when a value of a plan was published last, None before any was."""
    moments = [
        row.published_at
        for indicator in plan.indicators
        for row in indicator.measurements
        if row.published_at is not None
    ]
    return max(moments, default=None)
