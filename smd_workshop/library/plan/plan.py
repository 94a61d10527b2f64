"""What a plan holds once it was read: exact numbers, and None where there is no information."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

#: Per year, in the order of the years: numbers as they were written.
Series = Mapping[int, Decimal | None]


class Sense(StrEnum):
    """Which way is good: up, down, or on the right side of a limit."""

    ASCENDING = "ascending"
    DESCENDING = "descending"
    AT_MOST = "at most"
    AT_LEAST = "at least"

    @property
    def rises(self) -> bool:
        """Whether more is better."""
        return self in {Sense.ASCENDING, Sense.AT_LEAST}

    @property
    def is_limit(self) -> bool:
        """Whether it is kept or not, with nothing between."""
        return self in {Sense.AT_MOST, Sense.AT_LEAST}


@dataclass(frozen=True, slots=True)
class Objective:
    """What the plan wants to reach (OEI)."""

    code: str


@dataclass(frozen=True, slots=True)
class Action:
    """What is done for an objective (AEI)."""

    code: str
    objective: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where things stood before."""

    year: int | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """How one sees that an action or an objective advances.

    `relevance` is an order, 1 the most relevant. `additive`: the years are slices that add up.
    """

    code: str
    of: str
    relevance: int
    sense: Sense
    additive: bool
    baseline: Baseline
    targets: Series
    values: Series
    #: The years whose value rests on answers that nobody gave.
    simulated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Activity:
    """What is carried out for an action (AO), with its physical progress in per cent by year."""

    code: str
    action: str
    progress: Series


@dataclass(frozen=True, slots=True)
class Finance:
    """The money of one year, in soles."""

    programmed: Decimal | None
    executed: Decimal | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan over the years `first` to `last`, its parts in the order of the file."""

    code: str
    first: int
    last: int
    objectives: tuple[Objective, ...]
    actions: tuple[Action, ...]
    indicators: tuple[Indicator, ...]
    activities: tuple[Activity, ...]
    finance: Mapping[int, Finance]

    def of_actions(self) -> list[Indicator]:
        """Return the indicators that measure actions."""
        codes = {action.code for action in self.actions}
        return [indicator for indicator in self.indicators if indicator.of in codes]

    def of_objectives(self) -> list[Indicator]:
        """Return the indicators that measure objectives themselves."""
        codes = {objective.code for objective in self.objectives}
        return [indicator for indicator in self.indicators if indicator.of in codes]
