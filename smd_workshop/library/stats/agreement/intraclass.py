"""Intraclass correlations: how far judges who give numbers agree."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Intraclass:
    """Mean squares of a complete table of things and judges, and the coefficients made of them.

    Shrout & Fleiss 1979, Psychological Bulletin 86:420: judges differ from thing to thing (`one`), are some of many
    (`two`), or are all there are (`three`); of one judge, or of the mean of all (`…_mean`).
    """

    between: float
    judges: float
    error: float
    within: float
    things: int
    many: int

    @property
    def one(self) -> float:
        """ICC(1,1)."""
        return (self.between - self.within) / (self.between + (self.many - 1) * self.within)

    @property
    def two(self) -> float:
        """ICC(2,1)."""
        of_judges = self.many * (self.judges - self.error) / self.things
        return (self.between - self.error) / (
            self.between + (self.many - 1) * self.error + of_judges
        )

    @property
    def three(self) -> float:
        """ICC(3,1)."""
        return (self.between - self.error) / (self.between + (self.many - 1) * self.error)

    @property
    def one_mean(self) -> float:
        """ICC(1,k)."""
        return (self.between - self.within) / self.between

    @property
    def two_mean(self) -> float:
        """ICC(2,k)."""
        of_judges = (self.judges - self.error) / self.things
        return (self.between - self.error) / (self.between + of_judges)

    @property
    def three_mean(self) -> float:
        """ICC(3,k)."""
        return (self.between - self.error) / self.between


def intraclass(table: Sequence[Sequence[float]]) -> Intraclass | None:
    """Return the mean squares of a (things, judges) table; None for fewer than two of either, or no difference at all."""
    things, many = len(table), len(table[0]) if table else 0
    if things < 2 or many < 2:
        return None
    grand = sum(map(sum, table)) / (things * many)
    of_things = many * sum((sum(row) / many - grand) ** 2 for row in table)
    of_judges = things * sum(
        (sum(column) / things - grand) ** 2 for column in zip(*table, strict=True)
    )
    whole = sum((cell - grand) ** 2 for row in table for cell in row)
    rest = whole - of_things - of_judges
    if not of_things:
        return None
    return Intraclass(
        of_things / (things - 1),
        of_judges / (many - 1),
        rest / ((things - 1) * (many - 1)),
        (whole - of_things) / (things * (many - 1)),
        things,
        many,
    )
