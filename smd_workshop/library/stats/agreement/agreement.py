"""How far people agree: Kendall's W and Krippendorff's alpha."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smd_workshop.library.stats.agreement.consensus import within_0_and_1

_CHUNK = 4096


def ranks(scores: ArrayLike) -> NDArray[np.float64]:
    """Rank each row from 1, equal values sharing the mean of their ranks. Shape in, shape out: (judges, items)."""
    values = np.asarray(scores, dtype=np.float64)
    ranked = np.empty_like(values)
    for start in range(0, len(values), _CHUNK):
        rows = values[start : start + _CHUNK]
        below = (rows[:, None, :] < rows[:, :, None]).sum(axis=2)
        equal = (rows[:, None, :] == rows[:, :, None]).sum(axis=2)
        ranked[start : start + _CHUNK] = below + (equal + 1) / 2
    return ranked


def kendall_w(scores: ArrayLike, counts: Sequence[int] | None = None) -> float | None:
    """Coefficient of concordance W, corrected for ties, of (judges, items) scores; each row may count several times.

    W = 12 S / (m²(n³ − n) − m ΣT), T = Σ(t³ − t) (Kendall & Babington Smith 1939; Zar 2010, §20.16). None for fewer
    than two judges or items, or if every judge ties everything.
    """
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] < 2:
        return None
    weights = np.ones(len(values)) if counts is None else np.asarray(counts, dtype=np.float64)
    judges, items = float(weights.sum()), values.shape[1]
    if judges < 2:
        return None
    ranked = ranks(values)
    sums = weights @ ranked
    spread = float(((sums - sums.mean()) ** 2).sum())
    most = judges**2 * (items**3 - items) - judges * float(weights @ _ties(ranked))
    return within_0_and_1(12 * spread / most) if most > 0 else None


def _ties(ranked: NDArray[np.float64]) -> NDArray[np.float64]:
    """Σ(t³ − t) over the tied groups of each row; a member of a group of t adds t² − 1."""
    ties = np.empty(len(ranked))
    for start in range(0, len(ranked), _CHUNK):
        rows = ranked[start : start + _CHUNK]
        equal = (rows[:, None, :] == rows[:, :, None]).sum(axis=2).astype(np.float64)
        ties[start : start + _CHUNK] = (equal**2 - 1).sum(axis=1)
    return ties


def krippendorff_alpha(
    counts: ArrayLike, values: Sequence[float], level: str = "ordinal"
) -> float | None:
    """Krippendorff's alpha of a (units, values) table of how often each unit received each value, in rising order.

    `level` is nominal, ordinal, interval or ratio (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability).
    Units with fewer than two values pair with nothing. None if nothing pairs or only one value occurs.
    """
    table = np.asarray(counts, dtype=np.float64)
    table = table[table.sum(axis=1) >= 2]
    marginals = table.sum(axis=0)
    if np.count_nonzero(marginals) < 2:
        return None
    pairs_left = table.sum(axis=1) - 1
    coincidences = (table / pairs_left[:, None]).T @ table - np.diag(
        (table / pairs_left[:, None]).sum(axis=0)
    )
    distance = _distance(np.asarray(values, dtype=np.float64), marginals, level)
    observed = float((coincidences * distance).sum())
    expected = float((np.outer(marginals, marginals) * distance).sum()) / (
        float(marginals.sum()) - 1
    )
    return 1 - observed / expected


def _distance(
    values: NDArray[np.float64], marginals: NDArray[np.float64], level: str
) -> NDArray[np.float64]:
    """Squared distance between each two values."""
    first, second = values[:, None], values[None, :]
    if level == "nominal":
        return np.asarray(first != second, dtype=np.float64)
    if level == "interval":
        return np.asarray((first - second) ** 2)
    if level == "ratio":
        return np.asarray(
            ((first - second) / np.where(first + second == 0, 1, first + second)) ** 2
        )
    # Ordinal: how many answers lie between, counting half of both ends.
    middle = np.cumsum(marginals) - marginals / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)
