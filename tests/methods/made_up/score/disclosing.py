"""What may be shown of scores where a sector is hidden."""

from typing import Any

from smd_workshop.library.disclosure import (
    Disclosing,
    Disclosure,
    Level,
    hide_absences,
    round_figures,
    totals_beyond,
    withhold,
)


def redact(result: dict[str, Any], disclosure: Disclosure, level: Level) -> None:
    """Leave the verdicts, and totals as the level allows."""
    for code, row in result["options"].items():
        cell = disclosure.of(code)
        withhold(row, "n")
        round_figures(row, 1, "mean", "balanced")
        withhold(row, *totals_beyond(max(level, cell.least), "mean", "balanced"))
        hide_absences(row, cell.shown, level)
        for sector, own in row["sectors"].items():
            if sector not in cell.shown:
                withhold(own, "n", "mean")


DISCLOSING = Disclosing(
    redact=redact, least=Level.TOTALS, keys=lambda profile: profile.options, scale=(0, 10)
)
