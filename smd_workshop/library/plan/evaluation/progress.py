"""How far one indicator has come: Tipo I against the target of the year, Tipo II on the way from the baseline.

CEPLAN, Guía para el seguimiento y evaluación de políticas nacionales y planes del SINAPLAN; the formulas as the
public systems that implement it compute them, Tipo I, weights and cap confirmed by a published evaluation.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.plan.figures import Figure, known, resting_on, unjudged, unknown
from smd_workshop.library.plan.plan import Indicator, Sense

WHOLE: Final = Fraction(100)
NOTHING: Final = Fraction(0)

NO_VALUE: Final = N_("there is no value for %(year)s")
NO_TARGET: Final = N_("there is no target for %(year)s")


def capped(figure: Figure) -> Figure:
    """Return the figure inside [0, 100]: what is beyond the target makes up for nothing elsewhere."""
    if figure.value is None:
        return figure
    return known(min(WHOLE, max(NOTHING, figure.value)), simulated=figure.simulated)


def type_1(indicator: Indicator, year: int) -> Figure:
    """Return Avance Tipo I in per cent, inside [0, 100]; a limit is kept (100) or not (0)."""
    if not indicator.sense.is_limit:
        return capped(ratio_of(indicator, year))
    value, target = indicator.values.get(year), indicator.targets.get(year)
    if value is None or target is None:
        return _of(indicator, year, _missing(value, year))
    kept = value >= target if indicator.sense.rises else value <= target
    return _of(indicator, year, known(WHOLE if kept else NOTHING))


def _of(indicator: Indicator, year: int, figure: Figure) -> Figure:
    """Return a figure over the value of a year, simulated as that is."""
    return resting_on(figure, [year in indicator.simulated])


def ratio_of(indicator: Indicator, year: int) -> Figure:
    """Return the ratio of value and target in per cent without a cap, more than 100 for better than the target."""
    value, target = indicator.values.get(year), indicator.targets.get(year)
    if value is None or target is None:
        return _of(indicator, year, _missing(value, year))
    return _of(indicator, year, _ratio(indicator.sense, Fraction(value), Fraction(target)))


def is_awaited(indicator: Indicator, year: int) -> bool:
    """Say whether a value of the year is missing that would be judged: a target asks for it, and one that judges."""
    target, sense = indicator.targets.get(year), indicator.sense
    if indicator.values.get(year) is not None or target is None:
        return False
    return sense.is_limit or target > 0 or (target == 0 and not sense.rises)


def type_2(indicator: Indicator, year: int, first: int) -> Figure:
    """Return Avance Tipo II in per cent without a cap; `first` is the first year of the plan."""
    if indicator.sense.is_limit:
        return unknown(N_("a limit is kept or not; there is no way towards it"))
    if indicator.additive:
        own = indicator.simulated & set(range(first, year + 1))
        return resting_on(_of_slices(indicator, year, first), [bool(own)])
    return _of(indicator, year, _of_the_way(indicator, year))


def _of_slices(indicator: Indicator, year: int, first: int) -> Figure:
    """Compare the sums up to the year, over the years that have a target."""
    years = [y for y in range(first, year + 1) if indicator.targets.get(y) is not None]
    if not years:
        return unknown(N_("there is no target up to %(year)s"), year=year)
    values = [indicator.values.get(y) for y in years]
    if None in values:
        return unknown(NO_VALUE, year=years[values.index(None)])
    return _ratio(
        indicator.sense,
        total(values),
        total(indicator.targets[y] for y in years),
    )


def _of_the_way(indicator: Indicator, year: int) -> Figure:
    stated, asked = indicator.values.get(year), indicator.targets.get(year)
    if stated is None or asked is None:
        return _missing(stated, year)
    if indicator.baseline.value is None:
        return unknown(N_("there is no baseline"))
    value, target = Fraction(stated), Fraction(asked)
    start = Fraction(indicator.baseline.value)
    if start == 0:
        return _ratio(indicator.sense, value, target)
    way = target - start if indicator.sense.rises else start - target
    if way == 0:
        return unknown(N_("the target is the baseline: there is no way to go"))
    if way < 0:
        return unknown(N_("the target lies behind the baseline"))
    gone = value - start if indicator.sense.rises else start - value
    return known(gone / way * WHOLE)


def total(slices: Iterable[Decimal | None]) -> Fraction:
    """Return the exact sum of those that are known; sums of decimals would be rounded."""
    return sum((Fraction(each) for each in slices if each is not None), NOTHING)


def _missing(value: Decimal | None, year: int) -> Figure:
    return unknown(NO_VALUE, year=year) if value is None else unjudged(NO_TARGET, year=year)


def _ratio(sense: Sense, value: Fraction, target: Fraction) -> Figure:
    if target < 0:
        return unjudged(N_("the target is negative: a ratio to it says nothing"))
    if sense.rises:
        if target == 0:
            return unjudged(N_("the target is 0: nothing can be divided by it"))
        return known(value / target * WHOLE)
    if value < 0:
        return unjudged(N_("the value is negative: a ratio to it says nothing"))
    # The rule of CEPLAN's form: nothing left of what should fall is all that was asked.
    return known(target / value * WHOLE if value else WHOLE)
