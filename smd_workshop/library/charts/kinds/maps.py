"""Places on a map of two measures, numbered; what each number is stands in the table below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import TOP, figure
from smd_workshop.library.charts.layers import (
    NOTE_HEIGHT,
    SMALL,
    Anchor,
    Band,
    Layout,
    Rule,
    Shape,
    Sign,
    Words,
    soft,
)
from smd_workshop.library.charts.limits import inside, steps
from smd_workshop.library.charts.marks import CIRCLE, COPPER, INK_SOFT, LINE, PAPER, SEA
from smd_workshop.library.charts.spec import Domain, Map

_LEFT, _HEAD, _RADIUS = 34, 22, 9
_HIGHEST: Final = 420
_STEPS: Final = 4


def map_of(chart: Map, width: int) -> Layout:
    """Lay the map out in one piece: it is read whole."""
    left = _left(chart)
    room, high = width - left - _RADIUS, min(_HIGHEST, round(width * 0.8))
    plot = _Plot(chart.domain, left, room, high)
    shapes = (
        *_axes(chart, plot),
        *_cross(chart, plot),
        *_corners(chart, plot),
        *_places(chart, plot),
    )
    title = text.wrap(chart.across, room, SMALL, most=2)
    foot = Words(title, left + room / 2, 34, SMALL, colour=INK_SOFT, anchor="middle")
    numbers = [
        soft(said, min(plot.x(value), width - text.width(said, SMALL) / 2), 16, "middle")
        for values, digits in (steps(chart.domain[0], _STEPS),)
        for value in values
        for said in (figure(value, digits),)
    ]
    band = Band(_HEAD + high, shapes)
    below = Band(24 + len(title) * NOTE_HEIGHT, (*numbers, foot))
    return Layout(width, Band(TOP), (band,), below, ())


def _left(chart: Map) -> float:
    """Return the room that the numbers beside the map take: those of money are wide."""
    values, digits = steps(chart.domain[1], _STEPS)
    widest = max((text.width(figure(value, digits), SMALL) for value in values), default=0)
    return max(_LEFT, round(widest) + 10)


class _Plot:
    """Where a value stands, in pixels from the upper left of the band."""

    def __init__(
        self, domain: tuple[Domain, Domain], left: float, room: float, high: float
    ) -> None:
        self.domain, self.left, self.room, self.high = domain, left, room, high

    def x(self, value: float) -> float:
        low, high = self.domain[0]
        return self.left + (inside(value, self.domain[0]) - low) / (high - low) * self.room

    def y(self, value: float) -> float:
        low, high = self.domain[1]
        return _HEAD + (high - inside(value, self.domain[1])) / (high - low) * self.high


def _axes(chart: Map, plot: _Plot) -> Iterator[Shape]:
    name = text.wrap(chart.up, plot.room, SMALL, most=1)
    yield Words(name, 0, 12, SMALL, colour=INK_SOFT)
    values, digits = steps(chart.domain[1], _STEPS)
    for value in values:
        yield Rule(plot.left, plot.y(value), plot.left + plot.room, plot.y(value), LINE)
        yield soft(
            figure(value, digits), plot.left - 6, min(plot.y(value), _HEAD + plot.high - 8) + 4
        )
    for value in steps(chart.domain[0], _STEPS)[0]:
        yield Rule(plot.x(value), _HEAD, plot.x(value), _HEAD + plot.high, LINE)


def _cross(chart: Map, plot: _Plot) -> Iterator[Shape]:
    if chart.cut is None:
        return
    x, y = plot.x(chart.cut[0]), plot.y(chart.cut[1])
    yield Rule(x, _HEAD, x, _HEAD + plot.high, COPPER, 1.5, "4 3")
    yield Rule(plot.left, y, plot.left + plot.room, y, COPPER, 1.5, "4 3")


def _corners(chart: Map, plot: _Plot) -> Iterator[Shape]:
    for place, said in enumerate(chart.corners):
        below, right = divmod(place, 2)
        x = plot.left + plot.room - 4 if right else plot.left + 4
        y = _HEAD + plot.high - 8 if below else _HEAD + 16
        if said:
            line = text.wrap(said, plot.room / 2 - 12, SMALL, most=1)
            anchor: Anchor = "end" if right else "start"
            yield Words(line, x, y, SMALL, bold=True, colour=INK_SOFT, anchor=anchor)


def _places(chart: Map, plot: _Plot) -> Iterator[Shape]:
    for n, place in enumerate(chart.places, 1):
        if place.across is None or place.up is None:
            continue
        x, y = plot.x(place.across), plot.y(place.up)
        yield Sign(CIRCLE, PAPER, x, y, _RADIUS + 1)
        yield Sign(CIRCLE, SEA, x, y, _RADIUS)
        yield Words((str(n),), x, y + 4, SMALL, bold=True, colour=PAPER, anchor="middle")
