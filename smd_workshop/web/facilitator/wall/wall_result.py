"""A result on the wall: one outcome a page, at most eight options, read from what is told first of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from reports.spoken import Speaker
from smd_workshop.library.charts.text import width
from smd_workshop.library.charts.wall import WIDE, lines, pack
from smd_workshop.library.findings import Findings, Outcome, Scale, Section
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
from smd_workshop.web.facilitator.wall.wall_rows import (
    LENGTH,
    WIDTHS,
    Line,
    Room,
    cut_to,
    heights,
    line_of,
    marks_of,
    place_of,
    span_of,
)
from smd_workshop.web.words.figure_words import figure_words

#: How wide the words are that say how many answered.
ANSWERED = 18
#: How wide the number of the page is, with its arrows.
PAGER = 8
#: Names of sectors that need more lines have a page of their own.
LEGEND = 2
#: Most lines of the question over a result.
ASKED = 3


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


def result_wall(view: ResultView, findings: Findings, fit: Fit, speak: Speaker) -> ResultWall:
    """Return the pages of a result for the wall."""
    places = published_figures.places(view.parts[0].document)
    answer = " ".join(
        speak(each, view.labels, view.wordings, places, brief=True) for each in findings.headline
    )
    room = Room(view, findings.grid, speak, places, answer)
    scale = next((row.scale for row in room.grid.rows if row.scale), room.grid.scale)
    legend = tuple(room.names.values())
    grouped = any(section.group for section in room.grid.sections)
    notes = (
        *notes_of(view), *again(view, speak, places), *((Sentence(answer, leads=True),) if grouped and answer else ()),
    )  # fmt: skip
    named = _lines_of(legend)
    key = _key(room, scale)
    high = _height(room, fit, notes, key, named if named <= LEGEND else 1)
    apart = (ResultPage(legend, columns=2),) if named > LEGEND else ()
    return ResultWall(
        (*_pages(room, high), *apart) or (ResultPage(()),),
        over(notes),
        under(notes),
        key,
        legend if named <= LEGEND else (),
        _ticks(scale),
        None if scale.threshold is None else place_of(scale, scale.threshold),
        room.drawn,
        unit=scale.unit,
        complete=not view.live and not view.unanswered and not any(note.warns for note in notes),
    )


def _pages(room: Room, high: float) -> Iterator[ResultPage]:
    yield from _between(room, high)
    for section in room.grid.sections:
        yield from _of_section(room, section, high)


def _ticks(scale: Scale) -> tuple[tuple[float, str], ...]:
    """Return the steps of the scale, each with its place in per cent of the width; of shares every second one."""
    return tuple(
        (round(100 * place_of(scale, tick) / LENGTH, 1), figure_words(scale, tick, 0))
        for tick in scale.ticks[:: 1 if scale.unit in WIDTHS else 2]
    )


def _key(room: Room, scale: Scale) -> str:
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


def _height(room: Room, fit: Fit, notes: tuple[Sentence, ...], key: str, named: int) -> float:
    """Return how high the rows of a page and their heading may be together."""
    time = room.view.time
    before = _("time %(time)s", time=time) + " · " if time > 1 else ""
    asked = min(ASKED, lines(before + room.view.round.question, WIDE - SIDES - PAGER))
    doubt = under(notes)
    noted = sum(note.height for note in over(notes))
    noted += LINE * lines(doubt, WIDE - SIDES) if doubt else 0
    axis = 0.4 + LINE * lines(key, WIDE - SIDES - room.beside) if room.drawn else 0.0
    return fit.room - asked * LINE - 0.4 - noted - axis - 0.3 - 1.3 * max(1, named)


def _of_section(room: Room, section: Section, high: float) -> Iterator[ResultPage]:
    outcome = section.outcome
    rule = room.speak(outcome.rule, room.view.labels, room.view.wordings) if outcome.rule else ""
    rule = rule if lines(rule, WIDE - SIDES) == 1 else ""
    page = ResultPage((), heading=_heading(room, section), rule=rule)
    if not section.group and page.heading != room.answer:
        page = replace(page, sign=outcome.sign, tone=outcome.tone)
    return _filled(room, page, [line_of(room, row) for row in section.rows], high)


def _between(room: Room, high: float) -> Iterator[ResultPage]:
    """Show what the groups themselves weigh, where they were given points and this may be shown."""
    scale = room.grid.scale
    weighed = [each for each in room.grid.sections if each.group and each.value is not None]
    rows = [
        Line(
            each.group, str(_(room.view.labels.group(each.group))),
            figure_words(scale, each.value, room.decimals), place_of(scale, each.value or 0),
            span_of(scale, each.interval), marks_of(room, scale, each.cells),
        )
        for each in weighed
    ]  # fmt: skip
    if len(rows) > 1:
        yield from _filled(room, ResultPage((), heading=_("Between the groups")), rows, high)


def _filled(
    room: Room, page: ResultPage, rows: Sequence[Line], high: float
) -> Iterator[ResultPage]:
    """Share rows out over pages like this one; of a wording that no page holds, as much as one does."""
    wide = WIDE - SIDES - room.beside
    left = high - height_of(page.heading, WIDE - SIDES - ANSWERED) - (LINE if page.rule else 0)
    most = max(1, min(WORDS, int((left - 0.16) / LINE)))
    whole = [replace(row, wording=cut_to(row, wide, most)) for row in rows]
    size, shares = in_largest(
        lambda size: pack(heights(room, whole, wide, size), left),
        lambda size: max(heights(room, whole, wide, size), default=0) <= left,
    )
    for places in shares:
        yield replace(page, rows=tuple(whole[place] for place in places), size=size)


def _heading(room: Room, section: Section) -> str:
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


def _lines_of(legend: tuple[tuple[int, str], ...]) -> int:
    """Return how many lines the marks and names of the sectors take."""
    used, taken, room = 1, 0.0, WIDE - SIDES
    for _position, name in legend:
        wide = 2.1 + width(name, 0.92)
        if taken and taken + wide > room:
            used, taken = used + 1, 0.0
        taken += wide
    return used
