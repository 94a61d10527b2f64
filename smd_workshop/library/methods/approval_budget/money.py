"""How the amounts of a budget are written: with the unit that its round was given."""

from collections.abc import Mapping
from typing import Any, Final

from smd_workshop.core.numbers import amount, in_unit
from smd_workshop.library.numbers import as_fraction, plain

#: The setting that says in what budget and costs are counted; rounds before it have none.
UNIT: Final = "unit"


def written(value: Any, settings: Mapping[str, Any]) -> str:
    """Write an amount of a round with these settings: S/ 35,000; 12.5 horas; 350 where no unit was given."""
    return in_unit(amount(plain(as_fraction(value))), settings.get(UNIT, ""))
