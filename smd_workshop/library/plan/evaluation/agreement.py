"""Where an evaluation could be read in two ways: two measures under one name, a light that rounding changes."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number, rounded
from smd_workshop.library.plan.codes import owner, recognised
from smd_workshop.library.plan.evaluation import targets
from smd_workshop.library.plan.evaluation.caution import Caution, Kind, caution
from smd_workshop.library.plan.evaluation.evaluation import Evaluation
from smd_workshop.library.plan.evaluation.lights import CUTS, light_of
from smd_workshop.library.plan.figures import Figure, Sentence, per_cent
from smd_workshop.library.plan.plan import Plan

#: To how many decimals figures are rounded on pages and in reports.
PLACES: Final = (2, 1, 0)
#: Half up moves a figure over a cut only from just below it.
_NEAR: Final = tuple((cut - Fraction(1, 2), cut) for cut in CUTS)


def cautions(plan: Plan, found: Evaluation) -> tuple[Caution, ...]:
    """Return all that a reader of the evaluation of a plan should know, in the order of the plan."""
    return (
        *_objectives(plan, found),
        *_actions(plan, found),
        *_indicators(plan, found),
        *_activities(plan, found.year),
        *_whole(plan, found),
        *_finance(plan, found),
    )


def _objectives(plan: Plan, found: Evaluation) -> Iterator[Caution]:
    measured = {indicator.of for indicator in plan.indicators}
    served = {action.objective for action in plan.actions}
    for objective in plan.objectives:
        code, figures = objective.code, found.objectives[objective.code]
        if code not in measured:
            yield caution(Kind.NO_INDICATOR, code, N_("no indicator of its own measures it"))
        if code not in served:
            yield caution(Kind.NO_INDICATOR, code, N_("no action serves it"))
        yield from _apart(code, _OUTCOME, figures.outcome, figures.rollup)


def _actions(plan: Plan, found: Evaluation) -> Iterator[Caution]:
    measured = {indicator.of for indicator in plan.indicators}
    for action in plan.actions:
        code, figures = action.code, found.actions[action.code]
        if code not in measured:
            yield caution(Kind.NO_INDICATOR, code, N_("no indicator measures it"))
        if _disagree(code, action.objective):
            message = N_("by its code it does not belong to %(other)s, where it stands")
            yield caution(Kind.CODES_DISAGREE, code, message, other=action.objective)
        yield from _apart(code, _PROGRESS, figures.progress, figures.physical)


def _indicators(plan: Plan, found: Evaluation) -> Iterator[Caution]:
    for indicator in plan.indicators:
        figures = found.indicators[indicator.code]
        yield from targets.of_indicator(indicator, figures, plan, found.year)
        if _disagree(indicator.code, indicator.of):
            message = N_("by its code it does not measure %(other)s, where it stands")
            yield caution(Kind.CODES_DISAGREE, indicator.code, message, other=indicator.of)
        yield from _rounding(indicator.code, "type_1", figures.type_1)


def _activities(plan: Plan, year: int) -> Iterator[Caution]:
    for activity in plan.activities:
        progress = activity.progress.get(year)
        if progress is None:
            message = N_(
                "there is no progress for %(year)s; it is left out of all means and never counts as zero"
            )
            yield caution(Kind.NO_VALUE, activity.code, message, year=year)
        elif progress > 100:
            message = N_("its progress is %(progress)s; it counts as 100 %%")
            yield caution(Kind.BEYOND_WHOLE, activity.code, message, progress=per_cent(progress))


def _whole(plan: Plan, found: Evaluation) -> Iterator[Caution]:
    """Warn of lights that rounding changes where figures come together; of a single one it is said already."""
    several = Counter(indicator.of for indicator in plan.indicators)
    for code, action in found.actions.items():
        if several[code] > 1:
            yield from _rounding(code, "progress", action.progress)
        yield from _rounding(code, "physical", action.physical)
    for code, objective in found.objectives.items():
        if several[code] > 1:
            yield from _rounding(code, "outcome", objective.outcome)
        yield from _rounding(code, "rollup", objective.rollup)
    yield from _rounding(plan.code, "weighted", found.weighted)
    yield from _rounding(plan.code, "mean", found.mean)
    yield from _rounding(plan.code, "physical.mean", found.physical.mean)
    yield from _rounding(plan.code, "finance.percent", found.finance.percent)


def _finance(plan: Plan, found: Evaluation) -> Iterator[Caution]:
    money = plan.finance.get(found.year)
    reason = found.finance.percent.reason
    if reason is not None and plan.finance:
        yield Caution(Kind.FINANCE, plan.code, reason)
    unspent = found.finance.unspent.value
    if money and money.executed and money.programmed is not None and unspent and unspent < 0:
        message = N_("more was executed (%(executed)s) than was programmed (%(programmed)s)")
        yield caution(
            Kind.FINANCE, plan.code, message,
            executed=number(money.executed, 2), programmed=number(money.programmed, 2),
        )  # fmt: skip
    outside = [str(year) for year in plan.finance if not plan.first <= year <= plan.last]
    if outside:
        message = N_("it has finance outside its period: %(years)s")
        yield caution(Kind.OUTSIDE_PERIOD, plan.code, message, years=", ".join(outside))


def _rounding(code: str, name: str, figure: Figure) -> Iterator[Caution]:
    """Warn where a figure, rounded as pages and reports do, would read as another light."""
    if figure.value is None or not any(low <= figure.value < cut for low, cut in _NEAR):
        return
    light = light_of(figure.value)
    for places in PLACES:
        shown = rounded(figure.value, places)
        other = light_of(Fraction(shown))
        if other is not light:
            message = N_(
                "it is %(light)s by its exact figure; rounded to %(shown)s it would read as %(other)s"
            )
            params = {"light": light, "shown": number(shown, places), "other": other}
            yield Caution(Kind.ROUNDING, code, Sentence(message, params), name)
            return


_OUTCOME: Final = N_(
    "its own outcome is %(one)s (%(light)s) while its actions reach %(other)s (%(other_light)s); neither stands for "
    "the other"
)
_PROGRESS: Final = N_(
    "its indicators reach %(one)s (%(light)s) while its activities are carried out to %(other)s (%(other_light)s); "
    "neither stands for the other"
)


def _apart(code: str, message: str, one: Figure, other: Figure) -> Iterator[Caution]:
    """Warn where two measures of one thing have different lights."""
    if one.value is None or other.value is None:
        return
    light, other_light = light_of(one.value), light_of(other.value)
    if light is not other_light:
        yield caution(
            Kind.MEASURES_APART, code, message, one=per_cent(one.value), light=light,
            other=per_cent(other.value), other_light=other_light,
        )  # fmt: skip


def _disagree(code: str, stands: str) -> bool:
    said, where = owner(code), recognised(stands)
    return said is not None and where is not None and said != where
