"""What a workshop says of an effect, from −3 (takes very much) over 0 (does nothing) to 3 (adds very much).

Such a number has no unit: it gives a sign, a strength in words and how sure one is, and is never summed. Exact: no
float decides on which side of zero something lies.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smd_workshop.library.strategy.effects import Sign

#: The ends of the scale, which are the bounds of its round; of a round that had none, what lies beyond counts as the end.
MOST: Final = Decimal(3)


class Strength(StrEnum):
    """How strong: up to 1, up to 2, beyond."""

    NONE = "none"
    SLIGHT = "slight"
    CLEAR = "clear"
    STRONG = "strong"


class Confidence(StrEnum):
    """How sure: each shown sector on one side of zero with the middle half of the people; that half alone; neither."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


#: With fewer sectors shown nobody can say that sectors agree.
FEWEST_SECTORS: Final = 2


@dataclass(frozen=True, slots=True)
class Read:
    """What follows from the numbers."""

    sign: Sign
    strength: Strength
    confidence: Confidence
    median: Decimal


def read(median: float, middle: tuple[float, float] | None, sectors: Collection[float]) -> Read:
    """Return what a workshop says of an effect.

    `median` is the one of the sectors, `middle` the quartiles of the people, `sectors` the medians of those that are
    shown. Where the middle half lies on both sides of zero, nobody knows the sign.
    """
    value = _within(median)
    low, high = (value, value) if middle is None else (_within(end) for end in middle)
    if low < 0 < high:
        return Read(Sign.UNKNOWN, Strength.NONE, Confidence.LOW, value)
    return Read(_sign(value), _strength(value), _confidence(value, (low, high), sectors), value)


def _within(number: float) -> Decimal:
    return max(-MOST, min(MOST, Decimal(str(number))))


def _sign(value: Decimal) -> Sign:
    if not value:
        return Sign.NO_EFFECT
    return Sign.PLUS if value > 0 else Sign.MINUS


def _strength(value: Decimal) -> Strength:
    if not value:
        return Strength.NONE
    size = abs(value)
    if size <= 1:
        return Strength.SLIGHT
    return Strength.CLEAR if size <= MOST - 1 else Strength.STRONG


def _confidence(
    value: Decimal, middle: tuple[Decimal, Decimal], sectors: Collection[float]
) -> Confidence:
    side = _sign(value)
    if any(_sign(end) is not side for end in middle):
        return Confidence.LOW
    alike = all(_sign(_within(each)) is side for each in sectors)
    if alike and len(sectors) >= FEWEST_SECTORS:
        return Confidence.HIGH
    return Confidence.MEDIUM
