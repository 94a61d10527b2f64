"""A chart as SVG that may stand in a page under a strict policy and in a PDF: shapes and words, nothing that acts.

Every element and attribute is written here, colours literally: WeasyPrint applies no stylesheet of the page inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import assert_never
from xml.etree import ElementTree as ET

from smd_workshop.core.caching import bounded
from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import NARROW, WIDE
from smd_workshop.library.charts.kinds.bars import bars
from smd_workshop.library.charts.kinds.diverging import diverging
from smd_workshop.library.charts.kinds.dots import dots
from smd_workshop.library.charts.kinds.maps import map_of
from smd_workshop.library.charts.kinds.stacked import stacked
from smd_workshop.library.charts.layers import (
    LINE_HEIGHT,
    NOTE_HEIGHT,
    SMALL,
    Band,
    Box,
    Layout,
    Rule,
    Sign,
    Words,
)
from smd_workshop.library.charts.marks import PAPER
from smd_workshop.library.charts.spec import Bars, Chart, Diverging, Dots, Map, Stacked

_NOTHING = Band(0)


@dataclass(frozen=True, slots=True)
class Around:
    """What a drawing that stands by itself has more: above it, below it, and a margin in pixels with a ground of its own."""

    above: Band = _NOTHING
    below: Band = _NOTHING
    margin: int = 0


#: A drawing in a page, which has its caption and its ground from there.
INSIDE = Around()


@bounded("drawings", 256)
def svg(chart: Chart, width: int = WIDE) -> str:
    """Return the drawing, `width` pixels wide (`NARROW` for phones), named by the chart's title.

    The title is the drawing's accessible name and is not drawn: pages and reports print it as the caption.
    """
    placed = layout(chart, width)
    return written(chart.title, placed, placed.rows)


def layout(chart: Chart, width: int) -> Layout:
    """Return the chart with everything in its place; below 480 pixels labels stand above their rows."""
    match chart:
        case Bars():
            return bars(chart, width)
        case Dots():
            return dots(chart, width)
        case Diverging():
            return diverging(chart, width)
        case Stacked():
            return stacked(chart, width)
        case Map():
            return map_of(chart, width)
        case _:
            assert_never(chart)


def written(
    title: str,
    placed: Layout,
    rows: Iterable[Band],
    *,
    head: bool = True,
    foot: bool = True,
    around: Around = INSIDE,
) -> str:
    """Return these rows of a chart as SVG; without `head` or `foot` they go on from another sheet, or on another."""
    top = placed.head if head else _NOTHING
    bands = [around.above, top, *rows, placed.foot if foot else _NOTHING, around.below]
    high = sum(band.height for band in bands)
    root = _root(title, placed.width, high, around.margin)
    bottom = high - sum(band.height for band in bands[-2:])
    for upright in placed.uprights:
        _draw(root, replace(upright, y=around.above.height + top.height, y2=bottom), 0)
    words: list[Words] = []
    y = 0.0
    for band in bands:
        for shape in band.shapes:
            if isinstance(shape, Words):
                words.append(replace(shape, y=y + shape.y))
            else:
                _draw(root, shape, y)
        y += band.height
    _write(root, words)
    return ET.tostring(root, encoding="unicode")


def _root(title: str, width: int, high: float, margin: int) -> ET.Element:
    name, wide, height = text.clean(title), str(width + 2 * margin), _near(high + 2 * margin)
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img", "aria-label": name,
        "focusable": "false", "width": wide, "height": height,
        "viewBox": f"{-margin} {-margin} {wide} {height}",
    })  # fmt: skip
    ET.SubElement(root, "title").text = name
    if margin:
        _draw(root, Box(-margin, -margin, width + 2 * margin, high + 2 * margin, PAPER), 0)
    return root


def _draw(root: ET.Element, shape: Box | Rule | Sign, top: float) -> None:
    match shape:
        case Box(x, y, width, height, fill, outline):
            _add(root, "rect", x=x, y=top + y, width=width, height=height, fill=fill, stroke=outline)  # fmt: skip
        case Rule(x, y, x2, y2, colour, thick, dashes):
            _add(
                root, "line", x1=x, y1=top + y, x2=x2, y2=top + y2,
                stroke=colour, stroke_width=thick, stroke_dasharray=dashes,
            )  # fmt: skip
        case Sign(outline, colour, x, y, radius):
            place = f"translate({_near(x)},{_near(top + y)}) scale({_near(radius)})"
            _add(root, "path", d=outline, fill=colour, transform=place)


def _write(root: ET.Element, words: list[Words]) -> None:
    """Write words of one style as a group, which says it once."""
    for style, group in groupby(sorted(words, key=lambda w: w.style), key=lambda w: w.style):
        anchor, size, bold, colour = style
        written = _add(
            root, "g", fill=colour, text_anchor=anchor, font_family=text.FAMILY, font_size=f"{size}px",
            font_weight="bold" if bold else "normal",
        )  # fmt: skip
        high = NOTE_HEIGHT if size == SMALL else LINE_HEIGHT
        for said in group:
            for at, line in enumerate(said.lines):
                _add(written, "text", x=said.x, y=said.y + at * high).text = line


def _add(parent: ET.Element, tag: str, **given: str | float) -> ET.Element:
    named = {
        name.replace("_", "-"): value if isinstance(value, str) else _near(value)
        for name, value in given.items()
        if value != "none"
    }
    return ET.SubElement(parent, tag, named)


def _near(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


__all__ = ["NARROW", "WIDE", "layout", "svg", "written"]
