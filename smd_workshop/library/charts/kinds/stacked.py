"""Shares of answers as one bar from 0 to 100 %, from against to in favour; "no sé" stands outlined at the end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import (
    BAR,
    MIDDLE,
    TOP,
    Frame,
    Line,
    Row,
    figure,
    figure_room,
    finish,
    frame,
)
from smd_workshop.library.charts.layers import SMALL, Band, Box, Layout, Shape, Words, soft
from smd_workshop.library.charts.marks import GREY, PAPER, fills, ink_on
from smd_workshop.library.charts.spec import Stacked, StackedRow

KEY_LINE, KEY_BOX = 20, 12
TICKS = tuple((share / 100, f"{share} %") for share in (0, 25, 50, 75, 100))


def stacked(chart: Stacked, width: int) -> Layout:
    """Lay the chart out; counts stand in their segments, the denominator at the right."""
    said = [f"n = {figure(sum(row.values))}" for row in chart.rows]
    colours = fills(len(chart.categories), chart.aside)
    framed = frame(tuple(Line(row.label) for row in chart.rows), width, figure_room(said), (0, 1))
    drawn = [
        (*_segments(row, place, framed, colours), soft(shown, width, place.middle + MIDDLE))
        for row, place, shown in zip(chart.rows, framed.rows, said, strict=True)
    ]
    return finish(
        framed, drawn, chart.unit, ticks=TICKS, head=key(chart.categories, width, colours)
    )


def key(categories: tuple[str, ...], width: int, colours: tuple[str, ...]) -> Band:
    """Return the names of the categories beside their colours, in as many lines as they need."""
    shapes: list[Shape] = []
    x, y = 0.0, float(TOP)
    for category, fill in zip(categories, colours, strict=False):
        name = text.wrap(category, width - 24, SMALL, most=1)[0]
        room = 20 + text.width(name, SMALL)
        if x and x + room > width:
            x, y = 0.0, y + KEY_LINE
        shapes.append(Box(x + 1, y + 2, KEY_BOX, KEY_BOX, fill, _outline(fill)))
        shapes.append(Words((name,), x + 20, y + 12, SMALL))
        x += room + 14
    return Band(y + KEY_LINE + TOP if shapes else TOP, tuple(shapes))


def _segments(
    row: StackedRow, place: Row, framed: Frame, colours: tuple[str, ...]
) -> Iterator[Shape]:
    """Draw a part for each category that received something, its count in it where that fits."""
    total = sum(row.values) or 1
    edges = [framed.at(count / total) for count in accumulate(row.values, initial=0)]
    for count, (start, end), fill in zip(row.values, pairwise(edges), colours, strict=True):
        if not count:
            continue
        yield Box(start, place.middle - BAR / 2 - 2, end - start, BAR + 4, fill, _outline(fill))
        said = figure(count)
        if text.width(said, SMALL) + 2 <= end - start:
            base, ink = place.middle + MIDDLE, ink_on(fill)
            yield Words((said,), (start + end) / 2, base, SMALL, colour=ink, anchor="middle")


def _outline(fill: str) -> str:
    return GREY if fill == PAPER else PAPER
