"""What is odd about the targets and values of one indicator."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.library.plan.evaluation.caution import Caution, Kind, caution
from smd_workshop.library.plan.evaluation.evaluation import IndicatorEvaluated
from smd_workshop.library.plan.evaluation.progress import WHOLE, total
from smd_workshop.library.plan.figures import per_cent
from smd_workshop.library.plan.plan import Indicator, Plan, Series

#: Beyond this many per cent of its target an indicator was asked too little.
FAR: Final = 120


def of_indicator(
    indicator: Indicator, found: IndicatorEvaluated, plan: Plan, year: int
) -> Iterator[Caution]:
    """Yield what is odd about an indicator in a year."""
    yield from _missing(indicator, year)
    for check in _ALWAYS:
        yield from check(indicator, plan, year)
    if not indicator.sense.is_limit:
        yield from _far_beyond(indicator, found)
        yield from _already_met(indicator, plan, year)


def _missing(indicator: Indicator, year: int) -> Iterator[Caution]:
    value, target = indicator.values.get(year), indicator.targets.get(year)
    code = indicator.code
    if value is None and target is None:
        message = N_("there is neither a target nor a value for %(year)s")
        yield caution(Kind.NO_TARGET, code, message, year=year)
    elif target is None:
        message = N_("there is a value for %(year)s but no target, so no progress can be computed")
        yield caution(Kind.NO_TARGET, code, message, year=year)
    elif value is None:
        message = N_(
            "there is no value for %(year)s; it is left out of all means and never counts as zero"
        )
        yield caution(Kind.NO_VALUE, code, message, year=year)


def _turns(indicator: Indicator, plan: Plan, _: int) -> Iterator[Caution]:
    """Warn of targets that go against the sense; slices of years may."""
    if indicator.additive or indicator.sense.is_limit:
        return
    stated = [(year, target) for year, target in indicator.targets.items() if target is not None]
    turns = [
        (year, target, after, other)
        for (year, target), (after, other) in pairwise(stated)
        if ((other < target) if indicator.sense.rises else (other > target))
    ]
    for before, one, after, other in turns:
        yield caution(
            Kind.TARGET_TURNS, indicator.code, _FALLS if indicator.sense.rises else _RISES,
            one=number(one), before=before, other=number(other), after=after,
        )  # fmt: skip
    in_period = [target for year, target in stated if plan.first <= year <= plan.last]
    if turns and total(in_period) == WHOLE:
        yield caution(Kind.TARGET_TURNS, indicator.code, _SLICES)


_FALLS: Final = N_(
    "the target falls from %(one)s in %(before)s to %(other)s in %(after)s although the sense is ascending"
)
_RISES: Final = N_(
    "the target rises from %(one)s in %(before)s to %(other)s in %(after)s although the sense is descending"
)
_SLICES: Final = N_(
    "its targets add up to 100 over the plan: they may be slices of years, an additive indicator"
)


def _behind_baseline(indicator: Indicator, _: Plan, year: int) -> Iterator[Caution]:
    start, target = indicator.baseline.value, indicator.targets.get(year)
    if indicator.additive or indicator.sense.is_limit or start is None or target is None:
        return
    if target == start:
        message = N_("the target of %(year)s is the baseline, %(start)s: nothing was to change")
        yield caution(Kind.BEHIND_BASELINE, indicator.code, message, year=year, start=number(start))
    elif (target < start) == indicator.sense.rises:
        message = N_("the target of %(year)s, %(target)s, is worse than the baseline, %(start)s")
        yield caution(
            Kind.BEHIND_BASELINE, indicator.code, message,
            year=year, target=number(target), start=number(start),
        )  # fmt: skip


def _not_above_zero(indicator: Indicator, _: Plan, year: int) -> Iterator[Caution]:
    target, value = indicator.targets.get(year), indicator.values.get(year)
    if target is not None and target < 0:
        message = N_("the target of %(year)s is negative: a ratio to it says nothing")
        yield caution(Kind.NOT_ABOVE_ZERO, indicator.code, message, year=year)
    elif target == 0 and not indicator.sense.is_limit:
        message = (
            N_("the target of %(year)s is 0: no progress can be computed")
            if indicator.sense.rises
            else N_("the target of %(year)s is 0: any value above it counts as no progress at all")
        )
        yield caution(Kind.NOT_ABOVE_ZERO, indicator.code, message, year=year)
    if value is not None and value < 0:
        message = N_("the value of %(year)s is negative: look whether it is meant")
        yield caution(Kind.NOT_ABOVE_ZERO, indicator.code, message, year=year)


def _far_beyond(indicator: Indicator, found: IndicatorEvaluated) -> Iterator[Caution]:
    ratio = found.type_1_uncapped.value
    if ratio is not None and ratio > FAR:
        message = N_(
            "the value is far beyond the target (%(ratio)s): the target was underestimated, or the value "
            "measures something else"
        )
        yield caution(Kind.FAR_BEYOND, indicator.code, message, ratio=per_cent(ratio))


def _already_met(indicator: Indicator, plan: Plan, year: int) -> Iterator[Caution]:
    """Warn where a value reaches what is asked at the end of the plan, before the end."""
    if indicator.additive:
        value = _so_far(indicator.values, plan, year)
        target = _so_far(indicator.targets, plan, plan.last)
    else:
        value, target = _exact(indicator.values, year), _exact(indicator.targets, plan.last)
    if year == plan.last or value is None or target is None:
        return
    if (value >= target) if indicator.sense.rises else (value <= target):
        message = N_("%(year)s already reaches what is asked at the end of the plan, in %(last)s")
        yield caution(Kind.ALREADY_MET, indicator.code, message, year=year, last=plan.last)


def _so_far(series: Series, plan: Plan, year: int) -> Fraction | None:
    """Return the sum of the slices up to a year, None where one is missing."""
    slices = [series.get(each) for each in range(plan.first, year + 1)]
    return None if None in slices else total(slices)


def _exact(series: Series, year: int) -> Fraction | None:
    stated = series.get(year)
    return None if stated is None else Fraction(stated)


def _outside(indicator: Indicator, plan: Plan, _: int) -> Iterator[Caution]:
    for message, series in ((_TARGETS, indicator.targets), (_VALUES, indicator.values)):
        years = [
            str(year)
            for year, each in series.items()
            if each is not None and not plan.first <= year <= plan.last
        ]
        if years:
            yield caution(
                Kind.OUTSIDE_PERIOD, indicator.code, message,
                years=", ".join(years), first=plan.first, last=plan.last,
            )  # fmt: skip


_TARGETS: Final = N_(
    "it has targets outside the period %(first)s–%(last)s, which do not count: %(years)s"
)
_VALUES: Final = N_(
    "it has values outside the period %(first)s–%(last)s, which do not count: %(years)s"
)


def _baseline_late(indicator: Indicator, plan: Plan, _: int) -> Iterator[Caution]:
    year = indicator.baseline.year
    if year is not None and year > plan.last:
        message = N_("its baseline is of %(year)s, after the end of the plan")
        yield caution(Kind.OUTSIDE_PERIOD, indicator.code, message, year=year)


def _relevance(indicator: Indicator, _: Plan, __: int) -> Iterator[Caution]:
    if indicator.relevance > 3:
        message = N_(
            "its relevance is %(relevance)s, but the scale has three levels; the weights of all others follow it"
        )
        yield caution(Kind.RELEVANCE, indicator.code, message, relevance=indicator.relevance)


_ALWAYS: Final[tuple[Callable[[Indicator, Plan, int], Iterator[Caution]], ...]] = (
    _turns,
    _behind_baseline,
    _not_above_zero,
    _outside,
    _baseline_late,
    _relevance,
)
