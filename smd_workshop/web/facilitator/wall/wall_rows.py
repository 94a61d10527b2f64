"""The rows of a result on the wall: words, figure, and the drawing beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from reports.spoken import Speaker
from smd_workshop.library.charts.wall import cut, lines, swarm
from smd_workshop.library.findings import Cell, Grid, Row, Scale
from smd_workshop.rounds.results.result_views import ResultView
from smd_workshop.web.facilitator.wall.wall_pages import (
    LINE,
)
from smd_workshop.web.words.figure_words import figure_words

#: The drawing of a row in its own units: how long, where the scale begins, the room of a mark and of a lane.
LENGTH, EDGE, MARK, LANE = 340.0, 12.0, 22.0, 22
#: In rem: how wide it is, how wide a figure beside it, the gaps; how high a row is at least.
STRIP, MEAN, SHARE, WORD, GAPS, LOWEST = 12.0, 3.2, 4.6, 8.0, 1.8, 2.4
#: Units whose figure is as wide as that.
WIDTHS = {"mean": MEAN, "place": MEAN, "word": WORD}
#: The place of sectors that are shown as one: their mark is a ring.
AS_ONE = -1


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a sector's mark stands in a drawing; `place` is the sector's in its process, from 0, or AS_ONE."""

    place: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """One option on the wall: its words, its figure as it is written, and where all stands on the scale."""

    code: str
    wording: str
    figure: str
    at: float | None
    interval: tuple[float, float] | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """What is known while a result is put on the wall."""

    view: ResultView
    grid: Grid
    speak: Speaker
    #: Decimals of a percentage.
    decimals: int
    #: What came out, in a sentence.
    answer: str

    @property
    def names(self) -> dict[str, tuple[int, str]]:
        """Each sector of the result by its code: its place, and its name."""
        own = {s.code: (s.position, s.short_name or s.name) for s in self.view.process.sectors}
        return {
            code: own.get(code, (AS_ONE, self.view.labels.sector(code)))
            for code in self.grid.sectors
        }

    @property
    def drawn(self) -> bool:
        """Whether its rows have a drawing."""
        return self.grid.has_figures or bool(self.grid.sectors)

    @property
    def beside(self) -> float:
        """How much of a row's width the words do not have."""
        figure = WIDTHS.get(self.grid.scale.unit, SHARE)
        return STRIP + figure + GAPS if self.drawn else 0.0


def cut_to(row: Line, wide: float, most: int) -> str:
    """Return the wording of a row, as much as stands on so many lines of this width (rem)."""
    return cut(f"{row.code} {row.wording}", wide, most).removeprefix(f"{row.code} ")


def heights(room: Room, rows: Sequence[Line], wide: float, size: float) -> list[float]:
    """Return how high each row is, in rem, at this size of letters."""
    least = LOWEST if room.drawn else 1.5
    taken = (lines(f"{row.code} {row.wording}", wide, size) for row in rows)
    return [0.16 + max(least, LINE * size * many) for many in taken]


def line_of(room: Room, row: Row) -> Line:
    """Return a row of the table as it stands on the wall."""
    scale = row.scale or room.grid.scale
    return Line(
        row.code,
        _words(room, row),
        _("few answered") if row.few else figure_words(scale, row.value, room.decimals),
        None if row.value is None else place_of(scale, row.value),
        span_of(scale, row.interval),
        marks_of(room, scale, row.cells),
    )


def marks_of(room: Room, scale: Scale, cells: Mapping[str, Cell | None]) -> tuple[Mark, ...]:
    """Place the mark of each sector that has a figure; those that would touch stand in lanes."""
    length = LENGTH - 2 * EDGE
    shares = {
        code: (place_of(scale, cell.value) - EDGE) / length
        for code, cell in cells.items()
        if cell and code in room.names
    }
    return tuple(
        Mark(room.names[code][0], round(EDGE + x, 1), LANE * (1.5 + lane))
        for code, (x, lane) in swarm(shares, length, MARK).items()
    )


def _words(room: Room, row: Row) -> str:
    """Return the wording of an option, or what its method calls a row that is none."""
    if row.called is None:
        return room.view.wordings.get(row.code, "")
    return room.speak(row.called, room.view.labels, room.view.wordings)


def span_of(scale: Scale, interval: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return where an interval begins and ends in the drawing of a row; None where there is none."""
    return (
        None if interval is None else (place_of(scale, interval[0]), place_of(scale, interval[1]))
    )


def place_of(scale: Scale, value: float) -> float:
    """Return where a figure stands in the drawing of a row; what lies outside stands at the edge."""
    low, high = scale.domain
    inside = min(max(value, low), high)
    return round(EDGE + (inside - low) / (high - low) * (LENGTH - 2 * EDGE), 1)
