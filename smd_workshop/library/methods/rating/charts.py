"""What the charts of a rating round show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """Balanced means with their intervals, the highest first."""
    from smd_workshop.library.charts.spec import (  # noqa: PLC0415
        DotRow,
        Dots,
    )

    rated = [
        (code, row) for code, row in result["options"].items() if row["balanced_mean"] is not None
    ]
    rows = tuple(
        DotRow(labels.option(code), row["balanced_mean"], *(row["interval"] or (None, None)))
        for code, row in sorted(rated, key=lambda item: -item[1]["balanced_mean"])
    )
    if not rows:
        return ()
    return (
        Dots(
            title=N_("Mean rating, balanced over the sectors"),
            unit=N_("1 to 9"),
            rows=rows,
            domain=(1, 9),
        ),
    )
