"""Between which values an indicator can be: what its unit allows, wider where its plan itself says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smd_workshop.core.names import folded

#: How the unit of a share of a whole begins; points of a percentage are none.
_SHARES: Final = (
    "%",
    "(%)",
    "porcentaje",
    "porcentual",
    "por ciento",
    "tanto por ciento",
    "per cent",
    "percent",
)
#: How the unit of a part of one begins, which 60 % is 0.6 of.
_RATIOS: Final = (
    "razon",
    "proporcion",
    "indice",
    "ratio",
    "coeficiente",
    "fraccion",
    "index",
    "proportion",
)
WHOLE: Final = Decimal(100)
NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most that an indicator can be, in its unit; None where nothing bounds it."""

    least: Decimal | None = None
    most: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        """Say whether a value lies between them; the ends do."""
        return not self.under(value) and not self.over(value)

    def under(self, value: Decimal) -> bool:
        """Say whether a value is less than the least."""
        return self.least is not None and value < self.least

    def over(self, value: Decimal) -> bool:
        """Say whether a value is more than the most."""
        return self.most is not None and value > self.most

    def near(self, value: float) -> float:
        """Return a value that was carried on, or the end that it would go beyond: for drawings, never for a verdict."""
        low = value if self.least is None else max(value, float(self.least))
        return low if self.most is None else min(low, float(self.most))


def is_share(measure: str) -> bool:
    """Say whether a unit of measure counts in parts of a hundred, however it is written: %, Porcentaje (%), por ciento."""
    return folded(measure).startswith(_SHARES)


def is_ratio(measure: str) -> bool:
    """Say whether a unit of measure counts in parts of one: razón, proporción, índice. There 60 % is 0.6."""
    return folded(measure).startswith(_RATIOS)


def limits_of(measure: str, said: Iterable[Decimal | None]) -> Limits:
    """Return what an indicator counted in `measure` can be.

    Not below 0, and a share not above 100; but where a figure that is `said` of it (baseline, targets) is beyond, it is
    of a kind for which that end does not hold: a balance, a growth, an execution beyond what was programmed.
    """
    known = [each for each in said if each is not None]
    bounds_below = all(each >= NOTHING for each in known)
    bounds_above = is_share(measure) and all(each <= WHOLE for each in known)
    return Limits(NOTHING if bounds_below else None, WHOLE if bounds_above else None)
