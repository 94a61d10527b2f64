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
from smd_workshop.library.plan.evaluation.progress import NOTHING, WHOLE
from smd_workshop.library.plan.evaluation.rollup import NO_TARGET, mean, weighted
from smd_workshop.library.plan.figures import Figure, unjudged, unknown

NOT_MEASURED: Final = N_("no indicator measures it")
NO_VALUE: Final = N_("no indicator has a progress for %(year)s")
NO_INITIATIVE: Final = N_("no initiative serves it")
NOTHING_SAID: Final = N_("nobody has said how far its initiatives are in %(year)s")
NO_OBJECTIVE: Final = N_("no objective stands here")
NONE_KNOWN: Final = N_("no objective here has a figure for %(year)s")


#: Between which per cents something can lie that nobody knows.
ANYWHERE: Final = (NOTHING, WHOLE)
Bounds = tuple[Fraction, Fraction]


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
    #: Between which per cents the own result can lie once all of it is known; None where there is nothing to know.
    can_be: Bounds | None = None
    #: The same of what is done.
    actions_can_be: Bounds | None = None

    @property
    def light(self) -> Light:
        """The light of the own result, none while what is missing may change it, or too little is known."""
        return Light.NONE if self.word == INCOMPLETE else light_of(self.outcome.value)

    @property
    def word(self) -> str:
        """The light of the own result as it is said: without a target it is not called missing, nor known in part whole."""
        return _word(self.outcome, self.can_be, Coverage(self.measured, self.of))

    @property
    def word_of_actions(self) -> str:
        """The light of what is done, by the same rule."""
        return _word(self.actions, self.actions_can_be, Coverage(self.served, self.of))


def _word(figure: Figure, ends: Bounds | None, known: Coverage) -> str:
    """Return how the light of a figure is said: incomplete where what is missing may change it, or less than half is known."""
    sure = ends is None or light_of(ends[0]) is light_of(ends[1])
    is_open = figure.value is not None and not (sure and known.enough)
    return INCOMPLETE if is_open else word_of(figure)


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
        _mean_of([_ends(each) for each in initiatives]),
    )  # fmt: skip


def together(parts: Iterable[Measures], year: int) -> Measures:
    """Return the measures of several objectives: of each the plain mean over those that have it.

    An objective that nobody measures leaves the whole open: with it the mean can be anything that 0 % and 100 % make of it.
    """
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
        _mean_of([each.can_be or _ends(each.outcome) for each in every]),
        _mean_of([each.actions_can_be or _ends(each.actions) for each in every]),
    )


def _ends(figure: Figure) -> Bounds:
    """Return between which per cents a figure lies: itself where it is known."""
    return ANYWHERE if figure.value is None else (figure.value, figure.value)


def _mean_of(ends: Sequence[Bounds]) -> Bounds | None:
    if not ends:
        return None
    least, most = (sum(column, NOTHING) / len(ends) for column in zip(*ends, strict=True))
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
