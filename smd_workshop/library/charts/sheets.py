"""A long chart in several sheets, for paper: the same scale on each, no row cut by the edge of a page."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from smd_workshop.library.charts.limits import limits
from smd_workshop.library.charts.spec import Bars, Chart, DotRow, Dots, Stacked
from smd_workshop.library.charts.vega import vega


def sheets(chart: Chart, width: int, height: int) -> tuple[Chart, ...]:
    """Return the chart in as few parts as keep each drawing within `height` pixels; a single row is never split."""
    whole = chart if isinstance(chart, Stacked) else replace(chart, domain=limits(chart))
    parts: list[Chart] = []
    start, count = 0, len(whole.rows)
    while start < count:
        end = start + 1
        while end < count and _height(_part(whole, start, end + 1), width) <= height:
            end += 1
        parts.append(_part(whole, start, end))
        start = end
    return tuple(parts) or (chart,)


def _part(chart: Chart, start: int, end: int) -> Chart:
    # one branch per kind, so that the rows keep their type
    match chart:
        case Bars():
            return replace(chart, rows=chart.rows[start:end])
        case Dots():
            return replace(chart, rows=_under_their_heading(chart.rows, start, end))
        case Stacked():
            return replace(chart, rows=chart.rows[start:end])


def _under_their_heading(rows: tuple[DotRow, ...], start: int, end: int) -> tuple[DotRow, ...]:
    """Return some rows; those that go on with the group of the row before them have no heading again."""
    above = rows[start - 1].group if start else ""
    goes_on = list(takewhile(lambda row: row.group == above, rows[start:end])) if above else []
    plain = tuple(replace(row, group="") for row in goes_on)
    return plain + rows[start + len(plain) : end]


def _height(chart: Chart, width: int) -> int:
    spec = vega(chart, width)
    high: int = spec["height"] + spec["padding"]["top"] + spec["padding"]["bottom"]
    return high
