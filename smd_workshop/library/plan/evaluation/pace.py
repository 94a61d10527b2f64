"""How fast an indicator goes beside how fast it has to: a second reading, which stands for no progress.

Open SDG, progress measures: the compound growth that was seen over the one that the target requires, cut at 95, 60 and
0 per cent. https://open-sdg.readthedocs.io/en/latest/progress-status/
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.plan.evaluation.limits import Limits
from smd_workshop.library.plan.figures import Sentence
from smd_workshop.library.plan.plan import Indicator


class Pace(StrEnum):
    """How the observed rate stands to the required one."""

    MET = "met"
    ON_TRACK = "on track"
    SLOW = "slow"
    LIMITED = "limited"
    BACKWARDS = "backwards"


#: From which share of the required rate on each holds.
ON_TRACK_FROM: Final = 0.95
SLOW_FROM: Final = 0.60
LIMITED_FROM: Final = 0.0
NO_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Rates:
    """Yearly rates as shares (0.05 is 5 % a year), or None and why there are none; `last` is the year it is read in."""

    pace: Pace | None
    observed: float | None = None
    required: float | None = None
    last: int | None = None
    reason: Sentence | None = None


def known_of(indicator: Indicator) -> list[tuple[int, Decimal]]:
    """Return what is known of an indicator by year, the baseline among it."""
    known = {year: value for year, value in indicator.values.items() if value is not None}
    start = indicator.baseline
    if start.year is not None and start.value is not None:
        known.setdefault(start.year, start.value)
    return sorted(known.items())


def pace_of(indicator: Indicator, end: int) -> Rates:
    """Return how fast an indicator goes beside how fast it has to go to reach its target of the year `end`.

    Of slices of years and of limits there is no rate; nor from zero, from one year alone, or across zero.
    """
    target, known = indicator.targets.get(end), known_of(indicator)
    if indicator.additive or indicator.sense.is_limit:
        return _none(N_("slices of years and limits have no rate"))
    if target is None:
        return _none(N_("there is no target for %(year)s"), year=end)
    if not known:
        return _none(N_("there is no value yet"))
    last, now = known[-1]
    if (now >= target) if indicator.sense.rises else (now <= target):
        return Rates(Pace.MET, last=last)
    return _rates(indicator, known, target, end)


def _rates(
    indicator: Indicator, known: list[tuple[int, Decimal]], target: Decimal, end: int
) -> Rates:
    (first, start), (last, now) = known[0], known[-1]
    if last == first:
        return _none(N_("one year alone says nothing of a rate"))
    if min(start, now, target) <= 0:
        return _none(N_("a rate of growth needs values above zero"))
    required = _growth(start, target, end - first) if end > first else 0.0
    if required == 0 or (required > 0) is not indicator.sense.rises:
        return _none(N_("the target asks for no change in the direction that is wanted"))
    observed = _growth(start, now, last - first)
    if not (math.isfinite(observed) and math.isfinite(required)):
        return _none(N_("the numbers are too far apart for a rate"))
    return Rates(_cut(observed / required), observed, required, last)


def _growth(start: Decimal, end: Decimal, years: int) -> float:
    return math.pow(float(end / start), 1 / years) - 1


def _cut(ratio: float) -> Pace:
    if ratio >= ON_TRACK_FROM:
        return Pace.ON_TRACK
    if ratio >= SLOW_FROM:
        return Pace.SLOW
    return Pace.LIMITED if ratio >= LIMITED_FROM else Pace.BACKWARDS


def _none(message: str, **params: object) -> Rates:
    return Rates(None, reason=Sentence(message, params))


def falls(indicator: Indicator, year: int) -> bool:
    """Say whether the value of a year is worse than the one known before it; of slices nothing falls."""
    if indicator.additive:
        return False
    known = known_of(indicator)
    return any(
        after == year and ((now < before) if indicator.sense.rises else (now > before))
        for (_, before), (after, now) in pairwise(known)
    )


def at_its_mean(
    known: Sequence[tuple[int, Decimal]], end: int, limits: Limits = NO_LIMITS
) -> float | None:
    """Return where an indicator would be in a year at the mean of its yearly changes; None where it has no `spread`."""
    if spread(known, end) is None:
        return None
    (first, start), (last, value) = known[0], known[-1]
    return limits.near(float(value + (value - start) / (last - first) * (end - last)))


def spread(
    known: Sequence[tuple[int, Decimal]], end: int, limits: Limits = NO_LIMITS
) -> tuple[float, float] | None:
    """Return between which values an indicator would be in a year if it went on as slowly, or as fast, as it ever did.

    The slowest and the fastest yearly change between two neighbours that are known, carried on from the last, as far as
    its limits: no count falls below 0. None from less than three, which have no spread, or where the last is not before
    the year.
    """
    if len(known) < 3 or known[-1][0] >= end:
        return None
    last, value = known[-1]
    changes = [float(after - before) / (y2 - y1) for (y1, before), (y2, after) in pairwise(known)]
    ends = [float(value) + each * (end - last) for each in (min(changes), max(changes))]
    near = [limits.near(each) for each in ends]
    return (near[0], near[1]) if all(map(math.isfinite, ends)) else None
