"""What was said of a plan since an edition of a report on it was sealed: the edition stays, and its readers are told."""

from dataclasses import dataclass
from datetime import datetime

from smd_workshop.library.plan.periods import Period, period_of
from smd_workshop.models import PlanIndicator, PlanReport


@dataclass(frozen=True, slots=True)
class Since:
    """A value that was published, or a target that was said, after an edition that is about its period."""

    indicator: PlanIndicator
    period: Period
    is_target: bool


def since(report: PlanReport) -> tuple[Since, ...]:
    """Return the values and targets up to the period of an edition that were published or said after its seal.

    One of a period is told once, however often it was corrected; a draft is none.
    """
    until, at = period_of(report.period), report.sealed_at
    found = [
        Since(indicator, period, is_target)
        for indicator in report.plan.indicators
        for period, moment, is_target in _said(indicator)
        if moment is not None and moment > at and _is_told(period, until, is_target=is_target)
    ]
    return tuple(dict.fromkeys(found))


def _said(indicator: PlanIndicator) -> list[tuple[Period, datetime | None, bool]]:
    values = [(period_of(row.period), row.published_at, False) for row in indicator.measurements]
    targets = [(Period(row.year), row.said_at, True) for row in indicator.targets]
    return sorted([*values, *targets], key=lambda each: (each[0].first, each[0].last, each[2]))


def _is_told(period: Period, until: Period, *, is_target: bool) -> bool:
    """Say whether an edition knows of a period: the report of a quarter judges by the target of its whole year."""
    return period.year <= until.year if is_target else period.last <= until.last
