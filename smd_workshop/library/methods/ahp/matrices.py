"""Comparisons of pairs as matrices: weights by least squares or eigenvector, consistency, and how far people agree."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Alonso & Lamata 2006, IJUFKS 14(4): the mean λ_max of random matrices of n options is 2.7699 n − 4.3513.
_SLOPE, _START = 2.7699, -4.3513
#: The largest step of Saaty's scale, of which Goepel's least entropy is made.
_SCALE: Final = 9
#: Fewer than three options leave nothing to contradict.
_FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Logs:
    """Different ballots, each as ln a_ij where it compares i with j, else 0, and whether it does: (ballots, n, n)."""

    said: Floats
    there: Floats

    @classmethod
    def of(cls, ballots: Sequence[Mapping[str, Any]], options: Sequence[str]) -> "Logs":
        """Read canonical answers."""
        place = {code: at for at, code in enumerate(options)}
        shape = (len(ballots), len(options), len(options))
        said, there = np.zeros(shape), np.zeros(shape)
        known: dict[int | str, float] = {}
        for at, ballot in enumerate(ballots):
            if not ballot["pairs"]:
                continue
            one, other, times = zip(*ballot["pairs"], strict=True)
            known |= {each: _log(each) for each in {*times} - known.keys()}
            i, j = [place[code] for code in one], [place[code] for code in other]
            logs = np.array([known[each] for each in times])
            said[at, i, j], said[at, j, i] = logs, -logs
            there[at, i, j] = there[at, j, i] = 1.0
        return cls(said, there)

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Which ballots compare every pair: (ballots,)."""
        options = self.said.shape[1]
        whole: NDArray[np.bool_] = self.there.sum(axis=(1, 2)) == options * (options - 1)
        return whole


def _log(times: int | str) -> float:
    above, _, below = str(times).partition("/")
    return math.log(int(above)) - math.log(int(below or 1))


def laplacians(logs: Logs) -> tuple[Floats, Floats]:
    """Return of each ballot the normal equations of its least squares: (ballots, n, n) and (ballots, n)."""
    degrees = logs.there.sum(axis=2)
    return degrees[:, :, None] * np.eye(logs.there.shape[1]) - logs.there, logs.said.sum(axis=2)


def solved(laplacian: Floats, right: Floats) -> Floats:
    """Return weights that add to 1, (…, n), from normal equations (…, n, n), (…, n) of comparisons that hang together.

    Logarithmic least squares: min Σ (ln a_ij − x_i + x_j)², x adding to 0. Crawford & Williams 1985; of incomplete
    comparisons Bozóki, Fülöp & Rónyai 2010.
    """
    options = laplacian.shape[-1]
    middle = np.trace(laplacian, axis1=-2, axis2=-1)[..., None, None] / options**2
    regular = laplacian + np.where(middle > 0, middle, 1.0)
    logs = np.linalg.solve(regular, right[..., None])[..., 0]
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    whole: Floats = weights / weights.sum(axis=-1, keepdims=True)
    return whole


def consistency_ratios(said: Floats) -> tuple[Floats, Floats]:
    """Return λ_max and Alonso and Lamata's ratio of complete matrices given as logarithms: (…, n, n) → (…), (…)."""
    options = said.shape[-1]
    if options < _FEWEST:
        return np.full(said.shape[:-2], float(options)), np.zeros(said.shape[:-2])
    # Of a positive matrix the largest root is real, and never below n for a reciprocal one: Saaty 1977.
    largest = np.maximum(np.linalg.eigvals(np.exp(said)).real.max(axis=-1), options)
    return largest, (largest - options) / (_SLOPE * options + _START - options)


def eigenvector(said: Floats) -> Floats:
    """Return the principal eigenvector of one complete matrix given as logarithms, adding to 1: (n, n) → (n,)."""
    roots, vectors = np.linalg.eig(np.exp(said))
    principal = np.abs(vectors[:, int(roots.real.argmax())].real)
    weights: Floats = principal / principal.sum()
    return weights


def consensus(weights: Floats, shares: Floats) -> float | None:
    """Return Goepel's S* of people's weights, (people, n), who count by shares that add to 1; None of one option.

    Goepel 2018, IJAHP 10(3), with 0·ln 0 = 0: S* = (1/exp(H_β) − 1/cor)/(1 − 1/cor), cor = n/exp(H_α,min), and H_β the
    entropy of the mean less the mean entropy. Below 0 where people contradict each other beyond a scale of 9.
    """
    options = int(weights.shape[1])
    if options == 1:
        return None
    between: float = _entropy(shares @ weights) - float(shares @ _entropies(weights))
    one = _SCALE / (options + _SCALE - 1)
    least = -one * math.log(one) - (1 - one) * math.log(one / _SCALE)
    floor = math.exp(least) / options
    apart = math.exp(-max(between, 0.0))
    return (apart - floor) / (1 - floor)


def _entropies(weights: Floats) -> Floats:
    found: Floats = -np.where(
        weights > 0, weights * np.log(np.where(weights > 0, weights, 1)), 0
    ).sum(axis=-1)
    return found


def _entropy(weights: Floats) -> float:
    return float(_entropies(weights[None, :])[0])
