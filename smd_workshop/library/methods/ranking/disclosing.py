"""What may be shown of a ranking where a sector is hidden."""

from typing import Any, Final

from smd_workshop.library.disclosure import (
    SUPPRESSED,
    Disclosing,
    Disclosure,
    never_few,
    withhold,
)

#: How many put what before what is how many of the hidden sectors did, once the others are known.
_TELLING: Final = ("pairwise", "paths", "voters", "pooled_order", "method_check", "agreement")


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the order with its ties, and the order of sectors that are shown."""
    for key in _TELLING:
        result[key], result[f"{key}_reason"] = None, SUPPRESSED
    for row in result["options"].values():
        withhold(row, "n", "pooled_place")
        for sector, own in row["sectors"].items():
            if sector not in disclosure.shown:
                withhold(own, "n", "place")


DISCLOSING = Disclosing(decision="the order, with its ties", redact=redact, few=never_few)
