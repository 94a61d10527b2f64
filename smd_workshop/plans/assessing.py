"""A plan in the period of a report: its figures by name, and what its readers are warned of."""

from collections.abc import Mapping
from dataclasses import dataclass

from smd_workshop.library.plan.agreement import cautions
from smd_workshop.library.plan.caution import Caution
from smd_workshop.library.plan.evaluation import Evaluation, evaluate
from smd_workshop.library.plan.periods import Period
from smd_workshop.library.plan.quoted import Quoted, quoted
from smd_workshop.library.plan.reading import plan_of
from smd_workshop.models import Plan
from smd_workshop.plans import documents


@dataclass(frozen=True, slots=True)
class Assessed:
    """A plan in the period of a report, evaluated, with its figures by name."""

    plan: Plan
    period: Period
    found: Evaluation
    figures: Mapping[str, Quoted]
    cautions: tuple[Caution, ...]


def assessed(plan: Plan, period: Period) -> Assessed:
    """Return the figures of a report, of what is published by now."""
    read = plan_of(documents.document_of(plan))
    found = evaluate(read, period.year)
    measures = {each.code: each.measure for each in plan.indicators}
    return Assessed(plan, period, found, quoted(read, found, measures), cautions(read, found))
