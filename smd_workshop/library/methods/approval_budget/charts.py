"""What the charts of a round about a budget show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """Balanced support per option, the funded ones marked, the most supported first."""
    from smd_workshop.library.charts.support import support_bars  # noqa: PLC0415 - only where it is drawn

    return support_bars(result, labels.option, result["winners_completed"], N_("funded"))
