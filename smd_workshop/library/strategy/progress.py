"""How far an objective, a theme, a perspective and the whole have come: always by two measures, never merged.

What an objective itself reached is measured by its indicators; what is done for it, by its initiatives. An
objective whose initiatives are all carried out may have failed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.plan.evaluation.coverage import Coverage
from smd_workshop.library.plan.evaluation.lights import INCOMPLETE, Light, light_of, word_of
from smd_workshop.library.plan.evaluation.outstanding import bounded
from smd_workshop.library.plan.evaluation.rollup import NO_TARGET, mean, weighted
from smd_workshop.library.plan.figures import Figure, unjudged, unknown

NOT_MEASURED: Final = N_("no indicator measures it")
NO_VALUE: Final = N_("no indicator has a progress for %(year)s")
NO_INITIATIVE: Final = N_("no initiative serves it")
NOTHING_SAID: Final = N_("nobody has said how far its initiatives are in %(year)s")
NO_OBJECTIVE: Final = N_("no objective stands here")
NONE_KNOWN: Final = N_("no objective here has a figure for %(year)s")


@dataclass(frozen=True, slots=True)
class Measures:
    """The two measures of something in a year, over how many of its objectives each could be taken, and how many have what it is taken of."""

    outcome: Figure
    actions: Figure
    #: How many objectives have an own result, and of how many somebody said how far their initiatives are.
    measured: int
    served: int
    #: How many have an indicator, and how many an initiative, whether its progress is known or not.
    with_indicators: int
    with_initiatives: int
    of: int
    #: Between which per cents the own result can lie once all that is due is known; None where nothing is due.
    can_be: tuple[Fraction, Fraction] | None = None

    @property
    def enough(self) -> bool:
        """Whether the own result is known of at least half of the objectives that have an indicator."""
        return Coverage(self.measured, self.with_indicators).enough

    @property
    def sure(self) -> bool:
        """Whether the light of the own result is the same whatever the values will say that are due and missing."""
        return self.can_be is None or light_of(self.can_be[0]) is light_of(self.can_be[1])

    @property
    def light(self) -> Light:
        """The light of the own result, none while missing values may change it, or too few are known."""
        return light_of(self.outcome.value) if self.sure and self.enough else Light.NONE

    @property
    def word(self) -> str:
        """The light of the own result as it is said: without a target it is not called missing, nor known in part whole."""
        is_open = self.outcome.value is not None and not (self.sure and self.enough)
        return INCOMPLETE if is_open else word_of(self.outcome)


def of_objective(
    indicators: Sequence[tuple[int, Figure]],
    initiatives: Sequence[Figure],
    year: int,
    awaited: Collection[int] = (),
) -> Measures:
    """Return the measures of one objective: (relevance, progress) of its indicators, progress of its initiatives.

    Indicators weigh by relevance as in a plan, r_max − (r − 1) over the indicators of the objective; initiatives
    weigh the same. `awaited` are the places of the indicators that were due and have no value.
    """
    largest = max((relevance for relevance, _ in indicators), default=0)
    weight = {str(at): largest - (relevance - 1) for at, (relevance, _) in enumerate(indicators)}
    reached = {str(at): figure for at, (_, figure) in enumerate(indicators)}
    outcome = weighted(reached, weight, year) if indicators else unknown(NOT_MEASURED)
    nothing = unknown(NOTHING_SAID, year=year) if initiatives else unknown(NO_INITIATIVE)
    actions = mean(initiatives, nothing)
    open_ = bounded(
        (weight[str(at)], figure.value, at in awaited) for at, (_, figure) in enumerate(indicators)
    )
    return Measures(
        outcome, actions, _known(outcome), _known(actions),
        int(bool(indicators)), int(bool(initiatives)), 1,
        (open_.least, open_.most) if open_.of else None,
    )  # fmt: skip


def together(parts: Iterable[Measures], year: int) -> Measures:
    """Return the measures of several objectives: of each the plain mean over those that have it."""
    every = list(parts)
    nothing = unknown(NONE_KNOWN, year=year) if every else unknown(NO_OBJECTIVE)
    outcomes = [each.outcome for each in every]
    unmeasured = any(each.valued for each in outcomes)
    return Measures(
        mean(outcomes, unjudged(NO_TARGET, year=year) if unmeasured else nothing),
        mean([each.actions for each in every], nothing),
        sum(_known(each.outcome) for each in every),
        sum(_known(each.actions) for each in every),
        sum(each.with_indicators for each in every),
        sum(each.with_initiatives for each in every),
        len(every),
        _can_be(every),
    )


def _can_be(every: Sequence[Measures]) -> tuple[Fraction, Fraction] | None:
    ends = [each.can_be for each in every if each.can_be is not None]
    if not ends:
        return None
    least, most = (sum(column, Fraction(0)) / len(ends) for column in zip(*ends, strict=True))
    return least, most


def _known(figure: Figure) -> int:
    return int(figure.value is not None)


def turned(now: Fraction | None, before: Fraction | None) -> str:
    """Return whether something is 'better', 'worse' or the 'same' as the year before; '' where one is not known."""
    if now is None or before is None:
        return ""
    if now == before:
        return "same"
    return "better" if now > before else "worse"
