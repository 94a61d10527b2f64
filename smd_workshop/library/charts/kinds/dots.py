"""Dots with intervals: an estimate, how sure it is, and where the threshold lies."""

from __future__ import annotations

from collections.abc import Iterator

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import (
    MIDDLE,
    Frame,
    Line,
    Row,
    centred,
    figure,
    figure_room,
    finish,
    frame,
    places,
)
from smd_workshop.library.charts.layers import SMALL, Band, Layout, Rule, Shape, Sign, Words, soft
from smd_workshop.library.charts.limits import limits
from smd_workshop.library.charts.marks import CIRCLE, COPPER, GREY, LINE, SEA
from smd_workshop.library.charts.spec import DotRow, Dots


def dots(chart: Dots, width: int) -> Layout:
    """Lay the chart out; estimate and interval are also written, at the right.

    The reference is a line behind all rows; on a phone only beside each dot, for the labels stand above it.
    """
    digits = places(n for row in chart.rows for n in (row.value, row.low, row.high))
    said = [figure(row.value, digits) for row in chart.rows]
    spans = [_span(row, digits) for row in chart.rows]
    room = figure_room(said)
    beside = max((text.width(span, SMALL) + 12 for span in spans if span), default=0)
    lines = tuple(Line(row.label, heading=row.group) for row in chart.rows)
    framed = frame(lines, width, room + beside, limits(chart))
    drawn: list[tuple[Shape, ...]] = []
    for row, place, shown, span in zip(chart.rows, framed.rows, said, spans, strict=True):
        base = place.middle + MIDDLE
        estimate = Words((shown,), framed.left + framed.plot + room, base, bold=True, anchor="end")
        written = (estimate, soft(span, width, base)) if span else (estimate,)
        drawn.append((*_estimate(row, place, framed, chart.reference), *written))
    if chart.reference is None:
        return finish(framed, drawn, chart.unit)
    named = figure(chart.reference)
    x = centred(named, framed.at(chart.reference), framed)
    head = Band(22, (Words((named,), x, 16, SMALL, bold=True, colour=COPPER, anchor="middle"),))
    line = framed.upright(chart.reference, COPPER, 1.5, "4 3")
    return finish(framed, drawn, chart.unit, head=head, uprights=() if framed.narrow else (line,))


def _estimate(row: DotRow, place: Row, framed: Frame, reference: float | None) -> Iterator[Shape]:
    y = place.middle
    if framed.narrow:  # a faint line in place of the grid
        yield Rule(0, y, framed.plot, y, LINE)
        if reference is not None:
            x = framed.at(reference)
            yield Rule(x, y - 10, x, y + 10, COPPER, 1.5)
    if row.low is not None and row.high is not None:
        yield Rule(framed.at(row.low), y, framed.at(row.high), y, GREY, 3)
    if row.value is not None:
        yield Sign(CIRCLE, SEA, framed.at(row.value), y, 6)


def _span(row: DotRow, digits: int) -> str:
    if row.low is None or row.high is None:
        return ""
    return f"{figure(row.low, digits)} – {figure(row.high, digits)}"
