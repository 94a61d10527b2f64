"""Cumulative effects on what people value: what adds up, what does not, and how near a limit it comes.

After the six steps of IFC 2013. What is measured in different units is never summed: then a matrix of signs stands in
its place. Exact: no float decides on which side of a limit something lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Sign(StrEnum):
    """Whether a stressor adds to a component, takes from it, does nothing to it, or nobody knows."""

    PLUS = "plus"
    MINUS = "minus"
    NO_EFFECT = "no effect"
    UNKNOWN = "unknown"


class Better(StrEnum):
    """Which way is good; the threshold is a floor where more is better, a ceiling where less is."""

    MORE = "more"
    LESS = "less"


class State(StrEnum):
    """When a stressor acts."""

    PAST = "past"
    PRESENT = "present"
    PLANNED = "planned"
    NATURAL = "natural"


#: What was or is there already is in the baseline: to add it would count it twice.
IN_BASELINE = frozenset({State.PAST, State.PRESENT})


class Mode(StrEnum):
    """How a contribution meets the others."""

    ADDITIVE = "additive"
    SYNERGISTIC = "synergistic"
    COMPENSATING = "compensating"


class Band(StrEnum):
    """How much of a threshold is used."""

    WITHIN = "within"
    NEAR = "near"
    BEYOND = "beyond"


class Lack(StrEnum):
    """Why there is no sum, or no use of a threshold."""

    NO_BASELINE = "no baseline"
    NO_CONTRIBUTION = "no contribution"
    UNKNOWN_SIGN = "unknown sign"
    NO_MAGNITUDE = "no magnitude"
    UNITS = "units"
    MODE = "mode"
    NO_THRESHOLD = "no threshold"
    NOT_ABOVE_ZERO = "not above zero"


#: From this share of its threshold a component is near it, and above 1 beyond it: [0, 3/4) [3/4, 1] (1, …).
NEAR_FROM, WHOLE = Fraction(3, 4), Fraction(1)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a stressor does to a component."""

    state: State
    sign: Sign
    magnitude: Decimal | None
    unit: str
    mode: Mode = Mode.ADDITIVE


@dataclass(frozen=True, slots=True)
class Component:
    """What people value, in its unit; `baseline` is what it is now, None where nobody knows."""

    unit: str
    better: Better
    baseline: Decimal | None
    threshold: Decimal | None


@dataclass(frozen=True, slots=True)
class Use:
    """Which share of its threshold a component uses, now or later. Beyond zero no share can be told: then only the band."""

    share: Fraction | None
    band: Band | None
    lack: Lack | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a component is expected to become; None with the reason where the contributions cannot be summed."""

    projected: Decimal | None
    lack: Lack | None
    now: Use
    then: Use


def is_favourable(sign: Sign, better: Better) -> bool | None:
    """Say whether an effect is good for a component; None where there is none or nobody knows."""
    if sign not in {Sign.PLUS, Sign.MINUS}:
        return None
    return (sign is Sign.PLUS) == (better is Better.MORE)


def outlook(component: Component, contributions: Sequence[Contribution]) -> Outlook:
    """Return baseline plus what planned and natural stressors add or take, and the use of the threshold before and after.

    One unit that differs, one magnitude or sign that nobody knows, one effect that does not simply add: no sum.
    """
    ahead = [
        each for each in contributions
        if each.state not in IN_BASELINE and each.sign is not Sign.NO_EFFECT
    ]  # fmt: skip
    now = use(component, component.baseline)
    lack = _lack(component, contributions, ahead)
    if lack is not None or component.baseline is None:
        return Outlook(None, lack, now, Use(None, None, lack))
    projected = component.baseline
    for each in ahead:
        size = each.magnitude or Decimal(0)
        projected += size if each.sign is Sign.PLUS else -size
    return Outlook(projected, None, now, use(component, projected))


def _lack(
    component: Component, all_of_them: Sequence[Contribution], ahead: Sequence[Contribution]
) -> Lack | None:
    if component.baseline is None:
        return Lack.NO_BASELINE
    if not all_of_them:
        return Lack.NO_CONTRIBUTION
    for found, lack in (
        (any(each.sign is Sign.UNKNOWN for each in ahead), Lack.UNKNOWN_SIGN),
        (any(each.magnitude is None for each in ahead), Lack.NO_MAGNITUDE),
        (any(each.unit != component.unit for each in ahead), Lack.UNITS),
        (any(each.mode is not Mode.ADDITIVE for each in ahead), Lack.MODE),
    ):
        if found:
            return lack
    return None


def use(component: Component, value: Decimal | None) -> Use:
    """Return which share of its threshold a component uses at a value.

    Of a ceiling the value over the threshold, of a floor the threshold over the value. Both need a threshold above
    zero; a floor that nothing is left above is passed, by no share that could be told.
    """
    if value is None:
        return Use(None, None, Lack.NO_BASELINE)
    if component.threshold is None:
        return Use(None, None, Lack.NO_THRESHOLD)
    limit, at = Fraction(component.threshold), Fraction(value)
    if limit <= 0:
        return Use(None, None, Lack.NOT_ABOVE_ZERO)
    if component.better is Better.LESS:
        return _banded(max(at, Fraction(0)) / limit)
    if at <= 0:
        return Use(None, Band.BEYOND)
    return _banded(limit / at)


def _banded(share: Fraction) -> Use:
    if share > WHOLE:
        return Use(share, Band.BEYOND)
    return Use(share, Band.NEAR if share >= NEAR_FROM else Band.WITHIN)
