"""How far the people of a round put its options in one order, sectors weighing as agreed: what results say of it."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Cell, Profile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ALIKE = N_("fewer than two people put two or more options in an order")


def in_one_order(
    profile: Profile, cells: Sequence[Cell], scores: "ArrayLike", *, balanced: bool = True
) -> JsonResult:
    """Return `people`, `w`, `by_chance`, `beyond_chance`, `p`, `p_by` of some cells; null with a reason where undefined.

    `scores` are one row for each cell, what stands first with the lowest or with the highest. The people of a sector
    among them weigh together as much as the sector, or everybody alike where it is not `balanced`.
    """
    from smd_workshop.library.stats.agreement import concordance  # noqa: PLC0415 - numpy is heavy: only who counts pays

    own = Counter[str]()
    for cell in cells:
        own[cell.sector] += cell.count
    beside = {
        sector.code: sector.weight if balanced else own[sector.code] for sector in profile.sectors
    }
    found = concordance.concordance(
        scores,
        [cell.count for cell in cells],
        [float(beside[cell.sector] / own[cell.sector]) for cell in cells],
    )
    if found is None:
        keys = ("w", "by_chance", "beyond_chance", "p", "p_by")
        return {"people": own.total(), **dict.fromkeys(keys), "w_reason": ALIKE}
    return {
        "people": found.people,
        "w": found.w,
        "by_chance": found.by_chance,
        "beyond_chance": found.beyond_chance,
        "p": found.p,
        "p_by": found.p_by,
    }
