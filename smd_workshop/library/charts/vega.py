"""A chart as a Vega-Lite specification with its data, for whoever draws it anew; ours is drawn by `svg`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, assert_never

from smd_workshop.library.charts import text
from smd_workshop.library.charts.alone import keyed, titled
from smd_workshop.library.charts.frame import figure, places
from smd_workshop.library.charts.layers import SIZE, SMALL
from smd_workshop.library.charts.limits import limits
from smd_workshop.library.charts.marks import COPPER, GREY, INK_SOFT, PAPER, SEA, fills, mark
from smd_workshop.library.charts.spec import Bars, Chart, Dots, Map, Stacked

Document = dict[str, Any]
#: Pixels.
WIDE: Final = 420


def vega(chart: Chart) -> Document:
    """Return the specification: complete, with its data, ready for any Vega-Lite viewer."""
    match chart:
        case Bars():
            drawn = _bars(chart)
        case Dots():
            drawn = _dots(chart)
        case Stacked():
            drawn = _stacked(chart)
        case Map():
            drawn = _map(chart)
        case _:
            assert_never(chart)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": _title(chart),
        "width": WIDE,
        "height": {"step": 48},
        "config": {"view": {"stroke": None}},
        **drawn,
    }


def _title(chart: Chart) -> Document:
    """Return the title in lines as wide as the chart, and below it what its numbers mean where it has some."""
    key = keyed(chart, WIDE, SMALL)
    title: Document = {"text": list(titled(chart, WIDE, SIZE)), "anchor": "start", "frame": "group"}
    return title | ({"subtitle": list(key)} if key else {})


def _bars(chart: Bars) -> Document:
    names = _names(row.label for row in chart.rows)
    digits, (low, high) = places(row.value for row in chart.rows), limits(chart)
    values = [
        {
            "row": name, "label": text.clean(row.label), "note": text.clean(row.note), "value": row.value,
            "colour": mark(row.sector).colour if row.sector else INK_SOFT,
            "said": " · ".join(filter(None, (figure(row.value, digits), text.clean(row.note)))), "end": min(max(row.value or 0, low, 0), high),
        }
        for name, row in zip(names, chart.rows, strict=True)
    ]  # fmt: skip
    colour = {"field": "colour", "type": "nominal", "scale": None}
    x = _scale(chart)
    said: Document = {
        "mark": {"type": "text", "align": "left", "dx": 4, "fontWeight": "bold"},
        "encoding": {"x": {**x, "field": "end"}, "text": {"field": "said", "type": "nominal"}},
    }
    bar: Document = {
        "mark": {"type": "bar", "height": 16, "clip": True},
        "encoding": {"x": x, "color": colour},
    }
    return {
        "data": {"values": values}, "encoding": {"y": _lines(names)}, "layer": [bar, said],
    }  # fmt: skip


def _dots(chart: Dots) -> Document:
    names = _names(f"{r.group}: {r.label}" if r.group else r.label for r in chart.rows)
    values = [
        {
            "row": name, "label": text.clean(row.label), "group": text.clean(row.group), "value": row.value,
            "low": row.low, "high": row.high,
        }
        for name, row in zip(names, chart.rows, strict=True)
    ]  # fmt: skip
    x = _scale(chart)
    span = {"type": "rule", "strokeWidth": 3, "color": GREY, "clip": True}
    dot = {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": SEA, "clip": True}
    layers: list[Document] = [
        {"mark": span, "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}}},
        {"mark": dot, "encoding": {"x": x}},
    ]
    if chart.reference is not None:
        rule = {"type": "rule", "color": COPPER, "strokeDash": [4, 3], "clip": True}
        at = {"datum": chart.reference, "type": "quantitative"}
        # with the data of the rows it would be drawn once for each
        once: Document = {"values": [{}]}
        layers.append({"data": once, "mark": rule, "encoding": {"x": at, "y": None}})
    return {"data": {"values": values}, "encoding": {"y": _lines(names)}, "layer": layers}


def _stacked(chart: Stacked) -> Document:
    names = _names(row.label for row in chart.rows)
    categories = [text.clean(category) for category in chart.categories]
    values = [
        {
            "row": name, "label": text.clean(row.label), "category": category, "place": place, "count": count,
        }
        for name, row in zip(names, chart.rows, strict=True)
        for place, (category, count) in enumerate(zip(categories, row.values, strict=True))
        if count
    ]  # fmt: skip
    colours = {"domain": categories, "range": fills(len(categories), chart.aside)}
    legend = {"title": None, "orient": "top"}
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 20, "stroke": GREY},
        "encoding": {
            "y": _lines(names),
            "x": {"field": "count", "type": "quantitative", "stack": "normalize", "title": text.clean(chart.unit)},
            "color": {"field": "category", "type": "nominal", "scale": colours, "legend": legend},
            "order": {"field": "place", "type": "quantitative"},
        },
    }  # fmt: skip


def _map(chart: Map) -> Document:
    values = [
        {"number": n, "label": text.clean(place.label), "across": place.across, "up": place.up}
        for n, place in enumerate(chart.places, 1)
    ]
    x, y = (
        {
            "field": field, "type": "quantitative", "title": text.clean(name),
            "scale": {"domain": domain, "nice": False, "zero": False},
        }
        for field, name, domain in zip(
            ("across", "up"), (chart.across, chart.up), chart.domain, strict=True
        )
    )  # fmt: skip
    tooltip = {"field": "label", "type": "nominal"}
    layers: list[Document] = [
        {"mark": {"type": "point", "filled": True, "size": 250, "opacity": 1, "color": SEA, "clip": True}},
        {"mark": {"type": "text", "color": PAPER}, "encoding": {"text": {"field": "number", "type": "quantitative"}}},
    ]  # fmt: skip
    for channel, value in zip(("x", "y"), chart.cut or (), strict=False):
        once: Document = {"values": [{}]}
        other = "y" if channel == "x" else "x"
        rule = {"type": "rule", "color": COPPER, "strokeDash": [4, 3]}
        at = {"datum": value, "type": "quantitative"}
        encoding = {channel: at, other: None, "tooltip": None}
        layers.append({"data": once, "mark": rule, "encoding": encoding})
    return {
        "data": {"values": values}, "height": 420, "encoding": {"x": x, "y": y, "tooltip": tooltip}, "layer": layers,
    }  # fmt: skip


def _names(labels: Iterable[str]) -> list[str]:
    """Return each label in lines, and unlike all before it: rows of one name would be drawn over each other."""
    said = ["\n".join(text.wrap(label, 300, SMALL, most=3)) for label in labels]
    seen: Counter[str] = Counter()
    for at, name in enumerate(said):
        seen[name] += 1
        said[at] = name if seen[name] == 1 else f"{name}\n({seen[name]})"
    return said


def _lines(names: list[str]) -> Document:
    """Return the vertical encoding: a line for every row, also for one with nothing to draw."""
    axis = {"labelExpr": "split(datum.label, '\\n')", "labelLimit": 0, "domain": False, "ticks": False}  # fmt: skip
    return {"field": "row", "type": "ordinal", "title": None, "scale": {"domain": names}, "axis": axis}  # fmt: skip


def _scale(chart: Bars | Dots) -> Document:
    scale = {"domain": limits(chart), "nice": False, "zero": False}
    return {"field": "value", "type": "quantitative", "title": text.clean(chart.unit), "scale": scale}  # fmt: skip
