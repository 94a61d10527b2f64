"""Where the scale of a chart begins and ends, and its steps."""

import math

from smd_workshop.library.charts.spec import Bars, Domain, Dots


def limits(chart: Bars | Dots) -> Domain:
    """Return the chart's own domain, or round limits around what it shows: bars hold zero, dots their reference."""
    if chart.domain:
        return chart.domain
    if isinstance(chart, Bars):
        return _around([0, *(row.value for row in chart.rows if row.value is not None)])
    shown = [n for row in chart.rows for n in (row.value, row.low, row.high) if n is not None]
    return _around(shown if chart.reference is None else [*shown, chart.reference])


def inside(value: float, domain: Domain) -> float:
    """Return the value, or the end of the domain it lies beyond."""
    return min(max(value, domain[0]), domain[1])


def steps(domain: Domain, most: int) -> tuple[tuple[float, ...], int]:
    """Return values in round steps from the lower end, at most `most` steps, and the decimals they need."""
    low, high = domain
    step = _step(high - low, most)
    count = int((high - low) / step * (1 + 1e-9))
    return tuple(low + k * step for k in range(count + 1)), max(0, -math.floor(math.log10(step)))


def _around(values: list[float]) -> Domain:
    low, high = min(values, default=0), max(values, default=1)
    if low == high:
        low, high = min(low, 0), max(high, 0) or 1
    step = _step(high - low, 5)
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    first, last = float(f"{first:.12g}"), float(f"{last:.12g}")
    return (first, last) if math.isfinite(last - first) and first < last else (0.0, 1.0)


def _step(span: float, most: int) -> float:
    """Return 1, 2 or 5 times a power of ten, so that at most so many steps cover the span."""
    rough = span / most
    size = 10.0 ** math.floor(math.log10(rough)) if rough > 1e-300 else 1e-300
    return next((size * k for k in (1, 2, 5) if size * k >= rough), size * 10)
