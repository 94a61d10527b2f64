"""What the charts of an approval round show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """Balanced support per option, the chosen ones marked, the most supported first."""
    from smd_workshop.library.charts.spec import (  # noqa: PLC0415
        BarRow,
        Bars,
    )

    support = {code: row["support"]["balanced"] for code, row in result["options"].items()}
    shown = sorted(
        (code for code in support if support[code] is not None), key=lambda code: -support[code]
    )
    if not shown:
        return ()
    rows = tuple(
        BarRow(
            labels.option(code),
            100 * support[code],
            note=N_("chosen") if code in result["winners"] else "",
        )
        for code in shown
    )
    return (
        Bars(
            title=N_("Support, balanced over the sectors"),
            unit=N_("percent"),
            rows=rows,
            domain=(0, 100),
        ),
    )
