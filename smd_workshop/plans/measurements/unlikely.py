"""Figures that the unit of an indicator does not allow: asked about where they are typed; plans.files.lines says them of a file."""

from decimal import Decimal
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.library.plan.evaluation.limits import Limits, is_share, limits_of
from smd_workshop.models import PlanIndicator
from smd_workshop.plans.measurements import values
from smd_workshop.plans.measurements.measuring import Entry

UNDER: Final = N_(
    "%(value)s is less than %(end)s, which this indicator cannot be. If it is right all the same, mark that and send it again."
)
OVER: Final = N_(
    "%(value)s is more than %(end)s, which this indicator cannot be. If it is right all the same, mark that and send it again."
)


def limits(indicator: PlanIndicator, *, reached: bool = False) -> Limits:
    """Return what an indicator can be as its unit, baseline and targets say; with `reached`, and what was published of it."""
    said = [indicator.baseline_value, *values.targets(indicator).values()]
    if reached:
        said += values.published(indicator).values()
    return limits_of(indicator.measure, said)


def beyond(indicator: PlanIndicator, entry: Entry) -> list[Decimal]:
    """Return the figures of an entry, of the whole and of territories, that are beyond what the indicator can be."""
    bounds = limits(indicator)
    said = [entry.value, *entry.territories.values()]
    return [each for each in said if each is not None and not bounds.holds(each)]


def named(figures: list[Decimal]) -> str:
    """Return what somebody says is right all the same, so that nothing else is taken for it."""
    return " ".join(f"{each:f}" for each in figures)


def ask(indicator: PlanIndicator, entry: Entry, sure: str) -> None:
    """Raise Invalid for a figure beyond what the indicator can be, unless `sure` names just these."""
    odd = beyond(indicator, entry)
    if not odd or sure == named(odd):
        return
    bounds, value = limits(indicator), odd[0]
    under = bounds.under(value)
    end = bounds.least if under else bounds.most
    sign = " %" if is_share(indicator.measure) else ""
    raise Invalid(
        UNDER if under else OVER, value=_written(value) + sign, end=number(end or 0) + sign
    )


def _written(value: Decimal) -> str:
    """Write a figure with all its decimals: 100.0001 is not 100, which it would not be more than."""
    exponent = value.as_tuple().exponent
    return number(value, -exponent if isinstance(exponent, int) and exponent < -2 else None)
