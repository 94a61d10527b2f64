"""A plan in the period of a report: its figures by name, and what its readers are warned of."""

from collections.abc import Mapping
from dataclasses import dataclass

from smd_workshop.library.plan.evaluation.agreement import cautions
from smd_workshop.library.plan.evaluation.caution import Caution
from smd_workshop.library.plan.evaluation.evaluation import Evaluation, evaluate
from smd_workshop.library.plan.periods import Period, Span
from smd_workshop.library.plan.quoted import Quoted, quoted
from smd_workshop.models import Plan
from smd_workshop.plans.evaluation import documents


@dataclass(frozen=True, slots=True)
class Assessed:
    """A plan in the period of a report, evaluated, with its figures by name."""

    plan: Plan
    period: Period
    found: Evaluation
    figures: Mapping[str, Quoted]
    cautions: tuple[Caution, ...]

    @property
    def until(self) -> Period | None:
        """The part of a year by whose end the figures are, None where they are of the whole year."""
        return part_of_year(self.period)


def part_of_year(period: Period) -> Period | None:
    """Return a period that is less than a year, None for a year."""
    return None if period.span is Span.YEAR else period


def assessed(plan: Plan, period: Period) -> Assessed:
    """Return the figures of a report, of what is published by now."""
    read = documents.read(plan, part_of_year(period))
    found = evaluate(read, period.year)
    measures = {each.code: each.measure for each in plan.indicators}
    return Assessed(plan, period, found, quoted(read, found, measures), cautions(read, found))
