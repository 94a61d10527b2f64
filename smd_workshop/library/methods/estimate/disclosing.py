"""What may be shown of estimates where a sector is hidden."""

from typing import Any, Final

from smd_workshop.library.disclosure import (
    Disclosing,
    Disclosure,
    hide_absences,
    mark_few,
    withhold,
)

#: Beside the balanced median these would separate the hidden sectors.
_TELLING: Final = ("n", "median", "q1", "q3")
_OF_SECTOR: Final = ("n", "median")


def few(result: dict[str, Any], threshold: int) -> bool:
    """Withhold all figures of options to which too few gave a number: the median of few is what one of them wrote."""
    found = {
        code
        for code, row in result["options"].items()
        if mark_few(row, threshold, *_TELLING, "balanced_median")
    }
    for code in found:
        for own in result["options"][code]["sectors"].values():
            withhold(own, *_OF_SECTOR)
    if found:
        hide_absences(result)
    return bool(found)


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the balanced median of every option, and the medians of sectors that are shown.

    Of fewer than the threshold the median goes too: between two numbers it tells each of the two the other's.
    """
    for row in result["options"].values():
        if row["n"] < disclosure.threshold:
            withhold(row, "balanced_median")
        withhold(row, *_TELLING)
        for sector, own in row["sectors"].items():
            if sector not in disclosure.shown:
                withhold(own, *_OF_SECTOR)


DISCLOSING = Disclosing(
    decision="the balanced median of each option that enough people estimated",
    redact=redact,
    few=few,
)
