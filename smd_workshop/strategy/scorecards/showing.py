"""A scorecard as pages show it: perspectives by themes, each objective with its two measures and what they rest on."""

from dataclasses import dataclass

from smd_workshop.core.errors import NotFound
from smd_workshop.library.plan.evaluation.lights import Light
from smd_workshop.library.plan.figures import Figure
from smd_workshop.library.plan.quoted import honest
from smd_workshop.library.strategy.progress import Measures
from smd_workshop.models import (
    IndicatorSlot,
    Initiative,
    InitiativeProgress,
    Item,
    Objective,
    Perspective,
    PlanAction,
    Process,
    Scorecard,
)
from smd_workshop.plans.evaluation.reading import IndicatorShown
from smd_workshop.rounds.count.ratifications import Ratification
from smd_workshop.strategy.scorecards.statements import Said


@dataclass(frozen=True, slots=True)
class MeasuredBy:
    """An indicator of an objective: what a plan says of it, None where no plan measures it (or none that is public)."""

    slot: IndicatorSlot
    shown: IndicatorShown | None
    #: 'better', 'worse' or 'same' than the year before, '' where that is not known.
    turned: str

    @property
    def name(self) -> str:
        """What the table called it, else its name in the plan; '' where that is not to be read here."""
        return self.slot.name or (self.shown.row.name if self.shown else "")


@dataclass(frozen=True, slots=True)
class Served:
    """An initiative with how far it is in the year, and what was said of that."""

    row: Initiative
    progress: Figure
    said: InitiativeProgress | None
    #: The action of a plan that it is, where that plan may be read here.
    action: PlanAction | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveShown:
    """An objective in a year."""

    row: Objective
    themes: tuple[Item, ...]
    indicators: tuple[MeasuredBy, ...]
    initiatives: tuple[Served, ...]
    measures: Measures
    #: How its own result turned against the year before.
    turned: str
    #: The vote that decides, where it did not adopt the objective.
    again: Ratification | None = None

    @property
    def item(self) -> Item:
        """What was agreed."""
        return self.row.item

    @property
    def light(self) -> Light:
        """The light of its own result."""
        return self.measures.light

    @property
    def word(self) -> str:
        """The light of its own result as it is said: a value without a target is not called missing."""
        return self.measures.word

    @property
    def reached(self) -> str:
        """Its own result, per cent, with as many decimals as its light needs; '' where there is none."""
        value = self.measures.outcome.value
        return "" if value is None else honest(value, 1)

    @property
    def is_measured(self) -> bool:
        """Whether an indicator of a plan measures it."""
        return any(each.shown is not None for each in self.indicators)


@dataclass(frozen=True, slots=True)
class PerspectiveShown:
    """A row of the scorecard."""

    row: Perspective
    objectives: tuple[ObjectiveShown, ...]
    measures: Measures

    def in_theme(self, theme: Item | None) -> tuple[ObjectiveShown, ...]:
        """Return its objectives in a column; None is the column of those without a theme."""
        return tuple(o for o in self.objectives if (theme in o.themes if theme else not o.themes))


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """A column of the scorecard; None collects what has no theme."""

    item: Item | None
    measures: Measures


@dataclass(frozen=True, slots=True)
class ScorecardShown:
    """A scorecard in a year."""

    scorecard: Scorecard
    process: Process
    year: int
    years: tuple[int, ...]
    vision: Said | None
    mission: Said | None
    perspectives: tuple[PerspectiveShown, ...]
    themes: tuple[ThemeShown, ...]
    whole: Measures

    @property
    def objectives(self) -> tuple[ObjectiveShown, ...]:
        """All objectives in the order of the perspectives."""
        return tuple(each for row in self.perspectives for each in row.objectives)

    def objective(self, code: str) -> ObjectiveShown:
        """Return the objective with this code, or raise NotFound."""
        for each in self.objectives:
            if each.item.code == code:
                return each
        raise NotFound
