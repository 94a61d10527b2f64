"""The frame that every chart shares: where labels, plot and figures stand, in pixels, at a given width.

Labels are placed by us, not by an axis: only so can a long Spanish label wrap without being cut, and every row be
as high as its words. Narrow drawings (phones) put the label above its row, wide ones beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from smd_workshop.charts import text
from smd_workshop.charts.marks import INK, INK_SOFT, LINE, mark

NARROW, WIDE = 328, 720
SIZE, SMALL, LINE_HEIGHT, NOTE_HEIGHT = 13, 12, 17, 15
BAR, GAP, HEADING, AXIS = 16, 12, 30, 44
MARK_ROOM = 20

Row = dict[str, Any]
Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One row before it has a place: its words, its sector's place, the heading above it."""

    label: str
    note: str = ""
    sector: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: total width, left edge and width of the plot, its height, rows and texts with places."""

    width: int
    left: int
    plot: int
    height: int
    rows: tuple[Row, ...]
    headings: tuple[Row, ...]

    @property
    def narrow(self) -> bool:
        """Whether labels stand above their rows."""
        return self.left == 0


def frame(lines: tuple[Line, ...], width: int, right: float, top: int = 0) -> Frame:
    """Return the frame for these rows, leaving `right` pixels for figures after the plot and `top` above it."""
    narrow = width < 480
    marked = any(line.sector for line in lines)
    indent = MARK_ROOM if marked else 0
    left = 0 if narrow else _label_room(lines, width, indent)
    room = (width if narrow else left - 16) - indent
    y, rows, headings, heading = top, [], [], ""
    for line in lines:
        if line.heading != heading:
            heading = line.heading
            if heading:
                said = text.wrap(heading, width - 4, SIZE + 1, most=2, weight="bold")
                headings.append({"x": -left, "y": y + 20, "text": list(said)})
                y += HEADING + (len(said) - 1) * LINE_HEIGHT
        row, high = _placed(line, y, room, narrow=narrow, left=left, indent=indent)
        rows.append(row)
        y += high
    return Frame(width, left, int(width - left - right), y, tuple(rows), tuple(headings))


def _label_room(lines: tuple[Line, ...], width: int, indent: int) -> int:
    widest = max(
        (
            max(text.width(text.clean(x.label), SIZE), text.width(text.clean(x.note), SMALL))
            for x in lines
        ),
        default=0,
    )
    return int(min(width * 0.46, max(widest + 2, 60) + indent + 16))


def _placed(
    line: Line, y: int, room: float, *, narrow: bool, left: int, indent: int
) -> tuple[Row, int]:
    label = text.wrap(line.label, room, SIZE)
    note = text.wrap(line.note, room, SMALL, most=2) if line.note else ()
    words = len(label) * LINE_HEIGHT + len(note) * NOTE_HEIGHT
    if narrow:
        high, first, centre = words + BAR + 4 + GAP + 4, y + 12, y + words + 4 + BAR / 2
    else:
        high = max(words, BAR) + GAP
        first, centre = y + (high - words) // 2 + 13, y + high / 2
    row: Row = {
        "y": centre, "words": list(label), "wordsX": indent - left, "wordsY": first,
        "note": list(note), "noteY": first + len(label) * LINE_HEIGHT,
    }  # fmt: skip
    if line.sector:
        row |= {
            "mark": mark(line.sector).shape,
            "colour": mark(line.sector).colour,
            "markX": 7 - left,
            "markY": first - 4.5,
        }
    return row, int(high)


def place(field: str, height: int) -> dict[str, Any]:
    """Return the vertical encoding: pixels from the top of the plot."""
    scale = {"domain": [0, height], "range": [0, height], "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def words(framed: Frame) -> list[Layer]:
    """Return the layers that write labels, notes and headings, and draw the sectors' shapes."""
    layers = []
    for row in framed.rows:
        layers += _row_words(row)
    layers += [
        written(h["text"], h["x"], h["y"], bold=True, size=SIZE + 1) for h in framed.headings
    ]
    return layers


def _row_words(row: Row) -> list[Layer]:
    layers = [written(row["words"], row["wordsX"], row["wordsY"])]
    if row["note"]:
        layers.append(
            written(row["note"], row["wordsX"], row["noteY"], size=SMALL, colour=INK_SOFT)
        )
    if "mark" in row:
        layers.append(symbol(row["mark"], row["colour"], row["markX"], row["markY"]))
    return layers


def written(
    lines: list[str] | str,
    x: float,
    y: float,
    *,
    bold: bool = False,
    size: int = SIZE,
    colour: str = INK,
    align: str = "left",
) -> Layer:
    """Return a layer that writes fixed words at a place in pixels."""
    mark_: dict[str, Any] = {
        "type": "text",
        "align": align,
        "baseline": "alphabetic",
        "fontSize": size,
        "color": colour,
    }
    mark_ |= {
        "lineHeight": NOTE_HEIGHT if size == SMALL else LINE_HEIGHT,
        "text": lines,
        "aria": False,
    }
    if bold:
        mark_["fontWeight"] = "bold"
    return {
        "data": {"values": [{}]},
        "mark": mark_,
        "encoding": {"x": {"value": x}, "y": {"value": y}},
    }


def symbol(shape: str, colour: str, x: float, y: float) -> Layer:
    """Return a layer that draws one sector's shape at a place in pixels."""
    drawn = {
        "type": "point",
        "shape": shape,
        "filled": True,
        "color": colour,
        "opacity": 1,
        "size": 110 if shape == "circle" else 100,
    }
    return {
        "data": {"values": [{}]},
        "mark": {**drawn, "aria": False},
        "encoding": {"x": {"value": x}, "y": {"value": y}},
    }


def box(colour: str, x: float, y: float, *, outlined: bool = False) -> Layer:
    """Return a layer that draws one swatch of a key."""
    drawn = {
        "type": "point",
        "shape": "square",
        "filled": True,
        "color": colour,
        "opacity": 1,
        "size": 140,
        "aria": False,
    }
    if outlined:
        drawn |= {"stroke": INK_SOFT, "strokeWidth": 1}
    return {
        "data": {"values": [{}]},
        "mark": drawn,
        "encoding": {"x": {"value": x}, "y": {"value": y}},
    }


def axis(unit: str, framed: Frame) -> dict[str, Any]:
    """Return the horizontal axis: few ticks, faint grid, the unit below."""
    title = list(text.wrap(unit, framed.plot, SMALL, most=2)) if unit else None
    return {
        "title": title, "titleFontWeight": "normal", "titleFontSize": SMALL, "titleColor": INK_SOFT, "titlePadding": 6,
        "labelFontSize": SMALL, "labelColor": INK_SOFT, "labelFlush": True, "labelOverlap": True, "labelPadding": 4,
        "tickCount": 4 if framed.plot < 260 else 6, "ticks": False, "domain": False, "grid": not framed.narrow, "gridColor": LINE,
    }  # fmt: skip


def finish(layers: list[Layer], framed: Frame, title: str, *, below: int = AXIS) -> dict[str, Any]:
    """Return the whole specification, of an exact size: nothing is left to the renderer's measuring."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": text.clean(title),
        "width": framed.plot,
        "height": framed.height,
        "padding": {
            "left": framed.left,
            "top": 4,
            "right": framed.width - framed.left - framed.plot,
            "bottom": below,
        },
        "autosize": {"type": "none"},
        "background": None,
        "config": {"font": text.FAMILY, "view": {"stroke": None}, "aria": False},
        "layer": layers,
    }
