"""A number as somebody typed it, in a field or a cell: read in the unit of what it is of, and how that was done."""

from decimal import Decimal
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.library.plan.evaluation.limits import is_ratio, is_share
from smd_workshop.library.plan.figures import Sentence, is_per_cent, read_figure

#: The units of an amount of money and of a share of a hundred.
SOLES: Final = "S/"
PER_CENT: Final = "%"
IN_PARTS: Final = N_(
    "“%(text)s” was read as %(value)s, because “%(measure)s” counts in parts of one."
)
IN_UNIT: Final = N_(
    "“%(text)s” was read as %(value)s %(measure)s, which is no percentage: look whether it is meant."
)
#: Of what was typed so much is told.
_SHOWN: Final = 40


def read_in(text: str, measure: str) -> Decimal | None:
    """Read a number in its unit, None for N/D or nothing: 60 % is 0.6 of a ratio, 60 of a percentage.

    Raises Invalid for what is no number, and for a percentage where money is asked for.
    """
    value = read_figure(text)
    if value is None or not is_per_cent(text):
        return value
    if measure == SOLES:
        message = N_("“%(text)s” is a percentage. Write an amount of money, such as 4930000.00.")
        raise Invalid(message, text=text.strip()[:_SHOWN])
    return value.scaleb(-2) if is_ratio(measure) else value


def how_read(text: str, measure: str) -> Sentence | None:
    """Return what is to be said of how a number was read that `read_in` reads; None where it is what was typed."""
    value = read_in(text, measure)
    if value is None or not is_per_cent(text) or not measure or is_share(measure):
        return None
    exponent = value.as_tuple().exponent
    digits = number(value, -exponent if isinstance(exponent, int) and exponent < -2 else None)
    said = {"text": text.strip()[:_SHOWN], "value": digits, "measure": measure}
    return Sentence(IN_PARTS if is_ratio(measure) else IN_UNIT, said)
