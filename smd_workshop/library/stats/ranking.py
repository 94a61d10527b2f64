"""Places of options in many repetitions."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def share_in_top(values: ArrayLike, top: int) -> NDArray[np.float64]:
    """How often each column is among the `top` largest of its row; columns tied for the last places share them.

    (repetitions, options) in, (options,) out; the shares add to `top`.
    """
    table = np.asarray(values, dtype=np.float64)
    options = table.shape[1]
    if top >= options:
        return np.ones(options)
    last = np.partition(table, options - top, axis=1)[:, options - top, None]
    above, equal = table > last, table == last
    free = top - above.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = (above + equal * (free / equal.sum(axis=1, keepdims=True))).mean(
        axis=0
    )
    return shares


def place_shares(values: ArrayLike) -> NDArray[np.float64]:
    """How often each column has each place in its row, the largest the first; tied columns share their places evenly.

    (repetitions, options) in, (options, places) out; rows and columns add to 1.
    """
    table = np.asarray(values, dtype=np.float64)
    rows, options = table.shape
    higher = np.stack([(table > table[:, [at]]).sum(axis=1) for at in range(options)], axis=1)
    equal = np.stack([(table == table[:, [at]]).sum(axis=1) for at in range(options)], axis=1)
    shares = np.zeros((options, options))
    column = np.broadcast_to(np.arange(options), (rows, options))
    for further in range(int(equal.max(initial=0))):
        there = equal > further
        np.add.at(shares, (column[there], (higher + further)[there]), 1 / equal[there])
    whole: NDArray[np.float64] = shares / rows
    return whole


def share_before(values: ArrayLike) -> NDArray[np.float64]:
    """How often each column is larger than each other, a tie counting one half: (repetitions, n) in, (n, n) out."""
    table = np.asarray(values, dtype=np.float64)
    found = [
        (table[:, [at]] > table).mean(axis=0) + (table[:, [at]] == table).mean(axis=0) / 2
        for at in range(table.shape[1])
    ]
    return np.array(found).reshape(table.shape[1], table.shape[1])
