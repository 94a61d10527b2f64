"""Bars from zero, one row each, with the sector's colour and shape."""

from __future__ import annotations

from smd_workshop.library.charts.frame import (
    BAR,
    MIDDLE,
    Line,
    figure,
    figure_room,
    finish,
    frame,
    places,
)
from smd_workshop.library.charts.layers import Box, Layout, Shape, Words
from smd_workshop.library.charts.limits import limits
from smd_workshop.library.charts.marks import INK_SOFT, mark
from smd_workshop.library.charts.spec import Bars


def bars(chart: Bars, width: int) -> Layout:
    """Lay the chart out; the figure stands at the end of its bar."""
    lines = tuple(Line(row.label, row.note, row.sector) for row in chart.rows)
    digits = places(row.value for row in chart.rows)
    said = [figure(row.value, digits) for row in chart.rows]
    framed = frame(lines, width, figure_room(said), limits(chart))
    zero = framed.at(0)
    drawn: list[tuple[Shape, ...]] = []
    for row, place, shown in zip(chart.rows, framed.rows, said, strict=True):
        end = framed.at(row.value or 0)
        colour = mark(row.sector).colour if row.sector else INK_SOFT
        bar = Box(min(zero, end), place.middle - BAR / 2, abs(end - zero), BAR, colour)
        beside = Words((shown,), max(zero, end) + 6, place.middle + MIDDLE, bold=True)
        drawn.append((bar, beside))
    within = framed.domain[0] < 0 < framed.domain[1] and not framed.narrow
    uprights = (framed.upright(0, INK_SOFT),) if within else ()
    return finish(framed, drawn, chart.unit, uprights=uprights)
