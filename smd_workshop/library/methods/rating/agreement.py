"""How far the people of a rating round agree over all options."""

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.rating.tables import Tables
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.stats.agreement import kendall_w, krippendorff_alpha

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
