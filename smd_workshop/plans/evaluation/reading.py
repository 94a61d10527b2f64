"""A plan as pages show it: each objective with its two measures, what is missing, and who measures what next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smd_workshop.core.errors import NotFound
from smd_workshop.library.plan.evaluation.caution import Caution, Kind
from smd_workshop.library.plan.evaluation.coverage import Coverage, coverage
from smd_workshop.library.plan.evaluation.evaluation import (
    ActionEvaluated,
    Evaluation,
    IndicatorEvaluated,
    ObjectiveEvaluated,
)
from smd_workshop.library.plan.evaluation.outstanding import Outstanding, outstanding
from smd_workshop.library.plan.periods import Period, Span, following
from smd_workshop.models import Plan, PlanAction, PlanIndicator, PlanObjective
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.measurements import values


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be measured next, and whether its period has ended already."""

    period: Period
    late: bool


@dataclass(frozen=True, slots=True)
class IndicatorShown:
    """An indicator in a year."""

    row: PlanIndicator
    target: Decimal | None
    value: Decimal | None
    figures: IndicatorEvaluated
    due: Due | None

    @property
    def simulated(self) -> bool:
        """Whether its value rests on answers that nobody gave."""
        return self.figures.type_1.simulated


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action in a year with its indicators."""

    row: PlanAction
    figures: ActionEvaluated
    indicators: tuple[IndicatorShown, ...]

    @property
    def outstanding(self) -> Outstanding:
        """What its progress can still come to."""
        return _outstanding(self.indicators)

    @property
    def word(self) -> str:
        """The light of its progress as it is said."""
        return self.outstanding.word(self.figures.progress)


@dataclass(frozen=True, slots=True)
class ObjectiveShown:
    """An objective in a year: its own outcome, and beside it what its actions reach."""

    row: PlanObjective
    figures: ObjectiveEvaluated
    indicators: tuple[IndicatorShown, ...]
    actions: tuple[ActionShown, ...]

    @property
    def coverage(self) -> Coverage:
        """Of how many of its own indicators the year is known."""
        return _known(self.indicators)

    @property
    def coverage_of_actions(self) -> Coverage:
        """Of how many indicators of its actions the year is known."""
        return _known(own for action in self.actions for own in action.indicators)

    @property
    def outstanding(self) -> Outstanding:
        """What its own result can still come to."""
        return _outstanding(self.indicators)

    @property
    def outstanding_of_actions(self) -> Outstanding:
        """What its actions together can still come to."""
        return _outstanding(own for action in self.actions for own in action.indicators)

    @property
    def word(self) -> str:
        """The light of its own result as it is said."""
        return self.outstanding.word(self.figures.outcome)

    @property
    def word_of_actions(self) -> str:
        """The light of what its actions reached as it is said."""
        return self.outstanding_of_actions.word(self.figures.rollup)


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan in a year."""

    plan: Plan
    year: int
    figures: Evaluation
    objectives: tuple[ObjectiveShown, ...]
    #: Warnings by kind, in the order in which kinds first come up.
    cautions: dict[Kind, tuple[Caution, ...]]
    #: Of how many indicators the year is known: where that is not enough, the figure of the plan has no light.
    coverage: Coverage

    @property
    def indicators(self) -> tuple[IndicatorShown, ...]:
        """All indicators, those of each objective before those of its actions."""
        return tuple(
            each
            for objective in self.objectives
            for each in (
                *objective.indicators,
                *(own for action in objective.actions for own in action.indicators),
            )
        )

    @property
    def measures_actions(self) -> bool:
        """Whether an action has an indicator: the figure of the plan is of those."""
        return any(each.row.action for each in self.indicators)

    @property
    def outstanding(self) -> Outstanding:
        """What the figure of the plan can still come to."""
        return _outstanding(each for each in self.indicators if each.row.action)

    @property
    def word(self) -> str:
        """The light of its figure as it is said: none where too little of the year is known."""
        return self.outstanding.word(self.figures.weighted, enough=self.coverage.enough)

    @property
    def missing(self) -> tuple[IndicatorShown, ...]:
        """The indicators without a published value of the year."""
        return tuple(each for each in self.indicators if values.is_missing(each.row, self.year))

    def objective(self, code: str) -> ObjectiveShown:
        """Return the objective with this code, or raise NotFound."""
        for each in self.objectives:
            if each.row.code == code:
                return each
        raise NotFound

    def indicator(self, code: str) -> IndicatorShown:
        """Return the indicator with this code, or raise NotFound."""
        for each in self.indicators:
            if each.row.code == code:
                return each
        raise NotFound


def shown(plan: Plan, today: date, year: int | None = None) -> PlanShown:
    """Return a plan in a year, the last of which enough is published if none is asked for.

    Raises NotFound for a year outside its period.
    """
    chosen = documents.heading_year(plan) if year is None else year
    if not plan.first_year <= chosen <= plan.last_year:
        raise NotFound
    found = documents.evaluated(plan, chosen)
    own = {each.code: _indicator(each, found.figures, today) for each in plan.indicators}
    return PlanShown(
        plan,
        chosen,
        found.figures,
        tuple(_objective(each, plan, found.figures, own) for each in plan.objectives),
        _grouped(found.cautions),
        documents.coverage_of(plan, chosen),
    )


def _known(listed: Iterable[IndicatorShown]) -> Coverage:
    return coverage(each.value is not None for each in listed)


def _outstanding(listed: Iterable[IndicatorShown]) -> Outstanding:
    return outstanding(each.figures for each in listed)


def _indicator(row: PlanIndicator, figures: Evaluation, today: date) -> IndicatorShown:
    year = figures.year
    return IndicatorShown(
        row,
        values.targets(row).get(year),
        values.by_year(row).get(year),
        figures.indicators[row.code],
        due_of(row, today),
    )


def due_of(row: PlanIndicator, today: date) -> Due | None:
    """Return what is to be measured next of an indicator, None once its plan is over."""
    plan = row.plan
    known = list(values.counting(row))
    period = following(known, Span(row.frequency), plan.first_year, plan.last_year)
    return Due(period, late=period.last < today) if period else None


def _objective(
    row: PlanObjective, plan: Plan, figures: Evaluation, own: dict[str, IndicatorShown]
) -> ObjectiveShown:
    actions = [each for each in plan.actions if each.objective_id == row.id]
    return ObjectiveShown(
        row,
        figures.objectives[row.code],
        tuple(own[each.code] for each in plan.indicators if each.objective_id == row.id),
        tuple(
            ActionShown(
                action,
                figures.actions[action.code],
                tuple(own[each.code] for each in plan.indicators if each.action_id == action.id),
            )
            for action in actions
        ),
    )


def _grouped(cautions: tuple[Caution, ...]) -> dict[Kind, tuple[Caution, ...]]:
    found: dict[Kind, tuple[Caution, ...]] = {}
    for each in cautions:
        found[each.kind] = (*found.get(each.kind, ()), each)
    return found
