"""Shares of answers around the middle of their scale (Heiberger & Robbins 2014, "diverging stacked bar charts")."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import ceil
from typing import Final

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import (
    BAR,
    MIDDLE,
    Frame,
    Line,
    Row,
    figure,
    figure_room,
    finish,
    frame,
)
from smd_workshop.library.charts.kinds.stacked import key
from smd_workshop.library.charts.layers import SMALL, Box, Layout, Shape, Words, soft
from smd_workshop.library.charts.marks import GREY, PAPER, fills, ink_on
from smd_workshop.library.charts.spec import Diverging, StackedRow

#: The scale goes to a whole number of these shares on either side, and its numbers stand as far apart.
_STEP: Final = 0.25


def diverging(chart: Diverging, width: int) -> Layout:
    """Lay the chart out; counts stand in their segments, the denominator at the right."""
    points = len(chart.categories) - min(chart.aside, max(len(chart.categories) - 1, 0))
    sides = [_sides(row.values[:points]) for row in chart.rows]
    ends = [max((side[end] for side in sides), default=0.0) for end in (0, 1)]
    low, high = (max(_STEP, ceil(end / _STEP - 1e-9) * _STEP) for end in ends)
    said = [f"n = {figure(sum(row.values[:points]))}" for row in chart.rows]
    lines = tuple(Line(row.label) for row in chart.rows)
    framed = frame(lines, width, figure_room(said), (-low, high))
    colours = fills(len(chart.categories), chart.aside)
    drawn = [
        (
            *_segments(row, points, place, framed, colours),
            soft(shown, width, place.middle + MIDDLE),
        )
        for row, place, shown in zip(chart.rows, framed.rows, said, strict=True)
    ]
    head = key(chart.categories[:points], width, colours)
    zero = () if framed.narrow else (framed.upright(0, GREY),)
    return finish(
        framed, drawn, chart.unit, ticks=_ticks(framed, low, high), head=head, uprights=zero
    )


def _ticks(framed: Frame, low: float, high: float) -> list[tuple[float, str]]:
    step = _STEP if framed.plot > 60 * (low + high) / _STEP else 2 * _STEP
    first, last = round(-low / step + 0.499), round(high / step - 0.499)
    return [(k * step, f"{abs(round(100 * k * step))} %") for k in range(first, last + 1)]


def _sides(values: tuple[float, ...]) -> tuple[float, float]:
    """Return which share of the answers stands left of the middle, and right; a middle point is halved."""
    total = sum(values) or 1
    half, odd = divmod(len(values), 2)
    middle = values[half] / 2 if odd else 0
    return (sum(values[:half]) + middle) / total, (sum(values[half + odd :]) + middle) / total


def _segments(
    row: StackedRow, points: int, place: Row, framed: Frame, colours: tuple[str, ...]
) -> Iterator[Shape]:
    values = row.values[:points]
    total = sum(values) or 1
    begins = -_sides(values)[0]
    edges = [framed.at(begins + count / total) for count in accumulate(values, initial=0)]
    for count, (start, end), fill in zip(values, pairwise(edges), colours, strict=False):
        if not count:
            continue
        outline = GREY if fill == PAPER else PAPER
        yield Box(start, place.middle - BAR / 2 - 2, end - start, BAR + 4, fill, outline)
        said = figure(count)
        if text.width(said, SMALL) + 2 <= end - start:
            yield Words(
                (said,), (start + end) / 2, place.middle + MIDDLE, SMALL,
                colour=ink_on(fill), anchor="middle",
            )  # fmt: skip
