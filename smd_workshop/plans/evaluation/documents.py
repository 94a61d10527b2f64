"""A plan of the tables as its open file, and its evaluation: both from the one function that writes smd-plan/1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from smd_workshop.library.documents import Written, written_json
from smd_workshop.library.plan.document import evaluation_of
from smd_workshop.library.plan.evaluation.agreement import cautions
from smd_workshop.library.plan.evaluation.caution import Caution
from smd_workshop.library.plan.evaluation.coverage import Coverage, coverage, heading
from smd_workshop.library.plan.evaluation.evaluation import Evaluation, evaluate
from smd_workshop.library.plan.periods import Period
from smd_workshop.library.plan.plan import Plan as ReadPlan
from smd_workshop.library.plan.plan import Series
from smd_workshop.library.plan.reading import PLAN, plan_of
from smd_workshop.models import Plan, PlanActivity, PlanFinance, PlanIndicator
from smd_workshop.plans.measurements import simulated, values

Json = dict[str, Any]
#: Which years of an indicator are simulated, of these rows and measured by the end of a period.
_Years = Callable[[PlanIndicator, frozenset[int], Period | None], list[int]]
#: More digits than this are written as they stand, with their exponent.
_WHOLE: Final = 400


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A plan of the tables evaluated for a year, with what a reader should know beside it."""

    figures: Evaluation
    cautions: tuple[Caution, ...]


def document_of(plan: Plan, until: Period | None = None) -> Json:
    """Return the plan as smd-plan/1, with what is published of its indicators (measured by the end of `until`) and nothing else."""
    return _document(plan, until, simulated.years_in_a_file)


def read(plan: Plan, until: Period | None = None) -> ReadPlan:
    """Return the same as a value to count with for a page, which says by itself where a whole process is simulated."""
    return plan_of(_document(plan, until, simulated.years_of))


def _document(plan: Plan, until: Period | None, drawn_years: _Years) -> Json:
    made_up = simulated.rows_of(plan)

    def drawn(indicator: PlanIndicator) -> list[int]:
        return drawn_years(indicator, made_up, until)

    return {
        "format": PLAN,
        "code": plan.code,
        **_words(name=plan.name),
        "period": [plan.first_year, plan.last_year],
        "objectives": [
            {"code": each.code, **_words(name=each.name), **_given(priority=each.priority)}
            for each in plan.objectives
        ],
        "actions": [
            {
                "code": each.code, "objective": each.objective.code,
                **_words(name=each.name, unit=each.unit),
            }
            for each in plan.actions
        ],
        "indicators": [_indicator(each, until, drawn(each)) for each in plan.indicators],
        "activities": [_activity(each) for each in plan.activities],
        "finance": [_money(row) for row in values.finance(plan.finance).values()],
    }  # fmt: skip


def file_of(plan: Plan, until: Period | None = None) -> bytes:
    """Return the same as the bytes of a file, every number with the digits that were written."""
    return written_json(document_of(plan, until)).encode()


def evaluated(plan: Plan, year: int) -> Evaluated:
    """Return the evaluation of what is published of a plan, for a year of its period."""
    counted = read(plan)
    figures = evaluate(counted, year)
    return Evaluated(figures, cautions(counted, figures))


def evaluation_document(plan: Plan, year: int) -> Json:
    """Return the same as smd-evaluation/1; FormatError for a year outside the period."""
    return evaluation_of(document_of(plan), year)


def years_of(plan: Plan) -> list[int]:
    """Return the years of a plan of which something is published, or the first one."""
    known = {year for each in plan.indicators for year in values.by_year(each)}
    inside = [year for year in range(plan.first_year, plan.last_year + 1) if year in known]
    return inside or [plan.first_year]


def heading_year(plan: Plan) -> int:
    """Return the year that a plan is shown in where none is asked for: the last of which enough is known."""
    years = years_of(plan)
    return heading({year: coverage_of(plan, year) for year in years}) or years[-1]


def coverage_of(plan: Plan, year: int) -> Coverage:
    """Return of how many indicators of actions a year is known: the figure of a plan rests on these.

    A plan whose actions have no indicators is known by those of its objectives.
    """
    of_actions = [each for each in plan.indicators if each.action]
    counted = of_actions or plan.indicators
    return coverage(values.by_year(each).get(year) is not None for each in counted)


def _activity(activity: PlanActivity) -> Json:
    return {
        "code": activity.code, "action": activity.action.code, **_words(name=activity.name),
        "progress": _series(values.progress(activity)),
    }  # fmt: skip


def _indicator(indicator: PlanIndicator, until: Period | None, drawn: Sequence[int]) -> Json:
    start = {"year": indicator.baseline_year, "value": indicator.baseline_value}
    known = any(each is not None for each in start.values())
    return {
        "code": indicator.code,
        "of": indicator.of.code,
        **_words(name=indicator.name),
        **_given(relevance=indicator.relevance),
        "sense": indicator.sense,
        "aggregation": indicator.aggregation,
        **({"baseline": start | {"value": _number(indicator.baseline_value)}} if known else {}),
        "targets": _series(values.targets(indicator)),
        "values": _series(values.by_year(indicator, until)),
        **({"simulated": list(drawn)} if drawn else {}),
    }


def _money(row: PlanFinance) -> Json:
    amounts = values.money(row).items()
    return {"year": row.year} | {
        name: None if amount is None else f"{amount:f}" for name, amount in amounts
    }


def _words(**words: str) -> Json:
    return {name: text for name, text in words.items() if text}


def _given(**numbers: int | None) -> Json:
    return {name: value for name, value in numbers.items() if value is not None}


def _series(series: Series) -> Json:
    return {str(year): _number(value) for year, value in series.items()}


def _number(value: Decimal | None) -> int | float | None:
    """Return a number as a file holds it, with every digit that was written."""
    if value is None:
        return None
    literal = str(value)
    digits = literal.removeprefix("-")
    return int(literal) if digits.isdigit() and len(digits) < _WHOLE else Written(literal)
