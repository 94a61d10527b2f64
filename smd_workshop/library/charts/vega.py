"""A chart as a Vega-Lite 5 specification: complete, with its data, ready for any Vega-Lite viewer."""

from __future__ import annotations

from typing import Any, assert_never

from smd_workshop.library.charts.bars import bars
from smd_workshop.library.charts.dots import dots
from smd_workshop.library.charts.frame import WIDE
from smd_workshop.library.charts.spec import Bars, Chart, Dots, Stacked
from smd_workshop.library.charts.stacked import stacked


def vega(chart: Chart, width: int = WIDE, *, foot: bool = True) -> dict[str, Any]:
    """Return the specification of a chart `width` pixels wide; below 480 labels stand above their rows.

    Without `foot` its grid has no numbers: another sheet of the same chart continues it below.
    """
    spec = _whole(chart, width)
    return spec if foot else _without_foot(spec)


def _whole(chart: Chart, width: int) -> dict[str, Any]:
    match chart:
        case Bars():
            return bars(chart, width)
        case Dots():
            return dots(chart, width)
        case Stacked():
            return stacked(chart, width)
        case _:
            assert_never(chart)


def _without_foot(spec: dict[str, Any]) -> dict[str, Any]:
    for layer in spec["layer"]:
        axis = layer["encoding"].get("x", {}).get("axis")
        if axis:
            axis |= {"labels": False, "title": None}
    return spec | {"padding": spec["padding"] | {"bottom": 0}}
