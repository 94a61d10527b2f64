"""A chart as a Vega-Lite 5 specification: complete, with its data, ready for any Vega-Lite viewer."""

from __future__ import annotations

from typing import Any, assert_never

from smd_workshop.charts import text
from smd_workshop.charts.frame import (
    BAR,
    SIZE,
    SMALL,
    WIDE,
    Frame,
    Layer,
    Line,
    Row,
    axis,
    box,
    finish,
    frame,
    place,
    words,
    written,
)
from smd_workshop.charts.marks import (
    COPPER,
    GREY,
    INK,
    INK_SOFT,
    LINE,
    PAPER,
    SEA,
    ink_on,
    mark,
    tones,
)
from smd_workshop.charts.spec import Bars, Chart, Domain, Dots, Stacked
from smd_workshop.numbers import number

KEY_LINE = 20


def vega(chart: Chart, width: int = WIDE) -> dict[str, Any]:
    """Return the specification of a chart `width` pixels wide; below 480 labels stand above their rows."""
    match chart:
        case Bars():
            return _bars(chart, width)
        case Dots():
            return _dots(chart, width)
        case Stacked():
            return _stacked(chart, width)
        case _:
            assert_never(chart)


def _bars(chart: Bars, width: int) -> dict[str, Any]:
    lines = tuple(Line(row.label, row.note, row.sector) for row in chart.rows)
    digits = _places([row.value for row in chart.rows if row.value is not None])
    shown = [number(row.value, digits) for row in chart.rows]
    framed = frame(lines, width, _room(shown))
    domain = chart.domain or _domain(
        [0, *(row.value for row in chart.rows if row.value is not None)]
    )
    values = [
        {
            "label": text.clean(row.label), "value": row.value, "shown": said, "y": placed["y"],
            "from": max(0, domain[0]), "end": _inside(max(row.value or 0, 0, domain[0]), domain),
            "colour": mark(row.sector).colour if row.sector else INK_SOFT,
        }
        for row, said, placed in zip(chart.rows, shown, framed.rows, strict=True)
    ]  # fmt: skip
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": _scale(domain),
        "axis": axis(chart.unit, framed),
    }
    colour = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    y = place("y", framed.height)
    start = {"field": "from", "type": "quantitative"}
    layers: list[Layer] = [
        _drawn(
            values,
            {"type": "rect", "height": BAR},
            {"x": x, "x2": {"field": "from"}, "y": y, "color": colour},
        ),
        _drawn(
            values,
            {
                "type": "text",
                "align": "left",
                "dx": 6,
                "dy": 4.5,
                "baseline": "alphabetic",
                "fontWeight": "bold",
                "fontSize": SIZE,
                "color": INK,
            },
            {"x": {"field": "end", "type": "quantitative"}, "y": y, "text": {"field": "shown"}},
        ),
    ]
    if domain[0] < 0 and not framed.narrow:
        layers.insert(1, _drawn([{"from": 0}], {"type": "rule", "color": INK_SOFT}, {"x": start}))
    return finish([*layers, *words(framed)], framed, chart.title)


def _dots(chart: Dots, width: int) -> dict[str, Any]:
    lines = tuple(Line(row.label, heading=row.group) for row in chart.rows)
    everything = [n for row in chart.rows for n in (row.value, row.low, row.high) if n is not None]
    digits = _places(everything)
    said = [(number(row.value, digits), _interval(row.low, row.high, digits)) for row in chart.rows]
    figures, spans = [f for f, _ in said], [s for _, s in said if s]
    value_room = max((text.width(f, SIZE, "bold") for f in figures), default=0) + 12
    span_room = max((text.width(s, SMALL) for s in spans), default=0) + (12 if spans else 0)
    reference = () if chart.reference is None else (chart.reference,)
    framed = frame(lines, width, value_room + span_room, top=22 if reference else 0)
    domain = chart.domain or _domain([*everything, *reference])
    values = [
        {
            "label": text.clean(row.label), "group": text.clean(row.group), "value": row.value,
            "low": row.low, "high": row.high, "y": placed["y"],
        }
        for row, placed in zip(chart.rows, framed.rows, strict=True)
    ]  # fmt: skip
    y = place("y", framed.height)
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": _scale(domain),
        "axis": axis(chart.unit, framed),
    }
    ranged = [v for v in values if v["low"] is not None and v["high"] is not None]
    layers: list[Layer] = [
        _drawn(
            ranged,
            {"type": "rule", "strokeWidth": 3, "color": GREY},
            {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}, "y": y},
        ),
        _drawn(
            values,
            {
                "type": "point",
                "filled": True,
                "shape": "circle",
                "size": 110,
                "color": SEA,
                "opacity": 1,
            },
            {"x": x, "y": y},
        ),
    ]
    if reference:
        layers = [*_reference(reference[0], domain, framed), *layers]
    layers = [*_tracks(framed), *layers]
    for placed, (figure, span) in zip(framed.rows, said, strict=True):
        layers.append(
            written(figure, framed.plot + value_room, placed["y"] + 4.5, bold=True, align="right")
        )
        if span:
            layers.append(
                written(
                    span,
                    framed.width - framed.left,
                    placed["y"] + 4.5,
                    size=SMALL,
                    colour=INK_SOFT,
                    align="right",
                )
            )
    return finish([*layers, *words(framed)], framed, chart.title)


def _reference(value: float, domain: Domain, framed: Frame) -> list[Layer]:
    """Draw the reference from top to bottom; on a phone only beside each dot, for the labels stand above it."""
    at = (_inside(value, domain) - domain[0]) / (domain[1] - domain[0]) * framed.plot
    spans = (
        [(row["y"] - 10, row["y"] + 10) for row in framed.rows]
        if framed.narrow
        else [(16, framed.height)]
    )
    dash = {"strokeDash": [4, 3]} if not framed.narrow else {}
    drawn = {"type": "rule", "color": COPPER, "strokeWidth": 1.5, **dash}
    edges = {"y": place("top", framed.height), "y2": {"field": "bottom"}}
    rule = _drawn(
        [{"reference": value, "top": t, "bottom": b} for t, b in spans],
        drawn,
        {"x": {"value": at}, **edges},
    )
    return [
        rule,
        written(number(value), at, 12, bold=True, size=SMALL, colour=COPPER, align="center"),
    ]


def _tracks(framed: Frame) -> list[Layer]:
    """Draw a faint line under each row of a narrow chart, which has no grid: it would strike through the labels."""
    if not framed.narrow:
        return []
    drawn = {"type": "rule", "color": LINE, "strokeWidth": 1}
    rows = [{"y": row["y"]} for row in framed.rows]
    return [
        _drawn(
            rows,
            drawn,
            {"x": {"value": 0}, "x2": {"value": framed.plot}, "y": place("y", framed.height)},
        )
    ]


def _stacked(chart: Stacked, width: int) -> dict[str, Any]:
    lines = tuple(Line(row.label) for row in chart.rows)
    totals = [sum(row.values) for row in chart.rows]
    said = [f"n = {number(total)}" for total in totals]
    fills = _fills(chart)
    keys, top = _key(chart, fills, width)
    framed = frame(lines, width, _room(said), top=top)
    values = [
        v
        for row, total, placed in zip(chart.rows, totals, framed.rows, strict=True)
        for v in _segments(chart, row.values, total, placed, fills, framed)
    ]
    y = place("y", framed.height)
    ticks = {
        **axis(chart.unit, framed),
        "values": [0, 0.25, 0.5, 0.75, 1],
        "labelExpr": "datum.value * 100 + ' %'",
    }
    x = {"field": "start", "type": "quantitative", "scale": _scale((0, 1)), "axis": ticks}
    colour = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    outline = {"field": "outline", "type": "nominal", "scale": None, "legend": None}
    layers: list[Layer] = [
        _drawn(
            values,
            {"type": "rect", "height": BAR + 4, "strokeWidth": 1},
            {"x": x, "x2": {"field": "end"}, "y": y, "fill": colour, "stroke": outline},
        ),
        _drawn(
            [v for v in values if v["shown"]],
            {
                "type": "text",
                "align": "center",
                "dy": 4.5,
                "baseline": "alphabetic",
                "fontSize": SMALL,
            },
            {
                "x": {"field": "middle", "type": "quantitative"},
                "y": y,
                "text": {"field": "shown"},
                "color": {**colour, "field": "ink"},
            },
        ),
    ]
    layers += [
        written(
            s,
            framed.width - framed.left,
            placed["y"] + 4.5,
            size=SMALL,
            colour=INK_SOFT,
            align="right",
        )
        for s, placed in zip(said, framed.rows, strict=True)
    ]
    layers += [
        {
            **layer,
            "encoding": {
                **layer["encoding"],
                "x": {"value": layer["encoding"]["x"]["value"] - framed.left},
            },
        }
        for layer in keys
    ]
    return finish([*layers, *words(framed)], framed, chart.title)


def _fills(chart: Stacked) -> tuple[str, ...]:
    aside = min(max(chart.aside, 0), max(len(chart.categories) - 1, 0))
    return (*tones(len(chart.categories) - aside), *((PAPER,) * aside))


def _key(chart: Stacked, fills: tuple[str, ...], width: int) -> tuple[list[Layer], int]:
    layers: list[Layer] = []
    x, y = 0.0, 8
    for category, fill in zip(chart.categories, fills, strict=True):
        name = text.wrap(category, width - 24, SMALL, most=1)[0]
        room = 20 + text.width(name, SMALL) + 14
        if x and x + room - 14 > width:
            x, y = 0.0, y + KEY_LINE
        layers += [
            box(fill, x + 7, y, outlined=fill == PAPER),
            written(name, x + 20, y + 4, size=SMALL),
        ]
        x += room
    return layers, y + KEY_LINE if chart.categories else 0


def _segments(
    chart: Stacked,
    counts: tuple[float, ...],
    total: float,
    placed: Row,
    fills: tuple[str, ...],
    framed: Frame,
) -> list[Row]:
    rows, start = [], 0.0
    for category, count, fill in zip(chart.categories, counts, fills, strict=True):
        if not count:
            continue
        share, said = count / total, number(count)
        fits = text.width(said, SMALL) + 2 <= share * framed.plot
        rows.append({
            "category": text.clean(category), "count": count, "start": start, "end": start + share, "middle": start + share / 2,
            "y": placed["y"], "colour": fill, "outline": GREY if fill == PAPER else PAPER, "ink": ink_on(fill), "shown": said if fits else "",
        })  # fmt: skip
        start += share
    return rows


def _drawn(values: list[Row], drawn: dict[str, Any], encoding: dict[str, Any]) -> Layer:
    return {"data": {"values": values}, "mark": {**drawn, "aria": False}, "encoding": encoding}


def _scale(domain: Domain) -> dict[str, Any]:
    return {"domain": list(domain), "nice": False, "zero": False, "clamp": True}


def _room(shown: list[str]) -> float:
    return max((text.width(s, SIZE, "bold") for s in shown), default=0) + 12


def _interval(low: float | None, high: float | None, digits: int) -> str:
    return "" if low is None or high is None else f"{number(low, digits)} – {number(high, digits)}"


def _places(values: list[float]) -> int:
    """Return how many decimals all figures of a chart share: as many as the longest needs, at most two."""
    return max((len(number(v).partition(".")[2]) for v in values), default=0)


def _inside(value: float, domain: Domain) -> float:
    return min(max(value, domain[0]), domain[1])


def _domain(values: list[float]) -> Domain:
    """Return round limits around the values: multiples of 1, 2 or 5 times a power of ten."""
    low, high = min(values, default=0), max(values, default=1)
    if low == high:
        low, high = min(low, 0), max(high, 1 if high <= 0 else high)
    step = _step(high - low)
    first, last = low // step * step, -(-high // step) * step
    return (round(first, 12), round(last, 12)) if first < last else (low, low + 1)


def _step(span: float) -> float:
    rough = span / 5
    size = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    while size > rough:
        size /= 10
    return next(size * k for k in (1, 2, 5, 10) if size * k >= rough)
