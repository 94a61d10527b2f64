"""Every figure of an evaluated plan under the name by which a text refers to it, written once for tables and texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number, rounded
from smd_workshop.library.plan.evaluation.evaluation import Counts, Evaluation, IndicatorEvaluated
from smd_workshop.library.plan.evaluation.lights import Light, light_of
from smd_workshop.library.plan.figures import Figure, Sentence
from smd_workshop.library.plan.plan import Indicator, Plan

#: Decimals of a figure of one thing, and of one of the whole plan: 24.4 beside 95.10.
OF_ONE, OF_ALL = 1, 2
PER_CENT, SOLES = "%", "S/"
#: More decimals than this say no more to a reader; then a figure is cut instead of rounded.
_MOST_PLACES: Final = 12
#: By code, what an indicator is counted in.
Measures = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A figure as it is written: `shown` with its unit apart, None where there is none and `reason` says why.

    `exact` is what it was rounded from; `light` is None where a figure has no light of its own.
    """

    name: str
    shown: str | None
    unit: str = ""
    exact: Fraction | None = None
    light: Light | None = None
    reason: Sentence | None = None
    #: Whether it rests on answers that nobody gave.
    simulated: bool = False


def quoted(plan: Plan, found: Evaluation, measures: Measures) -> dict[str, Quoted]:
    """Return all figures of a plan in a year by their names, those of the whole plan first.

    Names are the paths of smd-evaluation/1 behind a code or `plan`: AEI.02.01.progress, plan.physical.mean. To
    them come an indicator's target, value and baseline, and the money of the year. `measures` says by code what
    indicators are counted in.
    """
    every = [
        *_of_plan(plan, found),
        *(
            each
            for code, own in found.objectives.items()
            for each in _lit(code, OF_ONE, outcome=own.outcome, rollup=own.rollup)
        ),
        *(
            each
            for code, action in found.actions.items()
            for each in _lit(code, OF_ONE, progress=action.progress, physical=action.physical)
        ),
        *(
            each
            for indicator in plan.indicators
            for each in _of_indicator(
                indicator,
                found.indicators[indicator.code],
                found.year,
                measures.get(indicator.code, ""),
            )
        ),
    ]
    return {each.name: each for each in every}


def _of_plan(plan: Plan, found: Evaluation) -> Iterator[Quoted]:
    yield from _lit("plan", OF_ALL, weighted=found.weighted, mean=found.mean, median=found.median)
    physical = found.physical
    yield from _lit("plan.physical", OF_ALL, mean=physical.mean, median=physical.median)
    yield from _lit("plan.physical.actions", OF_ALL, mean=physical.actions_mean)
    yield from _lit("plan.finance", OF_ALL, percent=found.finance.percent)
    yield from _money(plan, found)
    yield from _counts("plan.lights", found.lights)
    yield from _counts("plan.physical.lights", physical.lights)
    yield from _counts("plan.physical.actions.lights", physical.actions_lights)
    yield _count("plan.objectives", len(plan.objectives))
    yield _count("plan.actions", len(plan.actions))
    yield _count("plan.critical", sum(each.critical for each in found.actions.values()))
    yield _count("plan.activities", len(plan.activities))
    yield Quoted("plan.year", str(found.year))


def _money(plan: Plan, found: Evaluation) -> Iterator[Quoted]:
    money = plan.finance.get(found.year)
    missing = found.finance.percent.reason or Sentence(N_("it is not known"))
    for name, amount in (
        ("programmed", money.programmed if money else None),
        ("executed", money.executed if money else None),
    ):
        yield _soles(f"plan.finance.{name}", None if amount is None else Fraction(amount), missing)
    yield _soles("plan.finance.unspent", found.finance.unspent.value, missing)


def _soles(name: str, amount: Fraction | None, missing: Sentence) -> Quoted:
    if amount is None:
        return Quoted(name, None, SOLES, reason=missing)
    return Quoted(name, number(amount, 2), SOLES, amount)


def _counts(of: str, counts: Counts) -> Iterator[Quoted]:
    for light, many in counts.items():
        yield _count(f"{of}.{light}", many)
    yield _count(f"{of}.all", sum(counts.values()))


def _count(name: str, many: int) -> Quoted:
    return Quoted(name, number(many), exact=Fraction(many))


def _of_indicator(
    indicator: Indicator, found: IndicatorEvaluated, year: int, measure: str
) -> Iterator[Quoted]:
    code = indicator.code
    yield from _lit(code, OF_ONE, type_1=found.type_1, type_2=found.type_2)
    yield _per_cent(f"{code}.type_1_uncapped", found.type_1_uncapped, OF_ALL)
    for name, stated in (
        ("target", indicator.targets.get(year)),
        ("value", indicator.values.get(year)),
        ("baseline", indicator.baseline.value),
    ):
        simulated = name == "value" and year in indicator.simulated
        yield replace(_stated(f"{code}.{name}", stated, measure), simulated=simulated)


def _stated(name: str, value: Decimal | None, measure: str) -> Quoted:
    if value is None:
        return Quoted(name, None, measure, reason=Sentence(N_("it is not known")))
    return Quoted(name, stated(value), measure, Fraction(value))


def stated(value: Decimal | None) -> str | None:
    """Write a number of the plan with the decimals that it was given with, None where nobody knows it."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    places = min(max(0, -exponent), _MOST_PLACES) if isinstance(exponent, int) else 0
    return number(value, places)


def _lit(of: str, places: int, **figures: Figure) -> Iterator[Quoted]:
    for name, figure in figures.items():
        value = figure.value
        if value is None:
            yield Quoted(
                f"{of}.{name}", None, PER_CENT, light=Light.NONE, reason=figure.reason,
                simulated=figure.simulated,
            )  # fmt: skip
        else:
            yield Quoted(
                f"{of}.{name}", honest(value, places), PER_CENT, value, light_of(value),
                simulated=figure.simulated,
            )  # fmt: skip


def _per_cent(name: str, figure: Figure, places: int) -> Quoted:
    if figure.value is None:
        return Quoted(name, None, PER_CENT, reason=figure.reason)
    shown = number(figure.value, places)
    return Quoted(name, shown, PER_CENT, figure.value, simulated=figure.simulated)


def honest(value: Fraction, places: int) -> str:
    """Write a percentage with so many decimals, or as many more as its light needs: 94.96 is no 95.0 in amber."""
    light = light_of(value)
    for enough in range(places, _MOST_PLACES + 1):
        if light_of(Fraction(rounded(value, enough))) is light:
            return number(value, enough)
    scale = 10**_MOST_PLACES
    return number(Fraction(floor(value * scale), scale), _MOST_PLACES)
