"""A figure of a result in words, where a line has room for little else: on the wall, beside an option of a ballot."""

from smd_workshop.core import numbers
from smd_workshop.library.findings.grid import Unit


def figure_words(unit: Unit, value: float | None, decimals: int = 1) -> str:
    """Write a figure, or a number of its scale with `decimals` 0; nothing where there is none to show."""
    if value is None:
        return ""
    if unit == "mean":
        return numbers.number(value, 1 if decimals else None)
    if unit == "amount":
        return numbers.amount(value)
    return numbers.unbroken(numbers.percent(value, 1, decimals))
