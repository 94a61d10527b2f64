"""Quantiles of a mean whose weights are drawn from a Dirichlet distribution: computed, not drawn.

P(Σ Dᵢ xᵢ > t) = P(Σ Gᵢ (xᵢ − t) > 0) with independent gamma variables Gᵢ, and that is an integral of sums over the values
(Gil-Pelaez 1951; Imhof 1961). Where there are many values, those of which a node of the integral turns little are summed
by their powers, which need no look at each of them.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Nodes in the logarithm of the frequency: the trapezoidal rule converges exponentially there. Around a narrow peak the
# integrand is tame only up to π/4 off the axis, so this step leaves about exp(−2π·(π/4)/0.12) = 1e-18.
_STEP: Final = 0.12
_FROM, _TO, _DECAY = -30.0, 8.0, 45.0
_TURN: Final = 0.5  # radians from node to node where anything is left of the integrand
_NOTHING: Final = 1e-14

#: Of fewer values each is looked at, at every node.
MANY: Final = 64
#: Series of so many terms are exact to the last digit below _NEAR: 0.1 ^ 18.
_TERMS: Final = 9
_NEAR: Final = 0.1
#: What is left of the integrand is e to the minus this: beyond half the digits of a float it adds nothing.
_LOST: Final = 45.0
_LEAST: Final = 500.0
_PIECES: Final = 40


@dataclass(frozen=True, slots=True)
class _Curve:
    """A function of what a value turns, and its series: x ^ first times powers of x², with these coefficients."""

    of: Callable[[Floats], Floats]
    first: int
    series: Floats


_SIGNS: Final[Floats] = np.array([(-1.0) ** n for n in range(_TERMS)])
_ODD: Final = 2.0 * np.arange(_TERMS) + 1
_ANGLE: Final = _Curve(np.arctan, 1, _SIGNS / _ODD)
_SHRINKING: Final = _Curve(lambda x: np.log1p(x**2), 2, _SIGNS / np.arange(1.0, _TERMS + 1))
_SPEED: Final = _Curve(lambda x: x / (1 + x**2), 1, _SIGNS)


def quantile(values: Floats, weights: Floats, level: float, many: float = MANY) -> float:
    """Return the quantile of Σ Dᵢ xᵢ with D ~ Dirichlet(weights); shapes (k,), (k,) → a number among the values.

    P(Σ Dᵢ xᵢ > t) = P(Σ Gᵢ (xᵢ − t) > 0) with independent gamma variables Gᵢ (Gil-Pelaez 1951; Imhof 1961).
    From so `many` values on they are summed by their powers: other digits from about the twelfth on, in a tenth of the time.
    """
    low, high = float(values.min()), float(values.max())
    if low == high:
        return low
    mean = float(values @ weights / weights.sum())
    spread = math.sqrt(float((values - mean) ** 2 @ weights) / weights.sum() / (weights.sum() + 1))
    if not spread:  # values whose differences are too small to be squared are one value
        return mean

    def missing(at: float) -> float:
        return 1 - level - _above(values - at, weights, many)

    # Of many values the mean is nearly normal, and the quantile rarely a spread away from that of a normal distribution.
    near = mean + spread * NormalDist().inv_cdf(level)
    if len(values) >= many:
        ends = _asked(missing, max(low, near - spread), min(high, near + spread))
        if min(ends.values()) < 0 < max(ends.values()):
            return _search(missing, ends)
    # Far from the mean nothing is left to find, and there the integrand turns too fast for the nodes.
    low, high = max(low, mean - 9 * spread), min(high, mean + 9 * spread)
    ends = _asked(missing, low, high)
    if ends[low] >= 0:
        return low
    return _search(missing, ends) if ends[high] > 0 else high


def _asked(missing: Callable[[float], float], *ends: float) -> dict[float, float]:
    return {end: missing(end) for end in ends}


def _search(missing: Callable[[float], float], ends: Mapping[float, float]) -> float:
    """Return where a rising function is 0 between two ends: they take longest, and the search asks for them again."""
    from scipy.optimize import brentq  # noqa: PLC0415 - a fifth of a second, only for who counts

    def asked(at: float) -> float:
        return ends[at] if at in ends else missing(at)

    return float(brentq(asked, *ends, xtol=1e-12, rtol=1e-12))


def _above(distances: Floats, weights: Floats, many: float = MANY) -> float:
    """P(Σ Gᵢ cᵢ > 0), Gᵢ ~ Gamma(weights): ½ + 1/π ∫ sin(Σ aᵢ atan(cᵢu)) Π(1 + cᵢ²u²)^(−aᵢ/2) du/u."""
    sums = _Sums.of(distances, weights, many)
    nodes, size = _integrand(sums, _STEP)
    fastest = float(np.abs(sums.over(_SPEED, nodes))[size > _NOTHING].max())
    # A far end that nobody holds makes it turn many times: finer nodes.
    step = min(_STEP, _TURN / fastest)
    if step < _STEP:
        nodes, size = _integrand(sums, step)
    return 0.5 + step / math.pi * float(np.sum(np.sin(sums.over(_ANGLE, nodes)) * size))


def _integrand(sums: "_Sums", step: float) -> tuple[Floats, Floats]:
    """Return the nodes and the size of the integrand at each: it falls like u^(−Σa)."""
    nodes = np.arange(_FROM, sums.last, step)
    return nodes, np.exp(-0.5 * sums.over(_SHRINKING, nodes))


@dataclass(frozen=True, slots=True)
class _Sums:
    """Values and their weights, the nearest first where they are many; `powers` are then sums over the first so many."""

    distances: Floats
    weights: Floats
    scale: float
    powers: Floats | None = None

    @classmethod
    def of(cls, distances: Floats, weights: Floats, many: float = MANY) -> "_Sums":
        """Put values in order where they are many."""
        scale = math.sqrt(float(distances**2 @ weights))
        if len(distances) < many:
            return cls(distances, weights, scale)
        order = np.abs(distances).argsort()
        distances, weights = distances[order], weights[order]
        each = np.vander(distances / scale, 2 * _TERMS + 1, increasing=True)[:, 1:]
        powers = np.zeros((len(distances) + 1, 2 * _TERMS))
        np.cumsum(weights[:, None] * each, axis=0, out=powers[1:])
        return cls(distances, weights, scale, powers)

    @property
    def last(self) -> float:
        """Where nothing is left of the integrand: Σ a log(1 + c²u²) is least where all is held by the farthest value."""
        last = _TO + _DECAY / float(self.weights.sum())
        if self.powers is None:
            return last
        farthest = abs(float(self.distances[-1])) / self.scale
        lost = min(2 * _LOST * farthest**2, _LEAST)
        return min(last, math.log(math.expm1(lost)) / 2 - math.log(farthest))

    def over(self, curve: _Curve, nodes: Floats) -> Floats:
        """Return Σ aᵢ f(cᵢu) at each node, the logarithm of u."""
        turns = np.exp(nodes) / self.scale
        if self.powers is None:
            return self._each(curve, 0, turns)
        pieces = self._pieces(turns)
        ends = [piece.stop - 1 for piece in pieces]
        first = np.searchsorted(np.abs(self.distances), _NEAR / turns[ends])
        sizes = [piece.stop - piece.start for piece in pieces]
        found = self._near(self.powers, curve, np.repeat(first, sizes), turns * self.scale)
        for begin, piece in zip(first, pieces, strict=True):
            if begin < len(self.distances):
                found[piece] += self._each(curve, begin, turns[piece])
        return found

    def _pieces(self, turns: Floats) -> list[slice]:
        """Part nodes: those that turn no value far, then a few at a time."""
        first = int(np.searchsorted(turns, _NEAR / abs(self.distances[-1])))
        step = max(1, len(turns) // _PIECES)
        cuts = [0, *range(first, len(turns), step), len(turns)]
        return [slice(low, high) for low, high in pairwise(cuts) if low < high]

    @staticmethod
    def _near(powers: Floats, curve: _Curve, first: NDArray[np.intp], at: Floats) -> Floats:
        """Sum at each node the first so many values by their powers."""
        factors = curve.series * powers[first, curve.first - 1 :: 2]
        found: Floats = (np.vander(at**2, _TERMS, increasing=True) * factors).sum(axis=1)
        return at**curve.first * found

    def _each(self, curve: _Curve, first: int, turns: Floats) -> Floats:
        """Sum the values from one on, looking at each."""
        found: Floats = self.weights[first:] @ curve.of(self.distances[first:, None] * turns)
        return found
