"""Least squares from sums of products: how one item goes with several others at once."""

import math
from dataclasses import dataclass
from fractions import Fraction

from smd_workshop.library.stats.agreement.reliability import Products


@dataclass(frozen=True, slots=True)
class Fit:
    """Intercept, coefficients of the other items in their order, and how well they fit together."""

    intercept: Fraction
    coefficients: tuple[Fraction, ...]
    explained: Fraction  # R²
    residual_variance: Fraction
    people: int

    @property
    def adjusted(self) -> Fraction:
        """R² less what as many items explain by chance (Wherry 1931)."""
        free = self.people - len(self.coefficients) - 1
        return 1 - (1 - self.explained) * Fraction(self.people - 1, free)

    @property
    def residual_error(self) -> float:
        """The standard deviation of what is not explained."""
        return math.sqrt(self.residual_variance)

    @property
    def f(self) -> Fraction | None:
        """The F statistic of all items together; None where they explain everything."""
        items = len(self.coefficients)
        free = self.people - items - 1
        left = 1 - self.explained
        return self.explained / items * free / left if left else None


def least_squares(products: Products, target: int) -> Fit | None:
    """Regress one item on all others of complete answers, exactly; None where no single fit exists.

    That is so with too few people, a constant target, or an item that the others make up.
    """
    scatter = products.scatter()
    others = [place for place in range(len(scatter)) if place != target]
    free = products.n - len(others) - 1
    whole = scatter[target][target]
    if not others or free < 1 or not whole:
        return None
    rows = [[Fraction(scatter[i][j]) for j in [*others, target]] for i in others]
    found = _solved(rows)
    if found is None:
        return None
    part = sum((b * scatter[i][target] for b, i in zip(found, others, strict=True)), Fraction(0))
    intercept = Fraction(products.sums[target]) - sum(
        (b * products.sums[i] for b, i in zip(found, others, strict=True)), Fraction(0)
    )
    return Fit(
        intercept / products.n, tuple(found), part / whole, (whole - part) / products.n / free, products.n
    )  # fmt: skip


def _solved(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """Solve linear equations given as rows with their right side last; None if they are not independent."""
    size = len(rows)
    for at in range(size):
        pivot = next((row for row in range(at, size) if rows[row][at]), None)
        if pivot is None:
            return None
        rows[at], rows[pivot] = rows[pivot], rows[at]
        first = rows[at][at]
        rows[at] = [cell / first for cell in rows[at]]
        for other in range(size):
            if other != at and rows[other][at]:
                factor = rows[other][at]
                rows[other] = [
                    mine - factor * theirs
                    for mine, theirs in zip(rows[other], rows[at], strict=True)
                ]
    return [row[-1] for row in rows]
