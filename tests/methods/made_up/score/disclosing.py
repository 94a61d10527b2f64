"""What may be shown of scores where a sector is hidden."""

from typing import Any

from smd_workshop.library.disclosure import (
    Disclosing,
    Disclosure,
    hide_absences,
    never_few,
    withhold,
)


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the verdicts, and the means of sectors that are shown."""
    for row in result["options"].values():
        withhold(row, "n", "mean", "balanced")
        hide_absences(row)
        for sector, own in row["sectors"].items():
            if sector not in disclosure.shown:
                withhold(own, "n", "mean")


DISCLOSING = Disclosing(decision="the verdicts", redact=redact, few=never_few)
