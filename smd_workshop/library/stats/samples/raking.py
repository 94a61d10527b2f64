"""Raking: weights that bring a table of who answered to the known totals of its rows and columns."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ENOUGH: Final = 1e-10
_MOST_ROUNDS: Final = 10_000


def rake(table: ArrayLike, rows: ArrayLike, columns: ArrayLike) -> NDArray[np.float64]:
    """Return the table scaled to totals of rows and columns, (rows, columns); ValueError where that cannot be done.

    Deming & Stephan 1940, Annals of Mathematical Statistics 11:427: rows and columns are scaled in turn until the
    margins fit to 1e-10 of the whole.
    """
    fitted = np.array(table, dtype=np.float64)
    of_rows, of_columns = np.asarray(rows, np.float64), np.asarray(columns, np.float64)
    whole = float(of_rows.sum())
    if (fitted < 0).any() or not np.isclose(whole, float(of_columns.sum())):
        raise ValueError("counts are not below zero, and both margins add to the same")
    for _ in range(_MOST_ROUNDS):
        fitted *= _factors(of_rows, fitted.sum(axis=1))[:, None]
        fitted *= _factors(of_columns, fitted.sum(axis=0))
        if np.abs(fitted.sum(axis=1) - of_rows).max() <= _ENOUGH * whole:
            return fitted
    raise ValueError("no weights bring this table to its margins")


def _factors(wanted: NDArray[np.float64], found: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)
