"""A figure of a result in words, where a line has room for little else: on the wall, beside an option of a ballot."""

from flask_babel import gettext as _

from smd_workshop.core import numbers
from smd_workshop.library.findings.rows import Scale


def figure_words(scale: Scale, value: float | None, decimals: int = 1) -> str:
    """Write a figure, or a number of its scale with `decimals` 0; nothing where there is none to show."""
    if value is None:
        return ""
    if scale.unit == "mean":
        return numbers.number(value, 1 if decimals else None)
    if scale.unit == "amount":
        return numbers.amount(value)
    if scale.unit == "place":
        return numbers.number(value)
    if scale.unit == "word":
        return str(_(scale.words[int(value)]))
    return numbers.unbroken(numbers.percent(value, 1, decimals))
