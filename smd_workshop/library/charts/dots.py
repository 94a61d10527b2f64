"""Dots with intervals: an estimate, how sure it is, and where the threshold lies."""

from __future__ import annotations

from typing import Any

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import (
    MIDDLE,
    Frame,
    Line,
    axis,
    figure,
    figure_room,
    finish,
    frame,
    places,
    scale,
)
from smd_workshop.library.charts.layers import SMALL, Layer, Words, drawn, place, soft
from smd_workshop.library.charts.limits import inside, limits
from smd_workshop.library.charts.marks import COPPER, GREY, LINE, SEA
from smd_workshop.library.charts.spec import Domain, DotRow, Dots


def dots(chart: Dots, width: int) -> dict[str, Any]:
    """Return the specification; estimate and interval are also written, at the right."""
    digits = places(n for row in chart.rows for n in (row.value, row.low, row.high))
    said = [figure(row.value, digits) for row in chart.rows]
    spans = [_span(row, digits) for row in chart.rows]
    room = figure_room(said)
    beside = max((text.width(span, SMALL) + 12 for span in spans if span), default=0)
    lines = tuple(Line(row.label, heading=row.group) for row in chart.rows)
    framed = frame(lines, width, room + beside, top=0 if chart.reference is None else 22)
    domain = limits(chart)
    words = [
        Words((shown,), framed.plot + room, middle + MIDDLE, bold=True, align="right")
        for shown, middle in zip(said, framed.centres, strict=True)
    ]
    words += [
        soft(span, framed.right, middle + MIDDLE)
        for span, middle in zip(spans, framed.centres, strict=True)
        if span
    ]
    layers = [*_tracks(framed), *_estimates(chart, framed, domain)]
    if chart.reference is not None:
        at = (inside(chart.reference, domain) - domain[0]) / (domain[1] - domain[0]) * framed.plot
        layers.insert(0, _reference(chart.reference, at, framed))
        named = figure(chart.reference)
        words.append(Words((named,), at, 12, SMALL, bold=True, colour=COPPER, align="center"))
    return finish(layers, framed, chart.title, words=words)


def _estimates(chart: Dots, framed: Frame, domain: Domain) -> list[Layer]:
    values = [
        {
            "label": text.clean(row.label), "group": text.clean(row.group), "value": row.value,
            "low": row.low, "high": row.high, "y": y,
        }
        for row, y in zip(chart.rows, framed.centres, strict=True)
    ]  # fmt: skip
    x = {"field": "value", "type": "quantitative", "scale": scale(domain), "axis": axis(chart.unit, framed)}  # fmt: skip
    y = place("y", framed.height)
    ranged = [v for v in values if v["low"] is not None and v["high"] is not None]
    span = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}, "y": y}
    dot = {"type": "point", "filled": True, "shape": "circle", "size": 110, "color": SEA, "opacity": 1}  # fmt: skip
    return [
        drawn(ranged, {"type": "rule", "strokeWidth": 3, "color": GREY}, span),
        drawn(values, dot, {"x": x, "y": y}),
    ]


def _reference(value: float, at: float, framed: Frame) -> Layer:
    """Draw the reference from top to bottom; on a phone only beside each dot, for the labels stand above it."""
    spans = [(y - 10, y + 10) for y in framed.centres] if framed.narrow else [(16, framed.height)]
    rows = [{"reference": value, "top": top, "bottom": bottom} for top, bottom in spans]
    dashes = [] if framed.narrow else [4, 3]
    rule = {"type": "rule", "color": COPPER, "strokeWidth": 1.5, "strokeDash": dashes}
    edges = {"y": place("top", framed.height), "y2": {"field": "bottom"}}
    return drawn(rows, rule, {"x": {"value": at}, **edges})


def _tracks(framed: Frame) -> list[Layer]:
    """Draw a faint line under each row on a phone, in place of a grid."""
    if not framed.narrow:
        return []
    rows = [{"y": y} for y in framed.centres]
    edges = {"x": {"value": 0}, "x2": {"value": framed.plot}, "y": place("y", framed.height)}
    return [drawn(rows, {"type": "rule", "color": LINE, "strokeWidth": 1}, edges)]


def _span(row: DotRow, digits: int) -> str:
    if row.low is None or row.high is None:
        return ""
    return f"{figure(row.low, digits)} – {figure(row.high, digits)}"
