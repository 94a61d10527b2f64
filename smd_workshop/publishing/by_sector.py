"""A sector in public: what it said in each published round, as far as that is shown, and what its institutions answer for.

Everything is read from what is published already. A figure that the page of a result does not show of a sector stands
nowhere here either; who answers for something is told by the name under which that is public.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from smd_workshop.core import names
from smd_workshop.core.errors import NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.findings import Cell, Findings
from smd_workshop.library.findings.grid import figure
from smd_workshop.library.findings.rows import Unit
from smd_workshop.library.findings.statements import Count, Options, Statement, Value, stated
from smd_workshop.models import Actor, Process, Sector, Territory
from smd_workshop.publishing import portal_queries
from smd_workshop.rounds.results import results
from smd_workshop.rounds.results.result_views import ResultView

#: What is told of one round, and of how many rounds; the rest stands on their pages.
MOST, MOST_ROUNDS = 5, 20


@dataclass(frozen=True, slots=True)
class Line:
    """What a sector said of one option, and whether it stands apart in that."""

    sentence: Statement
    apart: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What a sector said in a published round, what it said otherwise than all others first.

    `shown_as` is the code that it has there: its own, that of sectors that are shown as one, or '' where nothing
    is shown of it alone.
    """

    view: ResultView
    shown_as: str
    lines: tuple[Line, ...] = ()
    more: int = 0


def find(process: Process, code: str) -> Sector:
    """Return the sector of this process with this code, or raise NotFound."""
    for each in process.sectors:
        if each.code == code:
            return each
    raise NotFound


def heard(process: Process, sector: Sector) -> list[Heard]:
    """Return what a sector said, the latest round first; rounds that did not ask it are left out."""
    found = []
    for round_ in portal_queries.latest(process, MOST_ROUNDS):
        view = results.view(round_)
        asked = view.sectors.get(sector.code)
        if view.findings is not None and asked is not None and asked.eligible:
            found.append(_heard(view, view.findings, sector.code))
    return found


def _heard(view: ResultView, findings: Findings, code: str) -> Heard:
    shown = findings.grid.sectors
    own = next((each for each in shown if code in each.split("+")), "")
    lines = list(_lines(findings, own)) if own else []
    lines.sort(key=lambda each: not each.apart)
    return Heard(view, own, tuple(lines[:MOST]), max(0, len(lines) - MOST))


def _lines(findings: Findings, code: str) -> Iterator[Line]:
    grid = findings.grid
    for row in grid.sorted_by(code):
        cell = row.cells.get(code)
        if cell is not None:
            scale = row.scale or grid.scale
            own = _figure(cell, scale.unit, scale.words)
            sentence = stated(N_("%(option)s: %(own)s"), option=Options((row.code,)), own=own)
            yield Line(sentence, cell.apart)


def _figure(cell: Cell, unit: Unit, words: tuple[str, ...]) -> Value:
    if cell.count is not None:
        return Count(*cell.count)
    return figure(cell.value, unit, words)


def answered_for(process: Process, sector: Sector, today: date) -> portal_queries.Tally:
    """Return the commitments whose public owner is an institution of a sector, by its name."""
    return _answered_by(process, Actor.sector_id == sector.id, today)


def answered_for_in(process: Process, place: Territory, today: date) -> portal_queries.Tally:
    """Return the commitments whose public owner is an institution of a territory, by its name."""
    return _answered_by(process, Actor.territory_id == place.id, today)


def _answered_by(process: Process, whose: ColumnElement[bool], today: date) -> portal_queries.Tally:
    query = select(Actor.name).where(whose, Actor.process_id == process.id)
    institutions = {names.folded(name) for name in db.session.scalars(query)}
    told = portal_queries.commitments(process, today)
    own = [each for each in told.all if names.folded(each.owner) in institutions]
    return portal_queries.tally_of(own, today)
