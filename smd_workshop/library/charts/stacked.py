"""Shares of answers as one bar from 0 to 100 %, from against to in favour; "no sé" stands outlined at the end."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import (
    BAR,
    MIDDLE,
    Frame,
    Line,
    axis,
    figure,
    figure_room,
    finish,
    frame,
    scale,
)
from smd_workshop.library.charts.layers import COLOUR, SMALL, Row, Sign, Words, drawn, place, soft
from smd_workshop.library.charts.marks import GREY, PAPER, ink_on, tones
from smd_workshop.library.charts.spec import Stacked, StackedRow

KEY_LINE = 20


def stacked(chart: Stacked, width: int) -> dict[str, Any]:
    """Return the specification; counts stand in their segments, the denominator at the right."""
    said = [f"n = {figure(sum(row.values))}" for row in chart.rows]
    fills = _fills(chart)
    names = _key(chart, width)
    top = int(names[-1][2]) + KEY_LINE if names else 0
    lines = tuple(Line(row.label) for row in chart.rows)
    framed = frame(lines, width, figure_room(said), top=top)
    values = [
        segment
        for row, y in zip(chart.rows, framed.centres, strict=True)
        for segment in _segments(chart, row, y, fills)
    ]
    ticks = {"values": [0, 0.25, 0.5, 0.75, 1], "labelExpr": "datum.value * 100 + ' %'"}
    x = {
        "field": "start", "type": "quantitative", "scale": scale((0, 1)),
        "axis": {**axis(chart.unit, framed), **ticks},
    }  # fmt: skip
    encoding = {
        "x": x, "x2": {"field": "end"}, "y": place("y", framed.height),
        "fill": COLOUR, "stroke": {**COLOUR, "field": "outline"},
    }  # fmt: skip
    layer = drawn(values, {"type": "rect", "height": BAR + 4, "strokeWidth": 1}, encoding)
    words = [soft(s, framed.right, y + MIDDLE) for s, y in zip(said, framed.centres, strict=True)]
    words += _counts(values, framed)
    words += [Words((name,), x + 20 - framed.left, y + 4, SMALL) for name, x, y in names]
    shapes = [
        Sign("square", fill, x + 7 - framed.left, y, 140, GREY if fill == PAPER else fill)
        for fill, (_, x, y) in zip(fills, names, strict=True)
    ]
    return finish([layer], framed, chart.title, words=words, shapes=shapes)


def _fills(chart: Stacked) -> tuple[str, ...]:
    aside = min(max(chart.aside, 0), max(len(chart.categories) - 1, 0))
    return (*tones(len(chart.categories) - aside), *((PAPER,) * aside))


def _key(chart: Stacked, width: int) -> list[tuple[str, float, float]]:
    """Return each category's name and place, from the left edge of the drawing."""
    names: list[tuple[str, float, float]] = []
    x, y = 0.0, 8.0
    for category in chart.categories:
        name = text.wrap(category, width - 24, SMALL, most=1)[0]
        room = 20 + text.width(name, SMALL)
        if x and x + room > width:
            x, y = 0.0, y + KEY_LINE
        names.append((name, x, y))
        x += room + 14
    return names


def _segments(chart: Stacked, row: StackedRow, y: float, fills: tuple[str, ...]) -> list[Row]:
    total = sum(row.values)
    if not total:
        return []
    ends = list(accumulate(count / total for count in row.values))
    starts = [0.0, *ends[:-1]]
    parts = zip(chart.categories, row.values, starts, ends, fills, strict=True)
    return [
        {
            "label": text.clean(row.label), "category": text.clean(category), "count": count, "start": start,
            "end": end, "y": y, "colour": fill, "outline": GREY if fill == PAPER else PAPER,
        }
        for category, count, start, end, fill in parts
        if count
    ]  # fmt: skip


def _counts(values: list[Row], framed: Frame) -> list[Words]:
    """Write each count in its segment, where it fits."""
    words = []
    for segment in values:
        said, share = figure(segment["count"]), segment["end"] - segment["start"]
        if text.width(said, SMALL) + 2 <= share * framed.plot:
            middle = (segment["start"] + segment["end"]) / 2 * framed.plot
            ink = ink_on(segment["colour"])
            words.append(Words((said,), middle, segment["y"] + MIDDLE, SMALL, colour=ink, align="center"))  # fmt: skip
    return words
