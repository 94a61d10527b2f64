"""Bounds for the mean of bounded answers, by sector and balanced, for groups as small as one person.

One sector's bounds are Gaffke's (2005, Three test statistics for a nonparametric one-sided hypothesis on the mean of
a nonnegative variable; compared in Learned-Miller & Thomas 2020): the answers get Dirichlet weights of 1 each and the
end of the scale, which somebody else may hold, one of ½; the bound is a quantile of the mean so weighed. For answers
of 0 and 1 it is a quantile of a beta distribution. Balanced bounds put those of the sectors together after Zou &
Donner (2008). The quantile is computed, not drawn: the same answers always give the same digits.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.core.caching import bounded as remembered
from smd_workshop.library.stats.samples.weighed_mean import MANY, quantile

Floats = NDArray[np.float64]

#: The weight of the end of the scale beside 1 for each answer.
END: Final = 0.5
#: One-sided levels of a 95 % interval.
LOWER, UPPER = 0.025, 0.975

_MOST_CELLS: Final = 4_000_000  # numbers drawn at once: about 32 MB


@dataclass(frozen=True, slots=True)
class Bounds:
    """The mean of a group's answers with its lower and its upper 95 % bound."""

    mean: float
    low: float
    high: float


def bounds(
    counts: Mapping[int, int] | Mapping[float, int], lowest: float, highest: float
) -> Bounds | None:
    """Return the mean of answers (value → how many gave it) with Gaffke's bounds; None without answers.

    Every value lies between `lowest` and `highest`. The cost grows with the number of different values, and
    what was answered alike before costs nothing.
    """
    return _bounds_of(counts, lowest, highest, MANY)


def bounds_one_by_one(
    counts: Mapping[int, int] | Mapping[float, int], lowest: float, highest: float
) -> Bounds | None:
    """Return the same, each value looked at by itself however many they are: the digits of earlier versions of methods.

    Of fewer than 63 different values all digits are those of `bounds`, of more the first ten or so; it takes ten times as long.
    """
    return _bounds_of(counts, lowest, highest, math.inf)


def _bounds_of(
    counts: Mapping[int, int] | Mapping[float, int], lowest: float, highest: float, summed: float
) -> Bounds | None:
    given = tuple(sorted((float(value), many) for value, many in counts.items() if many))
    return _bounds(given, lowest, highest, summed) if given else None


@remembered("bounds of answers", 20_000)
def _bounds(
    given: tuple[tuple[float, int], ...], lowest: float, highest: float, summed: float
) -> Bounds:
    values = np.array([value for value, _ in given])
    weights = np.array([float(many) for _, many in given])
    mean = float(values @ weights / weights.sum())
    return Bounds(
        mean,
        min(mean, quantile(np.append(values, lowest), np.append(weights, END), LOWER, summed)),
        max(mean, quantile(np.append(values, highest), np.append(weights, END), UPPER, summed)),
    )


def balanced(
    sectors: Sequence[tuple[float, Bounds]], lowest: float, highest: float
) -> tuple[float, float] | None:
    """95 % interval of the weighted mean of sectors' means, given as (weight, bounds); None without sectors.

    The arms of the sectors are squared and added: Zou & Donner 2008, Statistics in Medicine 27:1693, equation 3.
    """
    whole = math.fsum(weight for weight, _ in sectors)
    if not whole:
        return None
    mean = math.fsum(weight * own.mean for weight, own in sectors) / whole
    below = math.hypot(*(weight * (own.mean - own.low) for weight, own in sectors)) / whole
    above = math.hypot(*(weight * (own.high - own.mean) for weight, own in sectors)) / whole
    return max(lowest, mean - below), min(highest, mean + above)


@dataclass(frozen=True, slots=True)
class Sample:
    """Distinct answers of one sector: (people, items) values with NaN for "no number", how many gave each, its weight."""

    values: Floats
    counts: NDArray[np.int64]
    weight: float = 1.0


def draws(
    sectors: Sequence[Sample], lowest: float, highest: float, seed: str, repetitions: int
) -> Floats:
    """Return what the balanced means might have been, (repetitions, items); NaN where no sector gave a number.

    In each repetition the answers of a sector get Dirichlet weights of 1 each, and one end of the scale, high or low by
    chance, one of ½: the same weights for all items, so that what a person thinks of one stays with what they think of
    the others. The same samples and seed give the same digits.
    """
    items = sectors[0].values.shape[1] if sectors else 0
    random = random_of(seed)
    total, whole = np.zeros((repetitions, items)), np.zeros(items)
    for sector in sectors:
        present = ~np.isnan(sector.values)
        answered = present.any(axis=0)
        if not answered.any():
            continue
        sums, weights = _weighed(random, sector, present, repetitions)
        end = random.standard_gamma(END, repetitions)[:, None]
        at = np.where(random.random_sample(repetitions) < 0.5, lowest, highest)[:, None]
        total += sector.weight * answered * (sums + end * at) / (weights + end)
        whole += sector.weight * answered
    with np.errstate(invalid="ignore"):
        return np.where(whole > 0, total / whole, np.nan)


def random_of(seed: str) -> np.random.RandomState:
    """Return the stream of a seed, the same for good: it starts from the eight 32-bit numbers of the seed's SHA-256.

    The streams of RandomState are frozen (NEP 19).
    """
    return np.random.RandomState(np.frombuffer(hashlib.sha256(seed.encode()).digest(), "<u4"))


def _weighed(
    random: np.random.RandomState, sector: Sample, present: NDArray[np.bool_], repetitions: int
) -> tuple[Floats, Floats]:
    """Return Σ G x and Σ G over those who gave a number, both (repetitions, items), in pieces that fit the memory."""
    values, there = np.nan_to_num(sector.values), present.astype(np.float64)
    step = max(1, _MOST_CELLS // max(1, len(values)))
    sums, weights = [], []
    for start in range(0, repetitions, step):
        size = (min(step, repetitions - start), len(values))
        gammas = random.standard_gamma(sector.counts.astype(np.float64), size)
        sums.append(gammas @ values)
        weights.append(gammas @ there)
    return np.concatenate(sums), np.concatenate(weights)
