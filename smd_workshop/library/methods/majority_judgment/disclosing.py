"""What may be shown of grades where a sector is hidden."""

from typing import Any, Final

from smd_workshop.library.disclosure import (
    SUPPRESSED,
    Disclosing,
    Disclosure,
    hide_absences,
    mark_few,
    withhold,
)

#: Beside grade and order these would separate the hidden sectors.
_TELLING: Final = ("n", "pooled_grade", "majority_value", "consensus")
_OF_SECTOR: Final = ("n", "majority_grade", "grades")


def few(result: dict[str, Any], threshold: int) -> bool:
    """Withhold all of options that too few graded, their place in the order too: it is what one of them said."""
    found = {
        code
        for code, row in result["options"].items()
        if mark_few(row, threshold, *_TELLING, "majority_grade", "sufficient")
    }
    for code in found:
        row = result["options"][code]
        row["coverage"] = dict.fromkeys(row["coverage"])
        for own in row["sectors"].values():
            withhold(own, *_OF_SECTOR)
    if found:
        hide_absences(result)
        for key in ("order", "pooled_order"):
            left = ([code for code in tied if code not in found] for tied in result[key])
            result[key] = [tied for tied in left if tied]
    return bool(found)


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the order, the grade of every option and whether enough graded it, and the grades of sectors that are shown."""
    result["pooled_order"], result["pooled_order_reason"] = None, SUPPRESSED
    for row in result["options"].values():
        withhold(row, *_TELLING)
        for sector, own in row["sectors"].items():
            if sector not in disclosure.shown:
                row["coverage"][sector] = None
                withhold(own, *_OF_SECTOR)


DISCLOSING = Disclosing(
    decision="the grade and the place of each option, and whether enough graded it",
    redact=redact,
    few=few,
)
