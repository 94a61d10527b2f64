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
