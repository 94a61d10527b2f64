"""How long the count of each method takes by the size of a round, as one drawing: a panel for each method."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

Row = Mapping[str, float]

WIDE, HIGH, LEFT, TOP = 240, 150, 52, 34
ACROSS = 3
BALLOTS, SECONDS = (10, 1_000_000), (0.001, 100)
#: Options and whether answers differ → colour and dashes.
LINES = {
    (24, False): ("#1f5fa8", ""),
    (24, True): ("#1f5fa8", "5 3"),
    (60, False): ("#b3541e", ""),
    (60, True): ("#b3541e", "5 3"),
}
WORDS = {
    (24, False): "24 options, few answers", (24, True): "24 options, many different",
    (60, False): "60 options, few answers", (60, True): "60 options, many different",
}  # fmt: skip
#: Up to so many different answers they are few.
FEW = 24


def chart(found: Mapping[str, Sequence[Row]]) -> str:
    """Return an SVG of rows {options, ballots, kinds, seconds} by method; both scales are logarithmic."""
    down = math.ceil(len(found) / ACROSS)
    width, height = ACROSS * (WIDE + LEFT) + 20, down * (HIGH + TOP + 24) + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<style>text {font: 11px sans-serif}</style>",
        "<title>Seconds of a processor by ballots</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_legend(height - 24),
    ]
    for place, (method, rows) in enumerate(found.items()):
        x = LEFT + (place % ACROSS) * (WIDE + LEFT)
        y = TOP + (place // ACROSS) * (HIGH + TOP + 24)
        parts += [f'<g transform="translate({x} {y})">', *_panel(method, rows), "</g>"]
    return "\n".join([*parts, "</svg>\n"])


def _legend(y: float) -> Iterator[str]:
    for place, (key, (colour, dashes)) in enumerate(LINES.items()):
        x = LEFT + place * 205
        yield _line([(x, y), (x + 30, y)], colour, dashes)
        yield f'<text x="{x + 36}" y="{y + 4}">{WORDS[key]}</text>'


def _panel(method: str, rows: Iterable[Row]) -> Iterator[str]:
    yield f'<text x="0" y="-10" font-size="13" font-weight="bold">{escape(method)}</text>'
    for exponent in range(-3, 3):
        y = _up(10**exponent)
        yield f'<path d="M0 {y:.1f}H{WIDE}" stroke="#dddddd"/>'
        yield f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{10**exponent:g} s</text>'
    for ballots, word in ((10, "10"), (1_000, "1,000"), (100_000, "100,000")):
        yield f'<text x="{_across(ballots):.1f}" y="{HIGH + 16}">{word}</text>'
    rows = list(rows)
    for key, (colour, dashes) in LINES.items():
        points = sorted(
            (_across(row["ballots"]), _up(row["seconds"]))
            for row in rows
            if row["seconds"] is not None and row["options"] == key[0] and _of(row, many=key[1])
        )
        if points:
            yield _line(points, colour, dashes)


def _of(row: Row, *, many: bool) -> bool:
    """Say whether a row is of a line: what is as small as few different answers is of both."""
    return row["kinds"] > FEW or row["ballots"] <= FEW if many else row["kinds"] <= FEW


def _line(points: Sequence[tuple[float, float]], colour: str, dashes: str) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in points)
    return (
        f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="{dashes or "none"}"/>'
        f'<path d="{dots}" stroke="{colour}" stroke-width="5" stroke-linecap="round"/>'
    )


def _across(ballots: float) -> float:
    return WIDE * _share(ballots, *BALLOTS)


def _up(seconds: float) -> float:
    return HIGH * (1 - _share(max(seconds, SECONDS[0]), *SECONDS))


def _share(value: float, low: float, high: float) -> float:
    return math.log(value / low) / math.log(high / low)
