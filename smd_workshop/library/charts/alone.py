"""A chart that goes out by itself, as a file: its title drawn, what its numbers mean below it, on paper of its own colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import WIDE
from smd_workshop.library.charts.layers import (
    LINE_HEIGHT,
    NOTE_HEIGHT,
    SIZE,
    SMALL,
    Band,
    Words,
)
from smd_workshop.library.charts.marks import INK_SOFT
from smd_workshop.library.charts.spec import Chart, Map
from smd_workshop.library.charts.svg import Around, layout, written

#: Pixels around the drawing, and below its title.
MARGIN: Final = 14
_BELOW: Final = 10


def alone(chart: Chart, width: int = WIDE) -> str:
    """Return the drawing as an SVG that another page, or a viewer with a dark ground, shows by itself."""
    lines = titled(chart, width, SIZE)
    title = Words(lines, 0, SIZE, bold=True)
    key = keyed(chart, width, SMALL)
    below = Words(key, 0, _BELOW + SMALL, SMALL, colour=INK_SOFT)
    placed = layout(chart, width)
    around = Around(
        Band(len(lines) * LINE_HEIGHT + _BELOW, (title,)),
        Band(len(key) * NOTE_HEIGHT + _BELOW, (below,)) if key else Band(0),
        MARGIN,
    )
    return written(chart.title, placed, placed.rows, around=around)


def titled(chart: Chart, room: float, size: float) -> tuple[str, ...]:
    """Return the title in lines no wider than so many pixels."""
    return text.wrap(chart.title, room, size, weight="bold")


def keyed(chart: Chart, room: float, size: float) -> tuple[str, ...]:
    """Return in lines what each number of a map is, of those that stand on it; nothing of a chart without numbers."""
    if not isinstance(chart, Map):
        return ()
    said = [
        f"{n}: {text.clean(place.label)}"
        for n, place in enumerate(chart.places, 1)
        if place.across is not None and place.up is not None
    ]
    return tuple(line for row in _rows(said, room, size) for line in text.wrap(row, room, size))


def _rows(said: list[str], room: float, size: float) -> Iterator[str]:
    """Yield as many pieces in a row as it has room for; one that is longer than a row stands in its own."""
    row = ""
    for each in said:
        longer = f"{row} · {each}" if row else each
        if row and text.width(longer, size) > room:
            yield row
            row = each
        else:
            row = longer
    if row:
        yield row
