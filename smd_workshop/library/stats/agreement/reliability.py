"""Whether the items of a dimension measure one thing: alpha with its interval and its parts, omega.

All of it comes from sums of products of complete answers, which are whole numbers and add up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: A share of unique variance this small is a Heywood case: the model explains an item better than it can be measured.
HEYWOOD: Final = 0.005
_SINGULAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Products:
    """People who answered all items of a dimension: how many, the sums of their answers and of the products of two."""

    n: int
    sums: tuple[int, ...]
    products: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, answers: Floats) -> "Products":
        """Return the products of answers, (people, items) whole numbers; a block small enough for floats to be exact."""
        return cls(
            len(answers),
            tuple(int(total) for total in answers.sum(axis=0)),
            tuple(tuple(int(cell) for cell in row) for row in answers.T @ answers),
        )

    def __add__(self, other: "Products") -> "Products":
        """Return the products of both groups of people."""
        return Products(
            self.n + other.n,
            tuple(a + b for a, b in zip(self.sums, other.sums, strict=True)),
            tuple(
                tuple(a + b for a, b in zip(mine, theirs, strict=True))
                for mine, theirs in zip(self.products, other.products, strict=True)
            ),
        )

    def scatter(self) -> list[list[int]]:
        """Return n Σxy − Σx Σy of each two items: n(n − 1) times their covariance, exactly."""
        return [
            [self.n * cell - mine * theirs for cell, theirs in zip(row, self.sums, strict=True)]
            for row, mine in zip(self.products, self.sums, strict=True)
        ]


Scatter = Sequence[Sequence[int]]


def alpha(scatter: Scatter) -> Fraction | None:
    """Return Cronbach's alpha k/(k − 1)·(1 − Σ variances / variance of the sum); None if that is not defined.

    Cronbach 1951, Psychometrika 16:297, equation 2. Any multiple of the covariances will do.
    """
    own = sum(scatter[item][item] for item in range(len(scatter)))
    return _alpha(own, sum(map(sum, scatter)), len(scatter))


def alpha_without(scatter: Scatter) -> list[Fraction | None]:
    """Return alpha without each item in turn; None where that is not defined."""
    own = sum(scatter[item][item] for item in range(len(scatter)))
    return [
        _alpha(own - row[item], rest, len(scatter) - 1)
        for item, (row, rest) in enumerate(zip(scatter, _others(scatter), strict=True))
    ]


def _alpha(own: int, whole: int, items: int) -> Fraction | None:
    if items < 2 or not whole:
        return None
    return Fraction(items, items - 1) * (1 - Fraction(own, whole))


def _others(scatter: Scatter) -> list[int]:
    """Return the variance of the sum of all items but each one."""
    whole = sum(map(sum, scatter))
    return [whole - 2 * sum(row) + row[item] for item, row in enumerate(scatter)]


def feldt(coefficient: float, people: int, items: int) -> tuple[float, float]:
    """95 % interval of alpha (Feldt, Woodruff & Salih 1987, Applied Psychological Measurement 11:93)."""
    from scipy.special import fdtri  # noqa: PLC0415 - only who shows a result pays

    first, second = people - 1, (people - 1) * (items - 1)
    low, high = (
        1 - (1 - coefficient) * float(fdtri(first, second, level)) for level in (0.975, 0.025)
    )
    return low, high


def correlation(a: int, b: int, ab: int) -> float | None:
    """Return ab / √(a·b); None where a or b has no spread. Whole numbers, so that nothing is lost before the root."""
    if a <= 0 or b <= 0:
        return None
    # A correlation is at most 1; the root of a long whole number misses it by a hair.
    return max(-1.0, min(1.0, math.copysign(math.sqrt(Fraction(ab * ab, a * b)), ab)))


def mean_inter_item(scatter: Scatter) -> float | None:
    """Return the mean correlation of each two items; None for fewer than two or if one of them is constant."""
    found = [
        correlation(scatter[i][i], scatter[j][j], scatter[i][j])
        for i in range(len(scatter))
        for j in range(i)
    ]
    known = [each for each in found if each is not None]
    return math.fsum(known) / len(known) if known and len(known) == len(found) else None


def item_totals(scatter: Scatter) -> list[float | None]:
    """Return the correlation of each item with the sum of the others ("r.drop"); None where one of both is constant."""
    return [
        correlation(row[item], rest, sum(row) - row[item])
        for item, (row, rest) in enumerate(zip(scatter, _others(scatter), strict=True))
    ]


@dataclass(frozen=True, slots=True)
class OneFactor:
    """The one factor behind some items: loadings and unique variances of standardised items."""

    loadings: tuple[float, ...]
    unique: tuple[float, ...]

    @property
    def heywood(self) -> bool:
        """Whether an item has no variance of its own left."""
        return min(self.unique) <= HEYWOOD * 1.001


def one_factor(correlations: Floats) -> OneFactor:
    """Fit one factor to a (k, k) correlation matrix, k ≥ 3, by maximum likelihood.

    Jöreskog 1967, Psychometrika 32:443: only the unique variances are searched, for given ones the loadings follow from
    the largest eigenvalue. As in R's factanal, no unique variance goes below 0.005.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - a fifth of a second, only for who counts

    def misfit(unique: Floats) -> tuple[float, Floats]:
        values, vectors = _scaled(correlations, unique)
        rest = values[:-1]
        loadings = _loadings(unique, values, vectors)
        model = np.outer(loadings, loadings) + np.diag(unique)
        slope = np.diag(model - correlations) / unique**2
        return -float((np.log(rest) - rest).sum()) - len(rest), slope

    start = (1 - 0.5 / len(correlations)) / np.diag(np.linalg.pinv(correlations))
    found = minimize(
        misfit,
        np.clip(start, 0.1, 0.9),
        jac=True,
        method="L-BFGS-B",
        bounds=[(HEYWOOD, 1.0)] * len(correlations),
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
    )
    unique = np.asarray(found.x, dtype=np.float64)
    loadings = _loadings(unique, *_scaled(correlations, unique))
    loadings = loadings if loadings.sum() >= 0 else -loadings
    return OneFactor(tuple(loadings.tolist()), tuple(unique.tolist()))


def _scaled(correlations: Floats, unique: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues, rising, and eigenvectors of Ψ^−½ R Ψ^−½; what rounding makes negative is as good as nothing."""
    scale = 1 / np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlations * np.outer(scale, scale))
    return np.maximum(values, 1e-12), vectors


def _loadings(unique: Floats, values: Floats, vectors: Floats) -> Floats:
    return np.asarray(np.sqrt(unique) * vectors[:, -1] * math.sqrt(max(values[-1] - 1, 0.0)))


def omega(scatter: Scatter) -> float | None:
    """Return McDonald's omega total (Σλ)²/((Σλ)² + Σψ) of one factor; None where the model does not fit.

    McDonald 1999, Test Theory, equation 6.20, for the sum of the items as they are, not standardised. It does not fit
    with fewer than three items, with a constant one, or where an item has no variance of its own left (Heywood case).
    """
    table = np.array([[float(cell) for cell in row] for row in scatter])
    if len(table) < 3 or not (np.diag(table) > 0).all():
        return None
    spread = np.sqrt(np.diag(table))
    correlations = table / np.outer(spread, spread)
    if np.linalg.eigvalsh(correlations)[0] < _SINGULAR:  # an item that the others make up
        return None
    fitted = one_factor(correlations)
    if fitted.heywood:
        return None
    common = float(spread @ np.array(fitted.loadings)) ** 2
    return common / (common + float(spread**2 @ np.array(fitted.unique)))
