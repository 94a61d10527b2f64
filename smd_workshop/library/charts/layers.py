"""The layers of a specification: words and signs at places in pixels, and marks that follow their data.

Many words share one layer: a layer each would cost seconds in a long chart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from smd_workshop.library.charts.marks import INK, INK_SOFT

SIZE, SMALL = 13, 12
LINE_HEIGHT, NOTE_HEIGHT = 17, 15

Row = dict[str, Any]
Layer = dict[str, Any]
COLOUR = {"field": "colour", "type": "nominal", "scale": None, "legend": None}


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text: where the first one's baseline begins (or ends, or has its middle), in pixels of the plot."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: int = SIZE
    bold: bool = False
    colour: str = INK
    align: str = "left"

    @property
    def style(self) -> tuple[str, int, bool, str]:
        """What words must share to stand in one layer."""
        return self.align, self.size, self.bold, self.colour


@dataclass(frozen=True, slots=True)
class Sign:
    """A filled shape around a place in pixels of the plot."""

    shape: str
    colour: str
    x: float
    y: float
    size: int = 100
    outline: str = ""


def lettering(words: Iterable[Words], height: int) -> list[Layer]:
    """Return one layer per style of the words."""
    ordered = sorted(words, key=lambda w: w.style)
    return [_written(list(group), height) for _, group in groupby(ordered, key=lambda w: w.style)]


def signs(shown: Iterable[Sign], height: int) -> list[Layer]:
    """Return one layer with all these signs, or none."""
    rows = [
        {"px": s.x, "py": s.y, "shape": s.shape, "colour": s.colour, "size": s.size, "outline": s.outline or s.colour}
        for s in shown
    ]  # fmt: skip
    encoding = {
        **_at(height),
        "shape": {**COLOUR, "field": "shape"},
        "fill": COLOUR,
        "stroke": {**COLOUR, "field": "outline"},
        "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
    }
    mark = {"type": "point", "filled": True, "opacity": 1, "strokeWidth": 1}
    return [drawn(rows, mark, encoding)] if rows else []


def drawn(values: list[Row], mark: dict[str, Any], encoding: dict[str, Any]) -> Layer:
    """Return a layer with its own data."""
    return {"data": {"values": values}, "mark": {**mark, "aria": False}, "encoding": encoding}


def place(field: str, height: int) -> dict[str, Any]:
    """Return the vertical encoding: pixels from the top of the plot."""
    scale = {"domain": [0, height], "range": [0, height], "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def _at(height: int) -> dict[str, Any]:
    across = {"field": "px", "type": "quantitative", "scale": None, "axis": None}
    return {"x": across, "y": place("py", height)}


def _written(words: list[Words], height: int) -> Layer:
    first = words[0]
    mark = {
        "type": "text",
        "align": first.align,
        "baseline": "alphabetic",
        "fontSize": first.size,
        "fontWeight": "bold" if first.bold else "normal",
        "color": first.colour,
        "lineHeight": NOTE_HEIGHT if first.size == SMALL else LINE_HEIGHT,
    }
    rows = [{"px": w.x, "py": w.y, "text": list(w.lines)} for w in words]
    return drawn(rows, mark, {**_at(height), "text": {"field": "text"}})


def soft(said: str, x: float, y: float, align: str = "right") -> Words:
    """Return small grey words: an interval, a denominator."""
    return Words((said,), x, y, SMALL, colour=INK_SOFT, align=align)
