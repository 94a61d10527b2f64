"""A measurement whose source is the published figure of a survey: taken over by a person, with what was counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sqlalchemy import select

from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import rounded
from smd_workshop.database import db
from smd_workshop.library.plan.evaluation.limits import is_share
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import Measurement, Plan, PlanIndicator, Process, PublishedFigure
from smd_workshop.plans.measurements import measuring, values
from smd_workshop.processes.first_language import in_words_of
from smd_workshop.surveys.figures import published

#: Decimals of the value of a plan; numerator and denominator stand in the figure, exactly.
PLACES: Final = 2
TAKEN_OVER: Final = N_(
    "Taken over from the figure of a survey that was published: %(numerator)s of %(denominator)s."
)
SIMULATED: Final = N_("Its answers are simulated: nobody gave them.")


def value_of(figure: PublishedFigure) -> Decimal:
    """Return a published share as the per cent that a plan holds."""
    return rounded(Fraction(figure.numerator) / Fraction(figure.denominator) * 100, PLACES)


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator of a plan that a figure can be published for."""

    indicator: PlanIndicator
    #: Whether it is measured in per cent, and whether its plan reaches the year: both, and it takes a share of the year over.
    in_per_cent: bool
    reached: bool

    @property
    def takes(self) -> bool:
        """Whether it takes a share of the year over."""
        return self.in_per_cent and self.reached


def named(process: Process, year: int) -> list[Named]:
    """Return the indicators of the plans of a process: plan by plan by name, as each plan orders them."""
    query = (
        select(PlanIndicator, Plan)
        .join(Plan, PlanIndicator.plan_id == Plan.id)
        .where(Plan.process_id == process.id)
        .order_by(PlanIndicator.position)
    )
    rows = [(indicator, plan) for indicator, plan in db.session.execute(query)]
    return [
        Named(each, is_share(each.measure), _reaches(plan, year))
        for each, plan in names.by_name(rows, lambda row: row[1].name, lambda row: row[1].code)
    ]


def _reaches(plan: Plan, year: int) -> bool:
    return plan.first_year - 1 <= year <= plan.last_year


def offered(indicator: PlanIndicator) -> list[PublishedFigure]:
    """Return the standing figures of surveys for an indicator that its newest values do not rest on, by year."""
    heads = values.heads(indicator)
    return [
        figure
        for year, figure in _may_be_taken(indicator, published.by_year(indicator))
        if not ((head := heads.get(Period(year))) and head.figure_id == figure.id)
    ]


def waiting(plan: Plan) -> list[tuple[PlanIndicator, PublishedFigure]]:
    """Return the standing figures of surveys that no value of a plan was ever taken from, each with its indicator."""
    standing = published.of_indicators(plan.process_id, plan.indicators)
    return [
        (indicator, figure)
        for indicator in plan.indicators
        for _year, figure in _may_be_taken(indicator, standing[indicator.id])
        if all(row.figure_id != figure.id for row in indicator.measurements)
    ]


def waits(figure: PublishedFigure) -> bool:
    """Say whether a figure waits at the indicator that it is for until somebody takes it over."""
    own = figure.plan_indicator
    return own is not None and (own, figure) in waiting(own.plan)


def _may_be_taken(
    indicator: PlanIndicator, standing: Mapping[int, PublishedFigure]
) -> list[tuple[int, PublishedFigure]]:
    if not is_share(indicator.measure):
        return []
    return [each for each in sorted(standing.items()) if _reaches(indicator.plan, each[0])]


def take(
    indicator: PlanIndicator,
    figure: PublishedFigure,
    at: datetime,
    user_id: int | None,
    today: date,
    note: str = "",
) -> Measurement:
    """Enter a figure as the draft of its year, in place of the value there is.

    Raises WrongState for a figure that another took the place of, or that the value rests on already; Invalid
    where the note is too long.
    """
    if figure not in offered(indicator):
        raise WrongState(
            N_("This figure is not the one that stands, or the value rests on it already.")
        )
    process, period = indicator.plan.process, Period(figure.year or 0)
    if len(note.strip()) > measuring.LONGEST // 2:
        raise Invalid(N_("Please write at most %(most)s characters."), most=measuring.LONGEST // 2)
    counted = in_words_of(
        process, TAKEN_OVER, numerator=figure.numerator, denominator=figure.denominator
    )
    simulated = figure.wave is not None and figure.wave.survey.simulated
    words = [note.strip(), counted, in_words_of(process, SIMULATED) if simulated else ""]
    head = values.heads(indicator).get(period)
    entry = measuring.Entry(
        period, value_of(figure), " ".join(filter(None, words)), figure_id=figure.id
    )
    return measuring.enter(
        indicator, entry, at, user_id, today, corrects=None if head is None else head.id
    )


def resting_on(figure: PublishedFigure) -> list[Measurement]:
    """Return the published measurements that take a figure over."""
    query = select(Measurement).where(
        Measurement.figure_id == figure.id, Measurement.state == "published"
    )
    return list(db.session.scalars(query.order_by(Measurement.id)))
