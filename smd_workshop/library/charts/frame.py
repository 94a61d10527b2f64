"""The frame that every chart shares: where labels, plot and figures stand, in pixels, at a given width.

Rows are as high as their words, so that a long Spanish label wraps without being cut. Narrow drawings (phones) put
the label above its row, wide ones beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smd_workshop.core.numbers import number
from smd_workshop.library.charts import text
from smd_workshop.library.charts.layers import (
    LINE_HEIGHT,
    NOTE_HEIGHT,
    SIZE,
    SMALL,
    Band,
    Layout,
    Rule,
    Shape,
    Sign,
    Words,
    soft,
)
from smd_workshop.library.charts.limits import inside, steps
from smd_workshop.library.charts.marks import INK_SOFT, LINE, mark
from smd_workshop.library.charts.spec import Domain

NARROW, WIDE = 328, 720
BAR, GAP, HEADING, TOP = 16, 12, 30, 4
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
class Row:
    """One row in its place: its height, the middle of what is drawn in it, and its labels."""

    height: float
    middle: float
    labels: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: total width, left edge and width of the plot, what its edges mean, the rows."""

    width: int
    left: int
    plot: int
    domain: Domain
    rows: tuple[Row, ...]

    @property
    def narrow(self) -> bool:
        """Whether labels stand above their rows."""
        return self.left == 0

    def at(self, value: float) -> float:
        """Return where a value stands, from the left of the drawing; what lies outside stands at the edge."""
        low, high = self.domain
        return self.left + (inside(value, self.domain) - low) / (high - low) * self.plot

    def upright(self, value: float, colour: str, thick: float = 1, dashes: str = "none") -> Rule:
        """Return a line behind all rows at a value."""
        return Rule(self.at(value), 0, self.at(value), 0, colour, thick, dashes)


def frame(lines: tuple[Line, ...], width: int, right: float, domain: Domain) -> Frame:
    """Return the frame for these rows, leaving `right` pixels for figures after the plot."""
    indent = MARK_ROOM if any(line.sector for line in lines) else 0
    left = 0 if width < 480 else _label_room(lines, width, indent)
    rows, heading = [], ""
    for line in lines:
        y, labels = 0, list[Shape]()
        if line.heading and line.heading != heading:
            said = text.wrap(line.heading, width - 4, SIZE + 1, most=2, weight="bold")
            labels.append(Words(said, 0, 20, SIZE + 1, bold=True))
            y = HEADING + (len(said) - 1) * LINE_HEIGHT
        heading = line.heading
        label, note = _wrapped(line, (left - 16 if left else width) - indent)
        first, middle, high = _placed(len(label), len(note), narrow=not left)
        labels.append(Words(label, indent, y + first))
        if note:
            below = y + first + len(label) * LINE_HEIGHT
            labels.append(Words(note, indent, below, SMALL, colour=INK_SOFT))
        if line.sector:
            shown = mark(line.sector)
            labels.append(Sign(shown.shape, shown.colour, 7, y + first - MIDDLE))
        rows.append(Row(y + high, y + middle, tuple(labels)))
    return Frame(width, left, max(int(width - left - right), 40), domain, tuple(rows))


def _label_room(lines: tuple[Line, ...], width: int, indent: int) -> int:
    said = [(text.clean(line.label), SIZE) for line in lines]
    said += [(text.clean(line.note), SMALL) for line in lines]
    widest = max((text.width(words, size) for words, size in said), default=0)
    return int(min(width * 0.46, max(widest + 2, 60) + indent + 16))


def _wrapped(line: Line, room: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    note = text.wrap(line.note, room, SMALL, most=2) if line.note else ()
    return text.wrap(line.label, room, SIZE), note


def _placed(labels: int, notes: int, *, narrow: bool) -> tuple[float, float, int]:
    """Return the first baseline, the middle of the row's drawing, and the row's height."""
    words = labels * LINE_HEIGHT + notes * NOTE_HEIGHT
    if narrow:
        return 12, words + 4 + BAR / 2, words + BAR + GAP + 8
    high = max(words, BAR) + GAP
    return (high - words) // 2 + 13, high / 2, high


def finish(
    framed: Frame, drawn: Iterable[Iterable[Shape]], unit: str, *,
    ticks: Iterable[tuple[float, str]] = (), head: Band | None = None, uprights: Iterable[Rule] = (),
) -> Layout:  # fmt: skip
    """Join each row's labels with what is drawn in it, above a scale: round steps, or the `ticks` given.

    The grid is faint, and on phones there is none, for the labels stand where it would go through.
    """
    rows = zip(framed.rows, drawn, strict=True)
    shown = tuple(ticks) or _ticks(framed)
    grid = () if framed.narrow else (framed.upright(value, LINE) for value, _ in shown)
    return Layout(
        framed.width,
        head or Band(TOP),
        tuple(Band(row.height, (*row.labels, *shapes)) for row, shapes in rows),
        _foot(framed, shown, unit),
        (*grid, *uprights),
    )


def centred(said: str, x: float, framed: Frame) -> float:
    """Return the middle of small words that stand around `x` and inside the drawing."""
    half = text.width(said, SMALL) / 2
    return max(min(x, framed.width - half), half)


def _ticks(framed: Frame) -> tuple[tuple[float, str], ...]:
    values, digits = steps(framed.domain, 4 if framed.plot < 260 else 6)
    said = [(v, figure(v, digits) if digits < 6 else f"{v:.2g}") for v in values]
    while len(said) > 1 and sum(text.width(s, SMALL) + 8 for _, s in said) > framed.plot:
        said = said[::2]
    return tuple(said)


def _foot(framed: Frame, ticks: Iterable[tuple[float, str]], unit: str) -> Band:
    words = [soft(s, centred(s, framed.at(value), framed), 16, "middle") for value, s in ticks]
    title = text.wrap(unit, framed.plot, SMALL, most=2) if unit else ()
    middle = framed.left + framed.plot / 2
    words.append(Words(title, middle, 34, SMALL, colour=INK_SOFT, anchor="middle"))
    return Band(24 + len(title) * NOTE_HEIGHT, tuple(words))


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
