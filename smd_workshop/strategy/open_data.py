"""Plans and scorecards as tables for statistical programs: what, when, by which measure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library import jsonstat
from smd_workshop.library.documents import Written
from smd_workshop.library.jsonstat import Dimension
from smd_workshop.library.plan.evaluation.lights import INCOMPLETE
from smd_workshop.models import Plan, Scorecard
from smd_workshop.plans.evaluation import reading as of_plans
from smd_workshop.strategy.scorecards import reading
from smd_workshop.strategy.scorecards.documents import percent

Json = dict[str, Any]
Say = Callable[[str], str]
#: The status of a value that rests on answers that nobody gave.
SIMULATED = "simulated"
#: What is told of an indicator in a year, and of an objective.
OF_INDICATORS = {
    "target": N_("Target"), "value": N_("Value"), "progress": N_("Progress, per cent"),
}  # fmt: skip
OF_OBJECTIVES = {
    "own_result": N_("Own result, per cent"), "initiatives": N_("What is done for it, per cent"),
}  # fmt: skip


def of_plan(plan: Plan, today: date, updated: datetime, terms: Json, say: Say) -> Json:
    """Return what is published of a plan as JSON-stat: indicator × year × target, value, progress."""
    years = range(plan.first_year, plan.last_year + 1)
    codes = {each.code: each.name or each.code for each in plan.indicators}
    cells: dict[tuple[str, int], list[float | None]] = {}
    drawn: set[tuple[str, int]] = set()
    for year in years:
        for each in of_plans.shown(plan, today, year).indicators:
            drawn |= {(each.row.code, year)} if each.simulated else set()
            cells[each.row.code, year] = [
                written(each.target), written(each.value), percent(each.figures.type_1),
            ]  # fmt: skip
    pairs = [(code, year) for code in codes for year in years]
    values = [value for pair in pairs for value in cells[pair]]
    made_up = status(
        pair in drawn and measure != "target" for pair in pairs for measure in OF_INDICATORS
    )
    dimensions = [
        Dimension("indicator", say(N_("Indicator")), codes),
        _years(years, say),
        metrics(OF_INDICATORS, say),
    ]
    terms = terms | {"simulated": terms["simulated"] or bool(drawn)}
    return dataset(
        plan.name or plan.code, dimensions, values, plan.organisation, updated, terms, made_up
    )


def of_scorecard(
    scorecard: Scorecard, today: date, updated: datetime, terms: Json, say: Say
) -> Json:
    """Return a public scorecard as JSON-stat: objective × year × own result, what is done for it."""
    newest = reading.shown(scorecard, today, public=True)
    read = [reading.shown(scorecard, today, year, public=True) for year in newest.years]
    goals = {str(each.item.code): each.item.wording for each in newest.objectives}
    told = [shown.objective(code).measures for code in goals for shown in read]
    figures = [figure for each in told for figure in (each.outcome, each.actions)]
    values, made_up = [percent(each) for each in figures], status(e.simulated for e in figures)
    words = [word for each in told for word in (each.word, each.word_of_actions)]
    for at in (at for at, word in enumerate(words) if word == INCOMPLETE):
        made_up[at] = f"{made_up[at]}, {INCOMPLETE}" if at in made_up else INCOMPLETE
    dimensions = [
        Dimension("objective", say(N_("Objective")), goals),
        _years(newest.years, say),
        metrics(OF_OBJECTIVES, say),
    ]
    drawn = any(each.simulated for each in figures)
    terms = terms | {"simulated": terms["simulated"] or drawn}
    return dataset(scorecard.name, dimensions, values, newest.process.name, updated, terms, made_up)


def status(simulated: Iterable[bool]) -> dict[int, str]:
    """Return by its place that a value rests on answers that nobody gave."""
    return {at: SIMULATED for at, is_so in enumerate(simulated) if is_so}


def dataset(
    label: str,
    dimensions: list[Dimension],
    values: Sequence[float | None],
    source: str,
    updated: datetime,
    terms: Json,
    status: dict[int, str],
) -> Json:
    """Return a table with its terms of use; `status` says of a value by its place what must be known of it."""
    at = updated.isoformat(timespec="seconds")
    return jsonstat.dataset(
        label, dimensions, values, source=source, updated=at, extension=terms, status=status
    )


def _years(years: Iterable[int], say: Say) -> Dimension:
    return Dimension("year", say(N_("Year")), {str(y): str(y) for y in years}, "time")


def metrics(words: dict[str, str], say: Say) -> Dimension:
    """Return the direction of what is told of each thing."""
    told = {code: say(text) for code, text in words.items()}
    return Dimension("measure", say(N_("Measure")), told, "metric")


def written(value: Decimal | None) -> float | None:
    """Return a number with the digits it was written with."""
    return None if value is None else Written(f"{value:f}")
