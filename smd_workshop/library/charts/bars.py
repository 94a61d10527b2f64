"""Bars from zero, one row each, with the sector's colour and shape."""

from __future__ import annotations

from typing import Any

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import (
    BAR,
    MIDDLE,
    Line,
    axis,
    figure,
    figure_room,
    finish,
    frame,
    places,
    scale,
)
from smd_workshop.library.charts.layers import COLOUR, Layer, Words, drawn, place
from smd_workshop.library.charts.limits import inside, limits
from smd_workshop.library.charts.marks import INK_SOFT, mark
from smd_workshop.library.charts.spec import Bars


def bars(chart: Bars, width: int) -> dict[str, Any]:
    """Return the specification; the figure stands at the end of its bar."""
    lines = tuple(Line(row.label, row.note, row.sector) for row in chart.rows)
    digits = places(row.value for row in chart.rows)
    said = [figure(row.value, digits) for row in chart.rows]
    framed = frame(lines, width, figure_room(said))
    domain = limits(chart)
    zero = inside(0, domain)
    values = [
        {
            "label": text.clean(row.label), "value": row.value, "zero": zero, "y": y,
            "colour": mark(row.sector).colour if row.sector else INK_SOFT,
        }
        for row, y in zip(chart.rows, framed.centres, strict=True)
    ]  # fmt: skip
    x = {"field": "value", "type": "quantitative", "scale": scale(domain), "axis": axis(chart.unit, framed)}  # fmt: skip
    y = place("y", framed.height)
    layers: list[Layer] = [
        drawn(values, {"type": "rect", "height": BAR}, {"x": x, "x2": {"field": "zero"}, "y": y, "color": COLOUR})
    ]  # fmt: skip
    if domain[0] < 0 < domain[1] and not framed.narrow:
        rule = {"x": {"field": "zero", "type": "quantitative"}}
        layers.append(drawn([{"zero": 0}], {"type": "rule", "color": INK_SOFT}, rule))
    per_unit = framed.plot / (domain[1] - domain[0])
    ends = [(inside(max(row.value or 0, 0), domain) - domain[0]) * per_unit for row in chart.rows]
    words = [
        Words((shown,), end + 6, middle + MIDDLE, bold=True)
        for shown, end, middle in zip(said, ends, framed.centres, strict=True)
    ]
    return finish(layers, framed, chart.title, words=words)
