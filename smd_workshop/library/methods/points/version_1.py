"""Version 1 of points, as results stored under it were counted: intervals and chances by a bootstrap.

A'WOT: global weight = weight of the group × weight inside it (Kurttila et al. 2000).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import GROUP_MARK
from smd_workshop.library.methods.points.weights import TOTAL, added, best_first, mean
from smd_workshop.library.numbers import JsonResult, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import balanced, depends_on, leave_one_out
from smd_workshop.library.stats.ranking import share_in_top
from smd_workshop.library.stats.samples.bootstrap import Sample, Spread, spread

_DIGITS = 9  # repetitions that differ by less than this many digits of a point are tied

NOBODY = N_("nobody gave points here")
NO_SPREAD = N_("no sector has two answers, so their spread is unknown")


@dataclass(frozen=True, slots=True)
class _Weights:
    """Exact weights by key (an option, or "@" and a group); None where nobody gave points."""

    balanced: Mapping[str, Fraction | None]
    pooled: Mapping[str, Fraction | None]
    n: Mapping[str, int]
    #: By sector and key: the mean of its people, and how many of them gave points.
    sectors: Mapping[str, Mapping[str, tuple[Fraction | None, int]]]

    @classmethod
    def of(cls, profile: Profile, keys: Sequence[str]) -> "_Weights":
        """Mean points per sector and key over those who answered the key's group, as shares of the total."""
        people, sums = added(profile, keys)
        codes = list(people)
        n = {key: sum(people[code][key] for code in codes) for key in keys}
        sectors = {
            code: {
                key: (mean(sums[code][key], people[code][key]), people[code][key]) for key in keys
            }
            for code in codes
        }
        return cls(
            {key: balanced(sectors[code][key][0] for code in codes) for key in keys},
            {
                key: mean(sum((sums[code][key] for code in codes), Fraction(0)), n[key])
                for key in keys
            },
            n,
            sectors,
        )


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `points`; beyond it the `order`, and `sectors` under each option.

    The order is of tied groups of options, best first, by `global`; where nobody gave points to the groups, they
    count as equals. `sectors[code]` is `{n, weight}`: how many of the sector gave points, and their mean as a share.
    """
    groups: Mapping[str, Sequence[str]] = settings["groups"]
    keys = (*profile.options, *(GROUP_MARK + name for name in groups))
    weights = _Weights.of(profile, keys)
    deviations = _spread(profile, keys, settings)
    order = _order(profile, groups)
    without = leave_one_out(profile, lambda rest: _order(rest, groups))
    options: JsonResult = {}
    for name, members in groups.items():
        options |= _group(
            name, members, weights, deviations, keys, settings["top"], single=len(groups) == 1
        )
    return {
        "options": {code: options[code] for code in profile.options},
        "groups": {
            name: _group_row(name, weights, deviations, keys, single=len(groups) == 1)
            for name in groups
        },
        "order": order,
        "without": without,
        "depends_on": depends_on(order, without),
    }


def _weighed(code: str, weights: _Weights, group_weight: Fraction | None) -> JsonResult:
    weight = weights.balanced[code]
    return {
        "n": weights.n[code],
        "weight": plain(weight),
        "pooled_weight": plain(weights.pooled[code]),
        "global": plain(weight * group_weight)
        if weight is not None and group_weight is not None
        else None,
        "sectors": {
            sector: {"n": own[code][1], "weight": plain(own[code][0])}
            for sector, own in weights.sectors.items()
        },
    }


def _group_weight(name: str, weights: _Weights, *, single: bool) -> Fraction | None:
    """Return the weight of a group; the only group there is weighs all."""
    weight = weights.balanced[GROUP_MARK + name]
    return Fraction(1) if single and weight is None else weight


def _group_row(
    name: str, weights: _Weights, deviations: Spread, keys: Sequence[str], *, single: bool
) -> JsonResult:
    weight = _group_weight(name, weights, single=single)
    row: JsonResult = {"n": weights.n[GROUP_MARK + name], "weight": plain(weight)}
    if weight is None:
        row["reason"] = NOBODY
    if single:
        return row | {
            "interval": None,
            "interval_reason": N_("the only group weighs all, whoever answers"),
        }
    return row | _interval(weight, deviations, keys.index(GROUP_MARK + name))


def _group(
    name: str,
    members: Sequence[str],
    weights: _Weights,
    deviations: Spread,
    keys: Sequence[str],
    top: int,
    *,
    single: bool,
) -> JsonResult:
    group_weight = _group_weight(name, weights, single=single)
    chances = _chances(members, weights, deviations, keys, top)
    rows = {}
    for code in members:
        weight = weights.balanced[code]
        row = _weighed(code, weights, group_weight)
        if weight is None:
            row["reason"] = NOBODY
        elif group_weight is None:
            row["global_reason"] = N_("nobody gave points to the groups")
        row |= _interval(weight, deviations, keys.index(code))
        rows[code] = row | {"p_top": chances.get(code)}
        if code not in chances:
            rows[code]["p_top_reason"] = NOBODY if weight is None else NO_SPREAD
    return rows


def _chances(
    members: Sequence[str], weights: _Weights, deviations: Spread, keys: Sequence[str], top: int
) -> dict[str, float]:
    """Share of the repetitions in which each member is among the top of its group; empty where unknown."""
    columns = [keys.index(code) for code in members]
    points = [weights.balanced[code] for code in members]
    if (deviations.df[columns] < 1).any():
        return {}
    estimates = np.array([float(weight * TOTAL) for weight in points if weight is not None])
    repeated = np.round(estimates + deviations.deviations[:, columns], _DIGITS)
    return dict(zip(members, share_in_top(repeated, top).tolist(), strict=True))


def _interval(weight: Fraction | None, deviations: Spread, column: int) -> JsonResult:
    if weight is None:
        return {"interval": None, "interval_reason": NOBODY}
    interval = deviations.interval(column, float(weight * TOTAL), 0, TOTAL)
    if interval is None:
        return {"interval": None, "interval_reason": NO_SPREAD}
    return {"interval": [end / TOTAL for end in interval]}


def _spread(profile: Profile, keys: Sequence[str], settings: Mapping[str, Any]) -> Spread:
    """Repeat the round; columns stand as in `keys`, sectors in alphabetical order."""
    samples = []
    for sector in sorted(sector.code for sector in profile.sectors):
        cells = profile.of_sector(sector)
        if cells:
            points = np.array(
                [[cell.answer.get(key, np.nan) for key in keys] for cell in cells], dtype=np.float64
            )
            samples.append(Sample(points, np.array([cell.count for cell in cells], dtype=np.int64)))
    if not samples:
        samples = [Sample(np.empty((0, len(keys))), np.empty(0, dtype=np.int64))]
    return spread(samples, settings["seed"], settings["resamples"])


def _order(profile: Profile, groups: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Tied groups of options, best first; options nobody gave points to come last."""
    marks = [GROUP_MARK + name for name in groups]
    weights = _Weights.of(profile, (*profile.options, *marks))
    weighed = all(weights.balanced[mark] is not None for mark in marks)
    worth: dict[str, Fraction] = {}
    for name, members in groups.items():
        group_weight = weights.balanced[GROUP_MARK + name] if weighed else None
        for code in members:
            weight = weights.balanced[code]
            worth[code] = (
                Fraction(-1)
                if weight is None
                else weight * (1 if group_weight is None else group_weight)
            )
    return [
        sorted(code for code in worth if worth[code] == value)
        for value in best_first(worth.values())
    ]
