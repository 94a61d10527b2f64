"""A list of people from a spreadsheet: first a plan with a verdict per row, then exactly that plan."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from smd_workshop.database import db
from smd_workshop.models import Actor, Process, Seat, Sector, Territory
from smd_workshop.people import roster
from smd_workshop.people.import_headings import LABELS, columns, is_private, score
from smd_workshop.people.import_known import UNCLEAR
from smd_workshop.people.import_planner import plan
from smd_workshop.people.import_rows import (
    NEW_SECTOR,
    SAME_AS,
    TOTAL,
    WHAT,
    ActorState,
    Choices,
    Plan,
    SeatState,
    State,
    Verdict,
)
from smd_workshop.processes import journal, processes

__all__ = [
    "LABELS", "NEW_SECTOR", "SAME_AS", "TOTAL", "UNCLEAR", "WHAT", "ActorState", "Choices", "Plan",
    "SeatState", "State", "Verdict", "apply", "columns", "is_private", "plan", "score", "state",
]  # fmt: skip


def state(process: Process) -> State:
    """Return a snapshot of the process."""
    sector_codes = {s.id: s.code for s in process.sectors}
    place_codes = {t.id: t.code for t in process.territories}
    actors: dict[str, ActorState] = {}
    codes: dict[int, str] = {}
    for actor_id, code, name, sector_id, territory_id in db.session.execute(
        select(Actor.id, Actor.code, Actor.name, Actor.sector_id, Actor.territory_id)
        .where(Actor.process_id == process.id).order_by(Actor.id)
    ):  # fmt: skip
        codes[actor_id] = code
        actors[code] = ActorState(
            code, name, sector_codes[sector_id], place_codes.get(territory_id or 0, "")
        )
    seats = {
        code: SeatState(code, codes[actor_id], titular, suplente)
        for code, actor_id, titular, suplente in db.session.execute(
            select(Seat.code, Seat.actor_id, Seat.titular, Seat.suplente)
            .where(Seat.process_id == process.id).order_by(Seat.id)
        )
    }  # fmt: skip
    return State(
        {s.code: s.name for s in process.sectors},
        {t.code: t.name for t in process.territories},
        actors,
        seats,
        frozen=process.protocol_frozen_at is not None,
        opened=processes.has_opened(process),
    )


def apply(process: Process, plan: Plan, at: datetime, user_id: int | None) -> None:
    """Write exactly what the plan says. Raises WrongState if it adds seats while a round is open."""
    fresh = sorted(set(plan.seats) - set(_ids(Seat, process)))
    if fresh:
        roster.hold_roll(process)
    by_code = {s.code: s for s in process.sectors}
    for code, name in plan.sectors.items():
        if code in by_code:
            processes.rename_sector(process, by_code[code], name)
        else:
            processes.add_sector(process, code, name)
    for code, name in plan.territories.items():
        processes.add_territory(process, code, name)
    db.session.flush()  # new sectors and places get their ids
    detail: dict[str, Any] = {**plan.totals(), "seats": fresh}
    actors = _write_actors(process, plan)
    _write_seats(process, plan, actors)
    journal.record("import people", at, process=process, user_id=user_id, **detail)
    db.session.flush()
    db.session.expire_all()


def _write_actors(process: Process, plan: Plan) -> dict[str, int]:
    sectors = _ids(Sector, process)
    places = _ids(Territory, process)
    ids = _ids(Actor, process)
    fresh, changed = [], []
    for a in plan.actors.values():
        row = {
            "name": a.name,
            "sector_id": sectors[a.sector],
            "territory_id": places.get(a.territory),
        }
        if a.code in ids:
            changed.append(row | {"id": ids[a.code]})
        else:
            fresh.append(row | {"process_id": process.id, "code": a.code})
    _bulk(Actor, fresh, changed)
    return _ids(Actor, process)


def _write_seats(process: Process, plan: Plan, actors: dict[str, int]) -> None:
    ids = _ids(Seat, process)
    fresh, changed = [], []
    for s in plan.seats.values():
        row = {"actor_id": actors[s.actor], "titular": s.titular, "suplente": s.suplente}
        if s.code in ids:
            changed.append(row | {"id": ids[s.code]})
        else:
            fresh.append(
                row
                | {"process_id": process.id, "code": s.code, "holder": "titular", "active": True}
            )
    _bulk(Seat, fresh, changed)


def _bulk(table: Any, fresh: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
    if fresh:
        db.session.execute(insert(table), fresh)
    if changed:
        db.session.execute(update(table), changed)


def _ids(table: Any, process: Process) -> dict[str, int]:
    rows = db.session.execute(select(table.code, table.id).where(table.process_id == process.id))
    return dict(rows.all())
