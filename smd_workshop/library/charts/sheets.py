"""A long chart in several sheets, for paper: one scale and one column of labels, no row cut by the edge of a page."""

from __future__ import annotations

from smd_workshop.library.charts.layers import Band
from smd_workshop.library.charts.spec import Chart, Stacked
from smd_workshop.library.charts.svg import layout, written


def sheets(chart: Chart, width: int, height: float, *, foot: bool = True) -> tuple[str, ...]:
    """Return the chart as SVG in as few parts as keep each within `height` pixels; a single row is never split.

    Laid below one another they are the whole drawing; without `foot`, but for the numbers of its scale. Only the key of shares stands on each, for it names the colours.
    """
    placed = layout(chart, width)
    keyed = isinstance(chart, Stacked)
    parts: list[list[Band]] = [[]]
    used = placed.head.height
    for row in placed.rows:
        last = row is placed.rows[-1]
        if parts[-1] and used + row.height + last * placed.foot.height > height:
            parts.append([])
            used = keyed * placed.head.height
        parts[-1].append(row)
        used += row.height
    return tuple(
        written(
            chart.title,
            placed,
            part,
            head=keyed or part is parts[0],
            foot=foot and part is parts[-1],
        )
        for part in parts
    )


def scale(chart: Chart, width: int) -> str:
    """Return the foot of the chart alone, the numbers of its scale: paper repeats them on each page."""
    placed = layout(chart, width)
    return written(chart.title, placed, (), head=False) if placed.foot.height else ""
