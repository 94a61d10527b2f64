"""How far people who do not all weigh alike put things in one order, beside what chance alone would give.

W is the variance of the weighed mean ranks over the weighed mean of the variances inside each person's ranks: where all
weigh alike it is Kendall's W, corrected for ties (Kendall & Babington Smith 1939, Annals of Mathematical Statistics
10(3)). Of orders by chance its mean is Σw²v/Σwv, where w are weights that add to 1 and v the variances: 1/m for m people
alike. So W is read beside that number, and p says how often chance alone comes as far.
"""

from dataclasses import dataclass
from itertools import permutations
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smd_workshop.library.stats.agreement.agreement import ranks
from smd_workshop.library.stats.agreement.consensus import within_0_and_1

Floats = NDArray[np.float64]
By = Literal["enumeration", "draws", "chi2"]

#: Up to so many items p comes of permutations: there chi-squared is poor.
FEW_ITEMS: Final = 7
#: So many sums of ranks are listed at most; beyond that permutations are drawn.
LISTED: Final = 20_000
DRAWS: Final = 1_999
#: Of more people chi-squared is as good.
MANY_PEOPLE: Final = 300
#: Sums that differ by less are equal: what is left of adding floats.
_EQUAL: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Concordance:
    """W, its mean by chance, how often chance comes as far (p), by what p was found, and over how many people."""

    w: float
    by_chance: float
    p: float
    p_by: By
    people: int

    @property
    def beyond_chance(self) -> float | None:
        """0 as by chance, 1 complete, below 0 less than chance: of people alike the mean Spearman correlation of two.

        None where one person weighs all.
        """
        room = 1 - self.by_chance
        return (self.w - self.by_chance) / room if room > _EQUAL else None


@dataclass(frozen=True, slots=True)
class _Judges:
    """Distinct rows of ranks around their mean, the people of each, and what one of them weighs (adding to 1)."""

    ranked: Floats
    counts: NDArray[np.int64]
    weights: Floats

    @property
    def spreads(self) -> Floats:
        found: Floats = (self.ranked**2).sum(axis=1)
        return found

    def each(self) -> tuple[Floats, Floats]:
        """Return the ranks and the weight of every person."""
        return np.repeat(self.ranked, self.counts, axis=0), np.repeat(self.weights, self.counts)


def concordance(scores: ArrayLike, counts: ArrayLike, weights: ArrayLike) -> Concordance | None:
    """Return how far the rows of (people, items) scores put the items in one order.

    Row r was given by `counts[r]` people, each of whom weighs `weights[r]` beside the others. None of fewer than two
    people or items, or if everybody ties everything. The same rows give the same digits: draws start from one seed, of a
    stream that is frozen for good (NEP 19).
    """
    values = np.asarray(scores, dtype=np.float64)
    many = np.asarray(counts, dtype=np.int64)
    people = int(many.sum())
    if values.ndim != 2 or values.shape[1] < 2 or people < 2:
        return None
    beside = np.asarray(weights, dtype=np.float64)
    judges = _Judges(ranks(values) - (values.shape[1] + 1) / 2, many, beside / float(many @ beside))
    spread = float((judges.counts * judges.weights) @ judges.spreads)
    if spread <= 0:
        return None
    together = _apart((judges.counts * judges.weights) @ judges.ranked)
    by_chance = float((judges.counts * judges.weights**2) @ judges.spreads) / spread
    w = within_0_and_1(float(together) / spread)
    p, p_by = _chance(judges, float(together), w / by_chance, people)
    return Concordance(w, by_chance, p, p_by, people)


def _apart(sums: Floats) -> Floats:
    """Squared distance of sums of ranks from their mean, which is 0: (…, items) → (…)."""
    found: Floats = (sums**2).sum(axis=-1)
    return found


def _chance(judges: _Judges, reached: float, times: float, people: int) -> tuple[float, By]:
    """Return how often chance comes as far, and by what that was found; `times` is W beside its mean by chance."""
    items = judges.ranked.shape[1]
    if items > FEW_ITEMS or people > MANY_PEOPLE:
        from scipy.special import chdtrc  # noqa: PLC0415 - scipy is slow to import: only who compares pays

        return float(chdtrc(items - 1, (items - 1) * times)), "chi2"
    listed = _listed(judges, reached)
    return (_drawn(judges, reached), "draws") if listed is None else (listed, "enumeration")


def _in_order(ranked: Floats, weights: Floats) -> list[tuple[Floats, float]]:
    """Return the rows of people in an order that a file's order of options and sectors does not change."""
    rows = ((np.sort(row), float(weight)) for row, weight in zip(ranked, weights, strict=True))
    return sorted(rows, key=lambda each: (*each[0], round(each[1], 12)))


def _listed(judges: _Judges, reached: float) -> float | None:
    """Return p over every way to shuffle each person's ranks; None where there are too many.

    The sums of ranks that can come, each with its chance; which item has which sum does not matter.
    """
    sums: Floats = np.zeros((1, judges.ranked.shape[1]))
    chances: Floats = np.ones(1)
    for row, weight in _in_order(*judges.each()):
        ways = np.array(sorted(set(permutations(row.tolist()))))
        if len(sums) * len(ways) > LISTED:
            return None
        every = (sums[:, None, :] + weight * ways[None, :, :]).reshape(-1, sums.shape[1])
        every.sort(axis=1)
        sums, place = _distinct(np.round(every, 12))
        spread = np.repeat(chances / len(ways), len(ways))
        chances = np.asarray(np.bincount(place, spread), dtype=np.float64)
    return min(1.0, float(chances[_apart(sums) >= reached - _EQUAL].sum()))


def _distinct(rows: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the distinct rows in order, and at which of them each row stands: numpy's `unique`, five times as fast."""
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    is_new = np.ones(len(rows), dtype=bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    place = np.empty(len(rows), dtype=np.intp)
    place[order] = np.cumsum(is_new) - 1
    return ordered[is_new], place


def _drawn(judges: _Judges, reached: float) -> float:
    """Return (1 + how many of the draws come as far) / (1 + draws): Phipson & Smyth 2010, SAGMB 9(1).

    By chance nobody's order tells anything of an item: rows are drawn from in an order of their own, so that the same
    answers give the same digits in whatever order a file names its options and sectors.
    """
    random = np.random.RandomState(DRAWS)
    sums = np.zeros((DRAWS, judges.ranked.shape[1]))
    for row, weight in _in_order(*judges.each()):
        shuffled = random.random_sample(sums.shape).argsort(axis=1)
        sums += weight * row[shuffled]
    return (1 + int((_apart(sums) >= reached - _EQUAL).sum())) / (1 + DRAWS)
