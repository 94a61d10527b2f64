"""From indicators to actions, objectives and the plan: weighted, plain and in the middle; missing is never zero."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.plan.figures import Figure, known, resting_on, unjudged, unknown
from smd_workshop.library.plan.plan import Indicator

NO_INDICATOR: Final = N_("no indicator measures it")
NO_PROGRESS: Final = N_("no indicator has a progress for %(year)s")
NO_TARGET: Final = N_("there are values of %(year)s, but no target to judge them by")
NO_ACTIVITY: Final = N_("no activity is carried out for it")
NO_PHYSICAL: Final = N_("no activity has a progress for %(year)s")


def weights(group: Iterable[Indicator]) -> dict[str, int]:
    """Return the weight of each indicator of a group by code: r_max − (r − 1), relevance 1 the heaviest.

    r_max is the largest relevance of the whole group, also of those without a value: a value that is missing must not
    move the weights of the others.
    """
    relevances = {indicator.code: indicator.relevance for indicator in group}
    largest = max(relevances.values(), default=0)
    return {code: largest - (relevance - 1) for code, relevance in relevances.items()}


def weighted(progress: Mapping[str, Figure], weight: Mapping[str, int], year: int) -> Figure:
    """Return the weighted mean over the indicators that have a progress, their weights made to sum to one again."""
    there = {code: figure.value for code, figure in progress.items() if figure.value is not None}
    simulated = any(progress[code].simulated for code in there)
    if not there:
        return nothing_of(progress.values(), year)
    total = sum(weight[code] for code in there)
    reached = sum((weight[code] * value for code, value in there.items()), Fraction(0))
    return known(reached / total, simulated=simulated)


def nothing_of(figures: Iterable[Figure], year: int) -> Figure:
    """Return why nothing is known over several indicators: none, none with a value, or only some that nothing judges."""
    every = list(figures)
    if any(each.valued for each in every):
        return resting_on(unjudged(NO_TARGET, year=year), [each.simulated for each in every])
    return unknown(NO_PROGRESS, year=year) if every else unknown(NO_INDICATOR)


def mean(figures: Sequence[Figure], nothing: Figure) -> Figure:
    """Return the plain mean of those that are known, or `nothing`."""
    values = [figure.value for figure in figures if figure.value is not None]
    if not values:
        return nothing
    return known(sum(values, Fraction(0)) / len(values), simulated=_simulated(figures))


def _simulated(figures: Iterable[Figure]) -> bool:
    """Say whether any of those that are known is simulated."""
    return any(each.simulated for each in figures if each.value is not None)


def median(figures: Sequence[Figure], nothing: Figure) -> Figure:
    """Return the middle of those that are known, between two the midpoint, or `nothing`."""
    values = sorted(figure.value for figure in figures if figure.value is not None)
    if not values:
        return nothing
    middle = len(values) // 2
    half = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    return known(half, simulated=_simulated(figures))
