"""What the charts of a round of estimates show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """One chart per option, for each has its own unit: the medians of the shown sectors, and the balanced one as a line."""
    from smd_workshop.library.charts.spec import (  # noqa: PLC0415
        DotRow,
        Dots,
    )

    drawn = []
    for code, row in result["options"].items():
        rows = tuple(
            DotRow(labels.sector(sector), own["median"])
            for sector, own in row["sectors"].items()
            if own["median"] is not None
        )
        if rows:
            drawn.append(
                Dots(
                    title=labels.option(code),
                    unit=N_("median"),
                    rows=rows,
                    reference=row["balanced_median"],
                )
            )
    return drawn
