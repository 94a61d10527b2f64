"""What the chart of a round of pairs shows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """Weights of the sectors together, the heaviest first."""
    from smd_workshop.library.charts.spec import (  # noqa: PLC0415
        BarRow,
        Bars,
    )

    weighed = [(code, row) for code, row in result["options"].items() if row["weight"] is not None]
    rows = tuple(
        BarRow(labels.option(code), 100 * row["weight"])
        for code, row in sorted(weighed, key=lambda item: -item[1]["weight"])
    )
    return (
        [Bars(title=N_("Weight"), unit=N_("percent"), rows=rows, domain=(0, 100))] if rows else []
    )
