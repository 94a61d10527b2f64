"""How far the people of a rating round agree over all options."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.rating.classes import Counts
from smd_workshop.library.methods.rating.tables import Tables
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import weighed
from smd_workshop.library.sectors.concordance import in_one_order
from smd_workshop.library.stats.agreement.agreement import kendall_w, krippendorff_alpha
from smd_workshop.library.stats.agreement.consensus import tastle_wierman

LOWEST, HIGHEST = 1, 9


def agreement(tables: Tables) -> JsonResult:
    """Both over all people alike: W over those who rated every option, alpha over every number given."""
    complete = (tables.marks > 0).all(axis=1)
    concordance = (
        kendall_w(tables.marks[complete], list(tables.people[complete])) if complete.any() else None
    )
    values = range(LOWEST, HIGHEST + 1)
    table = [
        [tables.pooled(place).get(value, 0) for value in values]
        for place in range(tables.marks.shape[1])
    ]
    alpha = krippendorff_alpha(table, list(values))
    result: JsonResult = {"kendall_w": concordance, "krippendorff_alpha": alpha}
    if concordance is None:
        result["kendall_w_reason"] = N_(
            "fewer than two people rated two or more options with different numbers"
        )
    if alpha is None:
        result["krippendorff_alpha_reason"] = N_("too few numbers, or all the same")
    return result


def balanced_agreement(profile: Profile, tables: Tables) -> JsonResult:
    """Return `agreement` and beside it the `concordance` of those who rated every option, sectors weighing as agreed."""
    complete = np.asarray((tables.marks > 0).all(axis=1), dtype=np.bool_)
    cells = [profile.cells[row] for row in np.flatnonzero(complete)]
    return {
        **agreement(tables),
        "concordance": in_one_order(profile, cells, tables.marks[complete]),
    }


def together(own: Mapping[str, Counts], weights: Mapping[str, Fraction]) -> float | None:
    """Return Tastle and Wierman's consensus on one option, each sector that gave numbers weighing as agreed."""
    people = {sector: sum(counts.values()) for sector, counts in own.items()}
    shares = {
        mark: weighed(
            (weights[sector], Fraction(counts.get(mark, 0), people[sector]))
            for sector, counts in own.items()
            if people[sector]
        )
        for mark in range(LOWEST, HIGHEST + 1)
    }
    return tastle_wierman({m: share or Fraction(0) for m, share in shares.items()}, LOWEST, HIGHEST)
