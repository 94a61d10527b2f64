"""What may be shown of a rating where a sector is hidden."""

from fractions import Fraction
from typing import Any, Final

from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.disclosure import (
    Disclosing,
    Disclosure,
    Step,
    Table,
    hide_absences,
    mark_few,
    withhold,
)
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors import share

#: Figures of an option that separate the hidden sectors, or by which a guess at their answers can be checked.
_TELLING: Final = (
    "n", "dont_know", "unseen", "pooled_mean", "pooled_median", "balanced_mean", "balanced_agree", "balanced_reject",
    "median", "p30", "p70", "ipr", "ipras", "disagreement", "interval",
)  # fmt: skip
_OF_SECTOR: Final = ("n", "mean", "median", "agree", "reject")


def few(result: dict[str, Any], threshold: int) -> bool:
    """Withhold the figures of options to which too few gave a number; the class stays, for it is the decision."""
    found = False
    for option in result["options"].values():
        if mark_few(option, threshold, *_TELLING):
            found = True
            for row in option["sectors"].values():
                withhold(row, *_OF_SECTOR)
            hide_absences(option)
    if found:  # what goes over all options, few ones included, could be counted again with a guess
        hide_absences(result)
        withhold(result["agreement"], "kendall_w", "krippendorff_alpha")
    return found


def redact(result: dict[str, Any], disclosure: Disclosure, together: Profile) -> None:
    """Leave the class of every option, the sectors that are shown, and the band of the group."""
    for code, option in result["options"].items():
        mean, n = _of_group(together, code)
        enough = n >= disclosure.threshold and not option.get("few")
        option["group"] = {"mean": TABLE.band(disclosure, mean if enough else None)}
        if disclosure.group and not enough:
            option["group"]["few"] = True
        withhold(option, *_TELLING)
        for sector, row in option["sectors"].items():
            if sector not in disclosure.shown:
                withhold(row, *_OF_SECTOR)
        hide_absences(option)
    withhold(result["agreement"], "kendall_w", "krippendorff_alpha")


def _of_group(together: Profile, code: str) -> tuple[Fraction | None, int]:
    """Return the exact mean of the numbers that the group gave to an option, and how many gave one."""
    marks = [
        (mark, cell.count)
        for cell in together.cells
        if (mark := cell.answer.get(code)) not in {None, DONT_KNOW}
    ]
    n = sum(count for _, count in marks)
    return share(sum(mark * count for mark, count in marks), n), n


TABLE: Final = Table(Fraction(1), Fraction(9), (Step(8, (Fraction(5),)),))
DISCLOSING = Disclosing(redact=redact, table=TABLE, few=few)
