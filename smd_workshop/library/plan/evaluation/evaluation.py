"""A plan evaluated for one year: exact figures with their lights, and a reason beside each that is missing."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.plan.evaluation import rollup
from smd_workshop.library.plan.evaluation.lights import Light, light_of, tally
from smd_workshop.library.plan.evaluation.progress import (
    WHOLE,
    capped,
    is_awaited,
    ratio_of,
    type_1,
    type_2,
)
from smd_workshop.library.plan.figures import Figure, known, unknown
from smd_workshop.library.plan.plan import Activity, Indicator, Plan

Progress = Mapping[str, Figure]
Counts = Mapping[Light, int]


@dataclass(frozen=True, slots=True)
class IndicatorEvaluated:
    """How far an indicator has come, in per cent; `weight` counts inside its group."""

    type_1: Figure
    type_1_uncapped: Figure
    type_2: Figure
    type_2_uncapped: Figure
    weight: int
    #: Whether something was asked of the year that a value could be judged by, and there is none.
    awaited: bool

    @property
    def light(self) -> Light:
        """The light of Tipo I."""
        return light_of(self.type_1.value)


@dataclass(frozen=True, slots=True)
class ActionEvaluated:
    """Two measures of an action that are never one: what its indicators reached, what was carried out."""

    progress: Figure
    physical: Figure

    @property
    def light(self) -> Light:
        """The light of what its indicators reached."""
        return light_of(self.progress.value)

    @property
    def critical(self) -> bool:
        """Whether its indicators are known to be in red."""
        return self.light is Light.RED


@dataclass(frozen=True, slots=True)
class ObjectiveEvaluated:
    """Two measures of an objective that are never one: its own indicators, and those of its actions."""

    outcome: Figure
    rollup: Figure


@dataclass(frozen=True, slots=True)
class Physical:
    """What was carried out: over all activities, and over the actions that have some."""

    mean: Figure
    median: Figure
    lights: Counts
    actions_mean: Figure
    actions_lights: Counts


@dataclass(frozen=True, slots=True)
class Spending:
    """The money of the year: per cent executed, without a cap, and soles that were not spent."""

    percent: Figure
    unspent: Figure


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of a plan for one year, by code in the order of the plan."""

    year: int
    indicators: Mapping[str, IndicatorEvaluated]
    actions: Mapping[str, ActionEvaluated]
    objectives: Mapping[str, ObjectiveEvaluated]
    weighted: Figure
    mean: Figure
    median: Figure
    lights: Counts
    physical: Physical
    finance: Spending


def evaluate(plan: Plan, year: int) -> Evaluation:
    """Return the evaluation of a plan for a year of its period; formulas in docs/plans.md."""
    of_actions, of_objectives = plan.of_actions(), plan.of_objectives()
    weight = rollup.weights(of_actions) | rollup.weights(of_objectives)
    indicators = {
        each.code: _indicator(each, plan, year, weight[each.code]) for each in plan.indicators
    }
    progress = _by(of_actions, indicators)
    everywhere = _merged(progress)
    physical = _physical_by_action(plan, year)
    reached = list(everywhere.values())
    nothing = rollup.nothing_of(reached, year)
    return Evaluation(
        year=year,
        indicators=indicators,
        actions={
            action.code: ActionEvaluated(
                rollup.weighted(progress.get(action.code, {}), weight, year),
                physical[action.code],
            )
            for action in plan.actions
        },
        objectives=_objectives(plan, year, weight, progress, _by(of_objectives, indicators)),
        weighted=rollup.weighted(everywhere, weight, year),
        mean=rollup.mean(reached, nothing),
        median=rollup.median(reached, nothing),
        lights=tally(light_of(figure.value) for figure in reached),
        physical=_physical(plan, year, physical),
        finance=_spending(plan, year),
    )


def _indicator(indicator: Indicator, plan: Plan, year: int, weight: int) -> IndicatorEvaluated:
    way = type_2(indicator, year, plan.first)
    return IndicatorEvaluated(
        type_1(indicator, year), ratio_of(indicator, year), capped(way), way, weight,
        is_awaited(indicator, year),
    )  # fmt: skip


def _by(
    group: list[Indicator], indicators: Mapping[str, IndicatorEvaluated]
) -> dict[str, dict[str, Figure]]:
    """Return the progress of a group of indicators, by what they measure."""
    found: dict[str, dict[str, Figure]] = defaultdict(dict)
    for indicator in group:
        found[indicator.of][indicator.code] = indicators[indicator.code].type_1
    return dict(found)


def _merged(parts: Mapping[str, Progress]) -> dict[str, Figure]:
    return {code: figure for part in parts.values() for code, figure in part.items()}


def _objectives(
    plan: Plan,
    year: int,
    weight: Mapping[str, int],
    of_actions: Mapping[str, Progress],
    own: Mapping[str, Progress],
) -> dict[str, ObjectiveEvaluated]:
    actions = defaultdict(list)
    for action in plan.actions:
        actions[action.objective].append(action.code)
    return {
        objective.code: ObjectiveEvaluated(
            rollup.weighted(own.get(objective.code, {}), weight, year),
            rollup.weighted(
                _merged({code: of_actions.get(code, {}) for code in actions[objective.code]}),
                weight,
                year,
            ),
        )
        for objective in plan.objectives
    }


def carried_out(activity: Activity, year: int) -> Figure:
    """Return the physical progress of an activity, at most 100."""
    progress = activity.progress.get(year)
    return (
        unknown(rollup.NO_PHYSICAL, year=year)
        if progress is None
        else capped(known(Fraction(progress)))
    )


def _physical_by_action(plan: Plan, year: int) -> dict[str, Figure]:
    activities = defaultdict(list)
    for activity in plan.activities:
        activities[activity.action].append(carried_out(activity, year))
    return {
        action.code: rollup.mean(activities[action.code], unknown(rollup.NO_PHYSICAL, year=year))
        if activities[action.code]
        else unknown(rollup.NO_ACTIVITY)
        for action in plan.actions
    }


def _physical(plan: Plan, year: int, by_action: Mapping[str, Figure]) -> Physical:
    progress = [carried_out(activity, year) for activity in plan.activities]
    nothing = (
        unknown(rollup.NO_PHYSICAL, year=year)
        if progress
        else unknown(N_("the plan has no activities"))
    )
    actions = list(by_action.values())
    return Physical(
        rollup.mean(progress, nothing),
        rollup.median(progress, nothing),
        tally(light_of(figure.value) for figure in progress),
        rollup.mean(actions, nothing),
        tally(light_of(figure.value) for figure in actions),
    )


def _spending(plan: Plan, year: int) -> Spending:
    money = plan.finance.get(year)
    if money is None or money.programmed is None or money.executed is None:
        missing = _unknown_money(plan, year)
        return Spending(missing, missing)
    programmed, executed = Fraction(money.programmed), Fraction(money.executed)
    unspent = known(programmed - executed)
    if programmed == 0:
        return Spending(unknown(N_("nothing was programmed for %(year)s"), year=year), unspent)
    return Spending(known(executed / programmed * WHOLE), unspent)


def _unknown_money(plan: Plan, year: int) -> Figure:
    money = plan.finance.get(year)
    if money is None:
        return unknown(N_("the finance of %(year)s is not in the plan"), year=year)
    if money.programmed is None:
        return unknown(N_("what was programmed for %(year)s is not known"), year=year)
    return unknown(N_("what was executed in %(year)s is not known"), year=year)
