"""Points shared out: weights inside each group, of the groups, and of both together.

A'WOT: global weight = weight of the group × weight inside it (Kurttila et al. 2000). Version 2: intervals put together
bounds of each sector, chances come from draws of the same kind (stats.samples.bounded). Version 3 sums many different answers
by their powers, which changes the last digits of these bounds and nothing else: version_2. Version 1 is in version_1.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import GROUP_MARK
from smd_workshop.library.methods.points.weights import TOTAL, Groups, Weights, keys_of
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, without_each
from smd_workshop.library.sectors.concordance import in_one_order
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status
from smd_workshop.library.stats.ranking import share_in_top
from smd_workshop.library.stats.samples import bounded

_DIGITS = 9  # repetitions that differ by less than this many digits of a point are tied

NOBODY = N_("nobody gave points here")

Row = Callable[[str], JsonResult]
Bound = Callable[[Mapping[float, int], float, float], bounded.Bounds | None]
Chances = Callable[[Sequence[str]], Mapping[str, float]]


def compute(
    profile: Profile, settings: Mapping[str, Any], bounds: Bound = bounded.bounds
) -> JsonResult:
    """Return what the open format lists for `points`; beyond it the `order`, and `sectors` under each option and group.

    `sectors[code]` is `{n, weight}`: how many of the sector gave points, and their mean as a share. `concordance` under each
    group says how far all who gave points inside it put its options in one order. Version 2 gave other `bounds` of a sector.
    """
    groups: Groups = settings["groups"]
    intervals = _intervals(profile, bounds)
    chances = _chances(profile, groups, settings)
    result = decide(profile, settings)
    for members in groups.values():
        known = chances(members)
        for code in members:
            row = result["options"][code]
            row |= intervals(code) | {"p_top": known.get(code)}
            if code not in known:
                row["p_top_reason"] = NOBODY
    for name, row in result["groups"].items():
        row.update(_of_only_group() if len(groups) == 1 else intervals(GROUP_MARK + name))
        row["concordance"] = _concordance(profile, groups[name])
    return {
        "options": result.pop("options"),
        "groups": result.pop("groups"),
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        **result,
    }


def decider(profile: Profile, settings: Mapping[str, Any]) -> Decide:
    """Return what gives the order of the same round with other weights or fewer sectors."""
    groups: Groups = settings["groups"]
    return Weights.of(profile, groups).orders(groups)


def decide(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return weights and orders alone: nothing that takes repetitions of the round."""
    groups: Groups = settings["groups"]
    weights = Weights.of(profile, groups)
    ordered = weights.orders(groups)
    order, without = ordered(profile), without_each(profile, ordered)
    whole = {name: weights.of_group(name, groups) for name in groups}
    # Nobody is asked what the only group weighs.
    asked = groups if len(groups) > 1 else ()
    of = {code: name for name, members in groups.items() for code in members}
    return {
        "options": {code: _option(code, weights, whole[of[code]]) for code in profile.options},
        "groups": {
            name: {"n": weights.n[GROUP_MARK + name], "weight": plain(weight)}
            | ({"reason": NOBODY} if weight is None else {})
            | ({"sectors": _of_sectors(GROUP_MARK + name, weights)} if name in asked else {})
            for name, weight in whole.items()
        },
        "order": order,
        "without": without,
        "depends_on": depends_on(order, without),
    }


def _concordance(profile: Profile, members: Sequence[str]) -> JsonResult:
    cells = [cell for cell in profile.cells if members[0] in cell.answer]
    scores = [[float(cell.answer[code]) for code in members] for cell in cells]
    return in_one_order(profile, cells, scores)


def _option(code: str, weights: Weights, group_weight: Fraction | None) -> JsonResult:
    weight = weights.balanced[code]
    row: JsonResult = {
        "n": weights.n[code],
        "weight": plain(weight),
        "pooled_weight": plain(weights.pooled[code]),
        "global": None,
        "sectors": _of_sectors(code, weights),
    }
    if weight is None:
        row["reason"] = NOBODY
    elif group_weight is None:
        row["global_reason"] = N_("nobody gave points to the groups")
    else:
        row["global"] = plain(weight * group_weight)
    return row


def _of_sectors(key: str, weights: Weights) -> JsonResult:
    return {
        sector: {"n": own[key][1], "weight": plain(own[key][0])}
        for sector, own in weights.sectors.items()
    }


def _of_only_group() -> JsonResult:
    return {
        "interval": None,
        "interval_reason": N_("the only group weighs all, whoever answers"),
    }


def _intervals(profile: Profile, bounds: Bound) -> Row:
    """Return what gives an option or a group its interval, as shares."""
    given = _given(profile)

    def interval(key: str) -> JsonResult:
        rows = [
            (float(sector.weight), found)
            for sector in profile.sectors
            if (found := bounds(given[sector.code].get(key, {}), 0, TOTAL)) is not None
        ]
        ends = bounded.balanced(rows, 0, TOTAL)
        if ends is None:
            return {"interval": None, "interval_reason": NOBODY}
        return {"interval": [end / TOTAL for end in ends]}

    return interval


def _given(profile: Profile) -> dict[str, dict[str, dict[float, int]]]:
    """Return what each sector gave to each key: points and how many gave them."""
    given: dict[str, dict[str, dict[float, int]]] = {s.code: {} for s in profile.sectors}
    for cell in profile.cells:
        own = given[cell.sector]
        for key, points in cell.answer.items():
            counts = own.setdefault(key, {})
            counts[float(points)] = counts.get(float(points), 0) + cell.count
    return given


def _chances(profile: Profile, groups: Groups, settings: Mapping[str, Any]) -> Chances:
    """Return what gives the members of a group their chance to be among its top; empty where somebody has no points."""
    keys = keys_of(profile, groups)
    worth = repeated(profile, keys, settings)

    def chances(members: Sequence[str]) -> Mapping[str, float]:
        columns = [keys.index(code) for code in members]
        if not worth.shape[1] or np.isnan(worth[:, columns]).any():
            return {}
        return dict(
            zip(members, share_in_top(worth[:, columns], settings["top"]).tolist(), strict=True)
        )

    return chances


def repeated(profile: Profile, keys: Sequence[str], settings: Mapping[str, Any]) -> bounded.Floats:
    """Return what options and groups got in repetitions of the round, in points: (repetitions, keys)."""
    samples = _samples(profile, keys)
    drawn = bounded.draws(samples, 0, TOTAL, settings["seed"], settings["resamples"])
    return np.round(drawn, _DIGITS)


def _samples(profile: Profile, keys: Sequence[str]) -> list[bounded.Sample]:
    """Return the distinct ballots of each sector that answered, in alphabetical order: no order of input matters."""
    samples = []
    for sector in sorted(profile.sectors, key=lambda each: each.code):
        cells = profile.of_sector(sector.code)
        if cells:
            points = np.array(
                [[cell.answer.get(key, np.nan) for key in keys] for cell in cells], dtype=np.float64
            )
            counts = np.array([cell.count for cell in cells], dtype=np.int64)
            samples.append(bounded.Sample(points, counts, float(sector.weight)))
    return samples
