"""Weights of a round of pairwise comparisons: one least squares over the pairs of all ballots, sectors balanced.

Each ballot weighs w_s/n_s. Where every ballot is complete this is the geometric mean of the judgments and of their rows;
the eigenvector of the same mean matrix stands beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any, Final

import numpy as np

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.ahp.matrices import (
    Floats,
    Logs,
    consensus,
    consistency_ratios,
    eigenvector,
    laplacians,
    solved,
)
from smd_workshop.library.numbers import JsonResult, as_fraction
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, without_each
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status

NOBODY = N_("nobody answered")
INCOMPLETE = N_("some ballot leaves pairs out")
PARTIAL = N_("the ballot leaves pairs out")
ALONE = N_("one option alone is not compared")
#: Weights that differ by less are tied: what is left of sums of logarithms.
_TIED: Final = 1e-9
#: Up to which consistency ratio a ballot is usually accepted: Saaty 1980.
_LIMIT: Final = 0.1
#: Ballots that are worked on at once: some 30 MB of 60 options.
_AT_ONCE: Final = 500

Equations = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Ballots:
    """The different ballots of a profile, in the order of its cells, and what they come to in each sector."""

    weights: Floats  # (ballots, n)
    ratios: Floats  # (ballots,), NaN where pairs are missing
    #: By sector the mean of the normal equations of its people, and of their logarithms.
    equations: Mapping[str, Equations]
    logs: Mapping[str, Floats]

    @classmethod
    def of(cls, profile: Profile) -> "Ballots":
        """Work through every different ballot once."""
        many, voted = len(profile.options), profile.voted()
        equations = {
            code: (np.zeros((many, many)), np.zeros(many))
            for code, people in voted.items()
            if people
        }
        logs = {code: np.zeros((many, many)) for code in equations}
        weights, ratios = [np.zeros((0, many))], [np.zeros(0)]
        for start in range(0, len(profile.cells), _AT_ONCE):
            cells = profile.cells[start : start + _AT_ONCE]
            read = Logs.of([cell.answer for cell in cells], profile.options)
            left, right = laplacians(read)
            weights.append(solved(left, right))
            ratios.append(_ratios(read))
            for at, cell in enumerate(cells):
                share = cell.count / voted[cell.sector]
                own = equations[cell.sector]
                own[0][...] += share * left[at]
                own[1][...] += share * right[at]
                logs[cell.sector] += share * read.said[at]
        return cls(np.concatenate(weights), np.concatenate(ratios), equations, logs)

    @property
    def complete(self) -> bool:
        """Whether every ballot compares every pair."""
        return not np.isnan(self.ratios).any()

    def balanced(self, profile: Profile) -> Floats | None:
        """Return the weights over those sectors of a profile that answered; None if none did."""
        parts = [(share, self.equations[code]) for code, share in _shares(profile).items()]
        return _together(parts)

    def of_sector(self, code: str) -> Floats | None:
        """Return the weights of one sector; None if it did not answer."""
        return _together([(1.0, self.equations[code])] if code in self.equations else [])

    def pooled(self, profile: Profile) -> Floats | None:
        """Return the weights of all people alike; None if nobody answered."""
        people = profile.voted()
        return _together(
            [(people[code] / profile.size, own) for code, own in self.equations.items()]
        )

    def matrix(self, profile: Profile) -> Floats:
        """Return the logarithms of the sector-weighted geometric mean of complete ballots."""
        parts = [share * self.logs[code] for code, share in _shares(profile).items()]
        together: Floats = np.sum(parts, axis=0)
        return together


def _shares(profile: Profile) -> dict[str, float]:
    """Return what each sector that answered weighs, adding to 1."""
    voted = profile.voted()
    answered = [sector for sector in profile.sectors if voted[sector.code]]
    whole = sum((sector.weight for sector in answered), Fraction(0))
    return {sector.code: float(sector.weight / whole) for sector in answered}


def _together(parts: Sequence[tuple[float, Equations]]) -> Floats | None:
    if not parts:
        return None
    left = np.sum([share * own[0] for share, own in parts], axis=0)
    return solved(left, np.sum([share * own[1] for share, own in parts], axis=0))


def _ratios(read: Logs) -> Floats:
    found = np.full(len(read.said), np.nan)
    whole = read.complete
    if whole.any():
        found[whole] = consistency_ratios(read.said[whole])[1]
    return found


def decider(profile: Profile, _settings: Mapping[str, Any]) -> Decide:
    """Return what gives the order of the same round with other weights or fewer sectors."""
    ballots = Ballots.of(profile)
    return lambda rest: order_of(rest.options, ballots.balanced(rest))


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `ahp`; beyond it the `order`, and how many ballots agree with themselves.

    Beyond it under each option also `n`, `pooled_weight` and `sectors[code] {n, weight}`.
    """
    ballots = Ballots.of(profile)
    balanced = ballots.balanced(profile)
    order = order_of(profile.options, balanced)
    without = without_each(profile, lambda rest: order_of(rest.options, ballots.balanced(rest)))
    return {
        "options": _options(profile, ballots, balanced),
        "order": order,
        **_eigen(profile, ballots, order),
        **_consensus(profile, ballots),
        "consistency": _consistency(profile, ballots),
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": without,
        "depends_on": depends_on(order, without),
    }


def order_of(options: Sequence[str], weights: Floats | None) -> list[list[str]]:
    """Return tied groups of options, the heaviest first; empty without weights."""
    if weights is None:
        return []
    order: list[list[str]] = []
    first = 0.0
    for weight, code in sorted(zip(weights.tolist(), options, strict=True), reverse=True):
        if order and first - weight <= _TIED:
            order[-1].append(code)
        else:
            order.append([code])
            first = weight
    return [sorted(tied) for tied in order]


def _options(profile: Profile, ballots: Ballots, balanced: Floats | None) -> dict[str, JsonResult]:
    pooled, voted = ballots.pooled(profile), profile.voted()
    sectors = {sector.code: ballots.of_sector(sector.code) for sector in profile.sectors}
    return {
        code: {
            "n": profile.size,
            "weight": _at(balanced, place),
            "pooled_weight": _at(pooled, place),
            **({"reason": NOBODY} if balanced is None else {}),
            "sectors": {
                sector: {"n": voted[sector], "weight": _at(own, place)}
                for sector, own in sectors.items()
            },
        }
        for place, code in enumerate(profile.options)
    }


def _at(weights: Floats | None, place: int) -> float | None:
    return None if weights is None else float(weights[place])


def _eigen(profile: Profile, ballots: Ballots, order: list[list[str]]) -> JsonResult:
    """Return what the mean matrix says besides; only where every ballot compares every pair."""
    keys = ("eigenvector", "lambda_max", "cr", "order_differs")
    if not profile.size or not ballots.complete:
        why = INCOMPLETE if profile.size else NOBODY
        return {
            name: value for key in keys for name, value in ((key, None), (f"{key}_reason", why))
        }
    said = ballots.matrix(profile)
    weights = eigenvector(said)
    largest, ratio = consistency_ratios(said)
    return {
        "eigenvector": dict(zip(profile.options, weights.tolist(), strict=True)),
        "lambda_max": float(largest),
        "cr": float(ratio),
        "order_differs": order_of(profile.options, weights) != order,
    }


def _consensus(profile: Profile, ballots: Ballots) -> JsonResult:
    """Return S* over the weights of all ballots, each counting w_s/n_s."""
    if not profile.size:
        return {"consensus": None, "consensus_reason": NOBODY}
    of, voted = _shares(profile), profile.voted()
    shares = np.array(
        [of[cell.sector] * (cell.count / voted[cell.sector]) for cell in profile.cells]
    )
    found = consensus(ballots.weights, shares)
    return {"consensus": found, **({"consensus_reason": ALONE} if found is None else {})}


def _consistency(profile: Profile, ballots: Ballots) -> JsonResult:
    """Return how many ballots are consistent up to the usual limit, and how many leave pairs out."""
    rows = list(zip(ballots.ratios.tolist(), (cell.count for cell in profile.cells), strict=True))
    return {
        "n": profile.size,
        "acceptable": sum(count for ratio, count in rows if ratio <= _LIMIT),
        "incomplete": sum(count for ratio, count in rows if np.isnan(ratio)),
    }


def ballot_figures(
    ballots: Iterable[Mapping[str, Any]], options: Sequence[str]
) -> list[JsonResult]:
    """Return the consistency ratio of each ballot; null where it leaves pairs out."""
    found: list[float] = []
    waiting = iter(ballots)
    while some := list(islice(waiting, _AT_ONCE)):
        found += _ratios(Logs.of(some, options)).tolist()
    return [
        {"cr": None, "cr_reason": PARTIAL} if np.isnan(ratio) else {"cr": ratio} for ratio in found
    ]
