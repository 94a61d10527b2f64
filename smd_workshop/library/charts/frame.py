"""The frame that every chart shares: where labels, plot and figures stand, in pixels, at a given width.

Labels are placed by us, not by an axis: only so can a long Spanish label wrap without being cut, and every row be
as high as its words. Narrow drawings (phones) put the label above its row, wide ones beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from smd_workshop.core.numbers import number
from smd_workshop.library.charts import text
from smd_workshop.library.charts.layers import (
    LINE_HEIGHT,
    NOTE_HEIGHT,
    SIZE,
    SMALL,
    Layer,
    Sign,
    Words,
    lettering,
    signs,
)
from smd_workshop.library.charts.marks import INK_SOFT, LINE, mark
from smd_workshop.library.charts.spec import Domain

NARROW, WIDE = 328, 720
BAR, GAP, HEADING, AXIS = 16, 12, 30, 44
MARK_ROOM = 20
MIDDLE = 4.5  # from the middle of a line of figures down to its baseline


@dataclass(frozen=True, slots=True)
class Line:
    """One row before it has a place: its words, its sector's place, the heading above it."""

    label: str
    note: str = ""
    sector: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: total width, left edge and width of the plot, its height, the middle of each row, words, signs."""

    width: int
    left: int
    plot: int
    height: int
    centres: tuple[float, ...]
    words: tuple[Words, ...]
    signs: tuple[Sign, ...]

    @property
    def narrow(self) -> bool:
        """Whether labels stand above their rows."""
        return self.left == 0

    @property
    def right(self) -> int:
        """The right edge of the drawing, from the left of the plot."""
        return self.width - self.left


def frame(lines: tuple[Line, ...], width: int, right: float, top: int = 0) -> Frame:
    """Return the frame for these rows, leaving `right` pixels for figures after the plot and `top` above it."""
    indent = MARK_ROOM if any(line.sector for line in lines) else 0
    left = 0 if width < 480 else _label_room(lines, width, indent)
    y, heading = top, ""
    centres, words, shapes = [], [], []
    for line in lines:
        if line.heading and line.heading != heading:
            said = text.wrap(line.heading, width - 4, SIZE + 1, most=2, weight="bold")
            words.append(Words(said, -left, y + 20, SIZE + 1, bold=True))
            y += HEADING + (len(said) - 1) * LINE_HEIGHT
        heading = line.heading
        label, note = _wrapped(line, (left - 16 if left else width) - indent)
        first, centre, high = _placed(len(label), len(note), y, narrow=not left)
        centres.append(centre)
        words.append(Words(label, indent - left, first))
        if note:
            below = first + len(label) * LINE_HEIGHT
            words.append(Words(note, indent - left, below, SMALL, colour=INK_SOFT))
        if line.sector:
            shown = mark(line.sector)
            shapes.append(Sign(shown.shape, shown.colour, 7 - left, first - MIDDLE))
        y += high
    plot = max(int(width - left - right), 40)
    return Frame(width, left, plot, y, tuple(centres), tuple(words), tuple(shapes))


def _label_room(lines: tuple[Line, ...], width: int, indent: int) -> int:
    said = [(text.clean(line.label), SIZE) for line in lines]
    said += [(text.clean(line.note), SMALL) for line in lines]
    widest = max((text.width(words, size) for words, size in said), default=0)
    return int(min(width * 0.46, max(widest + 2, 60) + indent + 16))


def _wrapped(line: Line, room: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    note = text.wrap(line.note, room, SMALL, most=2) if line.note else ()
    return text.wrap(line.label, room, SIZE), note


def _placed(labels: int, notes: int, y: int, *, narrow: bool) -> tuple[float, float, int]:
    """Return the first baseline, the middle of the row's drawing, and the row's height."""
    words = labels * LINE_HEIGHT + notes * NOTE_HEIGHT
    if narrow:
        return y + 12, y + words + 4 + BAR / 2, words + BAR + GAP + 8
    high = max(words, BAR) + GAP
    return y + (high - words) // 2 + 13, y + high / 2, high


def axis(unit: str, framed: Frame) -> dict[str, Any]:
    """Return the horizontal axis: few ticks, faint grid (none on phones, through the labels), the unit below."""
    title = list(text.wrap(unit, framed.plot, SMALL, most=2)) if unit else None
    return {
        "title": title, "titleFontWeight": "normal", "titleFontSize": SMALL, "titleColor": INK_SOFT, "titlePadding": 6,
        "labelFontSize": SMALL, "labelColor": INK_SOFT, "labelFlush": True, "labelOverlap": True, "labelPadding": 4,
        "tickCount": 4 if framed.plot < 260 else 6, "ticks": False, "domain": False, "grid": not framed.narrow,
        "gridColor": LINE,
    }  # fmt: skip


def scale(domain: Domain) -> dict[str, Any]:
    """Return a scale that ends where the domain ends and keeps what lies outside at its edge."""
    return {"domain": list(domain), "nice": False, "zero": False, "clamp": True}


def finish(
    layers: list[Layer], framed: Frame, title: str, *, words: Iterable[Words] = (), shapes: Iterable[Sign] = ()
) -> dict[str, Any]:  # fmt: skip
    """Return the whole specification, of an exact size: nothing is left to the renderer's measuring."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": text.clean(title),
        "width": framed.plot,
        "height": framed.height,
        "padding": {"left": framed.left, "top": 4, "right": framed.right - framed.plot, "bottom": AXIS},
        "autosize": {"type": "none"},
        "background": None,
        "config": {"font": text.FAMILY, "view": {"stroke": None}, "aria": False},
        "layer": [
            *layers,
            *lettering((*framed.words, *words), framed.height),
            *signs((*framed.signs, *shapes), framed.height),
        ],
    }  # fmt: skip


def figure(value: float | None, places: int | None = None) -> str:
    """Write a figure; beyond any count of people or soles, as a power of ten, so that it leaves room for the plot."""
    return f"{value:.2e}" if value is not None and abs(value) >= 1e15 else number(value, places)


def places(values: Iterable[float | None]) -> int:
    """Return how many decimals all figures of a chart share: as many as the longest needs, at most one.

    At most two where all lie below one.
    """
    shown = [v for v in values if v is not None and abs(v) < 1e15]
    most = 2 if all(abs(v) < 1 for v in shown) else 1
    return max((len(figure(v, most).rstrip("0").partition(".")[2]) for v in shown), default=0)


def figure_room(said: Iterable[str]) -> float:
    """Return the pixels that the widest of these bold figures needs beside the plot."""
    return max((text.width(s, SIZE, "bold") for s in said), default=0) + 12
