"""What a survey asks, as far as its figures depend on it."""

from dataclasses import dataclass
from functools import cached_property

from smd_workshop.library.stats.net_promoter import HIGHEST, LOWEST


@dataclass(frozen=True, slots=True)
class Scale:
    """The points of an answer, from `low` to `high`, and those that count as very satisfied and as satisfied."""

    low: int
    high: int
    top: tuple[int, ...]
    satisfied: tuple[int, ...]

    @property
    def points(self) -> range:
        """Every point, lowest first."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True, slots=True)
class Dimension:
    """Items that measure one thing."""

    code: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Design:
    """Scale, dimensions, and the items that stand apart: the overall one, recommending, importance.

    `importance` pairs an item with the item that asks how important it is. Checked where it is read: an item is in one
    dimension at most, and the items that stand apart are in none; only the overall one may be.
    """

    scale: Scale
    dimensions: tuple[Dimension, ...]
    overall: str | None = None
    recommend: str | None = None
    importance: tuple[tuple[str, str], ...] = ()

    @cached_property
    def rated(self) -> tuple[str, ...]:
        """Items of the dimensions, in their order."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @cached_property
    def on_scale(self) -> tuple[str, ...]:
        """Every item answered on the scale: of dimensions, overall, importance."""
        apart = [self.overall] if self.overall else []
        return tuple(dict.fromkeys([*self.rated, *apart, *(asks for _, asks in self.importance)]))

    @cached_property
    def judged(self) -> tuple[str, ...]:
        """Every item that says how good something is: of dimensions, and the overall one; not how important it is."""
        return tuple(dict.fromkeys([*self.rated, *([self.overall] if self.overall else [])]))

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Every item that is asked, in the order in which results name them."""
        return self.on_scale + ((self.recommend,) if self.recommend else ())

    def ends(self, item: str) -> tuple[int, int]:
        """Return the lowest and the highest answer to an item."""
        return (LOWEST, HIGHEST) if item == self.recommend else (self.scale.low, self.scale.high)

    @cached_property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """Pairs of items whose answers are compared: with their importance, and with the overall one."""
        overall = self.overall
        derived = [(item, overall) for item in self.rated if overall and item != overall]
        return tuple(dict.fromkeys([*self.importance, *derived]))
