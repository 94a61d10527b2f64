"""What the chart of a ratification shows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """One stacked bar per sector: no, yes, and abstentions aside. Suppressed sectors are left out."""
    from smd_workshop.library.charts.spec import (  # noqa: PLC0415
        Stacked,
        StackedRow,
    )

    rows = tuple(
        StackedRow(labels.sector(code), (row["no"], row["yes"], row["abstain"]))
        for code, row in result["sectors"].items()
        if row.get("yes") is not None
    )
    if not rows:
        return ()
    return (
        Stacked(
            title=N_("Votes by sector"),
            unit=N_("ballots"),
            categories=(N_("No"), N_("Yes"), N_("Abstain")),
            rows=rows,
            aside=1,
        ),
    )
