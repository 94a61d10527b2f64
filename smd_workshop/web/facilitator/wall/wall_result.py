"""A result on the wall: one outcome a page, at most eight options, read from what is told first of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from reports.spoken import Speaker
from smd_workshop.library.charts.text import width
from smd_workshop.library.charts.wall import WIDE, cut, lines, pack, swarm
from smd_workshop.library.findings import Cell, Findings, Grid, Outcome, Row, Scale, Section
from smd_workshop.publishing import published_figures
from smd_workshop.rounds.results.result_views import ResultView
from smd_workshop.web.facilitator.wall.wall_notes import (
    Sentence,
    again,
    notes_of,
    over,
    under,
)
from smd_workshop.web.facilitator.wall.wall_pages import (
    LINE,
    SIDES,
    WORDS,
    Fit,
    Page,
    height_of,
    in_largest,
)
from smd_workshop.web.words.figure_words import figure_words

#: The drawing of a row in its own units: how long, where the scale begins, the room of a mark and of a lane.
LENGTH, EDGE, MARK, LANE = 340.0, 12.0, 22.0, 22
#: In rem: how wide it is, how wide a figure beside it, the gaps; how high a row is at least.
STRIP, MEAN, SHARE, WORD, GAPS, LOWEST = 12.0, 3.2, 4.6, 8.0, 1.8, 2.4
#: Units whose figure is as wide as that.
WIDTHS = {"mean": MEAN, "place": MEAN, "word": WORD}
#: How wide the words are that say how many answered.
ANSWERED = 18
#: How wide the number of the page is, with its arrows.
PAGER = 8
#: The place of sectors that are shown as one: their mark is a ring.
AS_ONE = -1
#: Names of sectors that need more lines have a page of their own.
LEGEND = 2
#: Most lines of the question over a result.
ASKED = 3


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
class ResultPage(Page):
    """Rows under one heading; without an outcome it is the page of the sectors' names."""

    heading: str = ""
    sign: str = ""
    tone: str = ""
    #: What the outcome means.
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ResultWall:
    """What a result says on the wall, on every page and on each."""

    pages: tuple[Page, ...]
    notes: tuple[Sentence, ...]
    #: What stands small under what came out, '' if nothing: how sure it is, who is not shown, what the method adds.
    doubt: str
    #: What the line, the band and the dashes of the drawing are.
    key: str
    #: Sectors that have a mark: place in the process, and name.
    legend: tuple[tuple[int, str], ...]
    #: How far along the drawing each stands, in percent of its width, and its words.
    ticks: tuple[tuple[float, str], ...]
    threshold: float | None
    drawn: bool
    #: What its figures are: room for them is measured by it.
    unit: str
    #: Whether nothing speaks against relying on it.
    complete: bool


@dataclass(frozen=True, slots=True)
class _Room:
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
        own = {s.code: (s.position, s.short_name or s.name) for s in self.view.process.sectors}
        return {
            code: own.get(code, (AS_ONE, self.view.labels.sector(code)))
            for code in self.grid.sectors
        }

    @property
    def drawn(self) -> bool:
        return self.grid.has_figures or bool(self.grid.sectors)

    @property
    def beside(self) -> float:
        """How much of a row's width the words do not have."""
        figure = WIDTHS.get(self.grid.scale.unit, SHARE)
        return STRIP + figure + GAPS if self.drawn else 0.0


def result_wall(view: ResultView, findings: Findings, fit: Fit, speak: Speaker) -> ResultWall:
    """Return the pages of a result for the wall."""
    places = published_figures.places(view.parts[0].document)
    answer = " ".join(
        speak(each, view.labels, view.wordings, places, brief=True) for each in findings.headline
    )
    room = _Room(view, findings.grid, speak, places, answer)
    scale = next((row.scale for row in room.grid.rows if row.scale), room.grid.scale)
    legend = tuple(room.names.values())
    grouped = any(section.group for section in room.grid.sections)
    notes = (
        *notes_of(view), *again(view, speak, places), *((Sentence(answer, leads=True),) if grouped and answer else ()),
    )  # fmt: skip
    named = _lines_of(legend)
    key = _key(room, scale)
    high = _height(room, fit, notes, key, named if named <= LEGEND else 1)
    pages: list[ResultPage] = [*_between(room, high)]
    pages += [page for section in room.grid.sections for page in _of_section(room, section, high)]
    if named > LEGEND:
        pages.append(ResultPage(legend, columns=2))
    return ResultWall(
        tuple(pages) or (ResultPage(()),),
        over(notes),
        under(notes),
        key,
        legend if named <= LEGEND else (),
        tuple(
            (round(100 * _place(scale, tick) / LENGTH, 1), figure_words(scale, tick, 0))
            for tick in scale.ticks[:: 1 if scale.unit in WIDTHS else 2]
        ),
        None if scale.threshold is None else _place(scale, scale.threshold),
        room.drawn,
        unit=scale.unit,
        complete=not view.live and not view.unanswered and not any(note.warns for note in notes),
    )


def _key(room: _Room, scale: Scale) -> str:
    """Say what the signs of the drawing are, only of what is drawn: dashes alone would be read as the figure of all."""
    rows = room.grid.rows
    said = []
    if any(row.value is not None for row in rows):
        weighed = room.view.labels.weights
        said.append(_("line: all, by weight") if weighed else _("line: all sectors alike"))
    if any(row.interval is not None for row in rows):
        said.append(_("band: its margin"))
    if scale.threshold is not None:
        said.append(_("dashes: what is needed"))
    if scale.unit == "amount":
        said.append(_("each row on its own scale"))
    return "; ".join(said)


def _height(room: _Room, fit: Fit, notes: tuple[Sentence, ...], key: str, named: int) -> float:
    """Return how high the rows of a page and their heading may be together."""
    time = room.view.time
    before = _("time %(time)s", time=time) + " · " if time > 1 else ""
    asked = min(ASKED, lines(before + room.view.round.question, WIDE - SIDES - PAGER))
    doubt = under(notes)
    noted = sum(note.height for note in over(notes))
    noted += LINE * lines(doubt, WIDE - SIDES) if doubt else 0
    axis = 0.4 + LINE * lines(key, WIDE - SIDES - room.beside) if room.drawn else 0.0
    return fit.room - asked * LINE - 0.4 - noted - axis - 0.3 - 1.3 * max(1, named)


def _of_section(room: _Room, section: Section, high: float) -> Iterator[ResultPage]:
    outcome = section.outcome
    rule = room.speak(outcome.rule, room.view.labels, room.view.wordings) if outcome.rule else ""
    rule = rule if lines(rule, WIDE - SIDES) == 1 else ""
    page = ResultPage((), heading=_heading(room, section), rule=rule)
    if not section.group and page.heading != room.answer:
        page = replace(page, sign=outcome.sign, tone=outcome.tone)
    return _filled(room, page, [_line(room, row) for row in section.rows], high)


def _between(room: _Room, high: float) -> Iterator[ResultPage]:
    """Show what the groups themselves weigh, where they were given points and this may be shown."""
    scale = room.grid.scale
    weighed = [each for each in room.grid.sections if each.group and each.value is not None]
    rows = [
        Line(
            each.group, str(_(room.view.labels.group(each.group))),
            figure_words(scale, each.value, room.decimals), _place(scale, each.value or 0),
            _span(scale, each.interval), _marks(room, scale, each.cells),
        )
        for each in weighed
    ]  # fmt: skip
    if len(rows) > 1:
        yield from _filled(room, ResultPage((), heading=_("Between the groups")), rows, high)


def _filled(
    room: _Room, page: ResultPage, rows: Sequence[Line], high: float
) -> Iterator[ResultPage]:
    """Share rows out over pages like this one; of a wording that no page holds, as much as one does."""
    wide = WIDE - SIDES - room.beside
    left = high - height_of(page.heading, WIDE - SIDES - ANSWERED) - (LINE if page.rule else 0)
    most = max(1, min(WORDS, int((left - 0.16) / LINE)))
    whole = [replace(row, wording=_cut(row, wide, most)) for row in rows]
    size, shares = in_largest(
        lambda size: pack(_heights(room, whole, wide, size), left),
        lambda size: max(_heights(room, whole, wide, size), default=0) <= left,
    )
    for places in shares:
        yield replace(page, rows=tuple(whole[place] for place in places), size=size)


def _cut(row: Line, wide: float, most: int) -> str:
    return cut(f"{row.code} {row.wording}", wide, most).removeprefix(f"{row.code} ")


def _heights(room: _Room, rows: Sequence[Line], wide: float, size: float) -> list[float]:
    least = LOWEST if room.drawn else 1.5
    taken = (lines(f"{row.code} {row.wording}", wide, size) for row in rows)
    return [0.16 + max(least, LINE * size * many) for many in taken]


def _heading(room: _Room, section: Section) -> str:
    """Return what stands over a section: its group with what it weighs, the outcome and how many came to it, or the answer."""
    if section.group:
        name = str(_(room.view.labels.group(section.group)))
        weight = figure_words(room.grid.scale, section.value, room.decimals)
        return f"{name}: {weight}" if weight else name
    if not (section.outcome.rule or section.outcome.many) and len(room.grid.outcomes) == 1:
        return room.answer or str(
            _(section.outcome.name)
        )  # nothing is decided: a list, and its name says nothing
    heading: str = _(
        "%(outcome)s: %(part)s of %(whole)s", outcome=_outcome(section.outcome, len(section.rows)),
        part=len(section.rows), whole=len(room.grid.rows),
    )  # fmt: skip
    return heading


def _outcome(outcome: Outcome, count: int) -> str:
    """Return the word for what came out, by how many options it came to."""
    return str(ngettext(outcome.name, outcome.many, count) if outcome.many else _(outcome.name))


def _line(room: _Room, row: Row) -> Line:
    scale = row.scale or room.grid.scale
    return Line(
        row.code,
        _words(room, row),
        _("few answered") if row.few else figure_words(scale, row.value, room.decimals),
        None if row.value is None else _place(scale, row.value),
        _span(scale, row.interval),
        _marks(room, scale, row.cells),
    )


def _marks(room: _Room, scale: Scale, cells: Mapping[str, Cell | None]) -> tuple[Mark, ...]:
    """Place the mark of each sector that has a figure; those that would touch stand in lanes."""
    length = LENGTH - 2 * EDGE
    shares = {
        code: (_place(scale, cell.value) - EDGE) / length
        for code, cell in cells.items()
        if cell and code in room.names
    }
    return tuple(
        Mark(room.names[code][0], round(EDGE + x, 1), LANE * (1.5 + lane))
        for code, (x, lane) in swarm(shares, length, MARK).items()
    )


def _words(room: _Room, row: Row) -> str:
    """Return the wording of an option, or what its method calls a row that is none."""
    if row.called is None:
        return room.view.wordings.get(row.code, "")
    return room.speak(row.called, room.view.labels, room.view.wordings)


def _span(scale: Scale, interval: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if interval is None else (_place(scale, interval[0]), _place(scale, interval[1]))


def _place(scale: Scale, value: float) -> float:
    """Return where a figure stands in the drawing of a row; what lies outside stands at the edge."""
    low, high = scale.domain
    inside = min(max(value, low), high)
    return round(EDGE + (inside - low) / (high - low) * (LENGTH - 2 * EDGE), 1)


def _lines_of(legend: tuple[tuple[int, str], ...]) -> int:
    """Return how many lines the marks and names of the sectors take."""
    used, taken, room = 1, 0.0, WIDE - SIDES
    for _position, name in legend:
        wide = 2.1 + width(name, 0.92)
        if taken and taken + wide > room:
            used, taken = used + 1, 0.0
        taken += wide
    return used
