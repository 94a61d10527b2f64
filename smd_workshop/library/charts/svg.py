"""A chart as SVG that may stand in a page under a strict policy and in a PDF: shapes and words, nothing that acts.

What the renderer gives is rebuilt from a closed list of elements and attributes. Our own words are written here, for
they have their places already and the renderer would measure each for some milliseconds. Drawings are kept, by the digest of
their specification, so that a page pays for a chart once per process.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import OrderedDict
from xml.etree import ElementTree as ET

from smd_workshop.library.charts import text
from smd_workshop.library.charts.frame import NARROW, WIDE
from smd_workshop.library.charts.layers import Layer
from smd_workshop.library.charts.spec import Chart
from smd_workshop.library.charts.vega import vega

KEPT = 256
_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = {"g", "path", "line", "text", "tspan", "rect"}
_ATTRIBUTES = {
    "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "width", "height", "fill", "stroke",
    "stroke-width", "stroke-dasharray", "stroke-miterlimit", "opacity", "text-anchor", "font-family", "font-size",
    "font-weight",
}  # fmt: skip
_DECIMALS = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_UNSAFE = re.compile(r"url\s*\(|[<>&\\]|:", re.IGNORECASE)

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}

_drawn: OrderedDict[str, str] = OrderedDict()
_lock = threading.Lock()
_ready = False


def svg(chart: Chart, width: int = WIDE, *, foot: bool = True) -> str:
    """Return the drawing, `width` pixels wide (`NARROW` for phones), named by the chart's title.

    `foot` is the axis below; the sheets of a long chart have it under the last one only.
    The title is the drawing's accessible name and is not drawn: pages and reports print it as the caption.
    """
    spec = vega(chart, width, foot=foot)
    key = hashlib.sha256(json.dumps([spec, chart.title], sort_keys=True).encode()).hexdigest()
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    written = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    others = [layer for layer in spec["layer"] if layer["mark"]["type"] != "text"]
    root = _harmless(_render({**spec, "layer": others}), text.clean(chart.title))
    for layer in written:
        _write(layer, spec["padding"], root)
    drawn = ET.tostring(root, encoding="unicode")
    with _lock:
        _drawn[key] = drawn
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return drawn


def _render(spec: dict[str, object]) -> str:
    global _ready  # noqa: PLW0603 - fonts are registered once per process
    import vl_convert  # noqa: PLC0415 - half a second and a JavaScript engine: only who draws pays

    with _lock:
        if not _ready:
            vl_convert.register_font_directory(str(text.FONTS))
            _ready = True
    rendered: str = vl_convert.vegalite_to_svg(spec, vl_version="5.20", allowed_base_urls=[])
    return rendered


def _harmless(rendered: str, title: str) -> ET.Element:
    source = ET.fromstring(rendered)  # noqa: S314 - our own renderer's output, without a document type
    root = ET.Element("svg", {
        "xmlns": _SVG, "class": "chart", "role": "img", "aria-label": title, "focusable": "false",
        "width": source.get("width", ""), "height": source.get("height", ""), "viewBox": source.get("viewBox", ""),
    })  # fmt: skip
    ET.SubElement(root, "title").text = title
    for child in source:
        _copy(child, root)
    return root


def _write(layer: Layer, padding: dict[str, float], root: ET.Element) -> None:
    mark = layer["mark"]
    style = {
        "font-size": f"{mark['fontSize']}px",
        "font-weight": mark["fontWeight"],
        "fill": mark["color"],
        "text-anchor": _ANCHORS[mark["align"]],
    }
    group = ET.SubElement(root, "g", {"font-family": text.FAMILY, **style})
    for row in layer["data"]["values"]:
        across, down = _near(padding["left"] + row["px"]), padding["top"] + row["py"]
        for at, line in enumerate(row["text"]):
            place = {"x": across, "y": _near(down + at * mark["lineHeight"])}
            ET.SubElement(group, "text", place).text = line


def _near(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


def _copy(element: ET.Element, parent: ET.Element) -> None:
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    if name not in _ELEMENTS or element.get("display") == "none" or _is_ground(element):
        return
    kept = {
        k: _short(v)
        for k, v in element.attrib.items()
        if k in _ATTRIBUTES and not _UNSAFE.search(v)
    }
    if name == "g" and not kept:
        for child in element:
            _copy(child, parent)
        return
    if name == "g" and not len(element):
        return
    made = ET.SubElement(parent, name, kept)
    made.text = element.text
    made.tail = element.tail
    for child in element:
        _copy(child, made)


def _is_ground(element: ET.Element) -> bool:
    return element.get("class") in {"background", "foreground"}


def _short(value: str) -> str:
    return _DECIMALS.sub(lambda found: _near(float(found.group())), value)


__all__ = ["NARROW", "WIDE", "svg"]
