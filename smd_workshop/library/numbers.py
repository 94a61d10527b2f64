"""Numbers of results: exact where people are counted, plain JSON where they are measured."""

import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeGuard

JsonResult = dict[str, Any]


def exact(value: Fraction | int | None) -> dict[str, Any] | None:
    """Return an exact number as it stands in a result: {"exact": "7/3", "float": 2.33…}; None stays None.

    `float` is null where the number is too large for one: sectors of many different sizes have a huge common multiple.
    """
    if value is None:
        return None
    number = Fraction(value)
    try:
        near: float | None = float(number)
    except OverflowError:
        near = None
    digits = _digits(number.numerator)
    return {
        "exact": digits if number.denominator == 1 else f"{digits}/{_digits(number.denominator)}",
        "float": near,
    }


def _digits(whole: int) -> str:
    """Write a whole number of any length: Python's own way refuses more than 4300 digits."""
    return format(Decimal(whole), "f")


def plain(value: Fraction | float | None) -> float | None:
    """Return a number as a plain JSON number; None stays None."""
    return None if value is None else float(value)


def is_number(value: object) -> TypeGuard[int | float]:
    """Say whether this is a finite number; a whole one may be larger than any float."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))


FRACTION: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}|/[1-9][0-9]{0,8})?")


def read_share(value: object) -> Fraction:
    """Read a number or a short fraction such as "3/2" exactly; ValueError for anything else."""
    if isinstance(value, str) and FRACTION.fullmatch(value):
        return Fraction(value)
    if not is_number(value):
        raise ValueError(value)
    return as_fraction(value)


def as_fraction(value: float | str | Fraction) -> Fraction:
    """Read a setting or an answer exactly as it was written: 0.15 is 3/20."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
