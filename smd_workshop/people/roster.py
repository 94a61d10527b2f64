"""Actors and seats, one by one; whole lists come through people.imports."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from smd_workshop.core import names
from smd_workshop.core.errors import Frozen, Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Actor,
    Credential,
    Process,
    Round,
    Seat,
    Sector,
    Territory,
    Workshop,
)
from smd_workshop.people.import_rows import SEAT_CODE
from smd_workshop.processes import holding, journal, processes


@dataclass(frozen=True, slots=True)
class Row:
    """A seat as lists show it: whether its titular and suplente have a card that works."""

    seat: Seat
    cards: frozenset[str]


def seats_of(
    process: Process, *, sector: str = "", words: str = "", active: bool | None = None
) -> list[Row]:
    """Return the seats by sector, actor and code; of one sector, or with these words in a name."""
    query = (
        select(Seat)
        .join(Seat.actor)
        .join(Actor.sector)
        .outerjoin(Actor.territory)
        .options(
            contains_eager(Seat.actor).contains_eager(Actor.sector),
            contains_eager(Seat.actor).contains_eager(Actor.territory),
        )
        .where(Seat.process_id == process.id)
    )
    if sector:
        query = query.where(Sector.code == sector)
    if active is not None:
        query = query.where(Seat.active == active)
    cards = _cards(process)
    found = [s for s in db.session.scalars(query) if names.holds(words, _texts(s))]
    return [Row(s, frozenset(cards.get(s.id, ()))) for s in in_order(found)]


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """Return seats as every list has them: by sector, then by the names of actor and seat."""
    named = names.by_name(seats, lambda s: s.actor.name, lambda s: s.code)
    return sorted(named, key=lambda s: s.actor.sector.position)


def _texts(seat: Seat) -> tuple[str, ...]:
    place = seat.actor.territory.name if seat.actor.territory else ""
    return (seat.actor.name, seat.actor.code, seat.code, seat.titular, seat.suplente, place)


def _cards(process: Process) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = db.session.execute(
        select(Credential.seat_id, Credential.holder)
        .join(Seat, Credential.seat_id == Seat.id)
        .where(Seat.process_id == process.id, Credential.revoked_at.is_(None))
    )
    for seat_id, holder in rows:
        found.setdefault(seat_id, set()).add(holder)
    return found


def actors_of(process: Process) -> list[Actor]:
    """Return the actors by sector and name."""
    query = (
        select(Actor)
        .join(Actor.sector)
        .options(contains_eager(Actor.sector))
        .where(Actor.process_id == process.id)
    )
    named = names.by_name(db.session.scalars(query), lambda a: a.name)
    return sorted(named, key=lambda a: a.sector.position)


def active_seats(process: Process) -> list[Seat]:
    """Return the seats that have a voice, with actor and sector, by code."""
    query = (
        select(Seat)
        .join(Actor)
        .where(Seat.process_id == process.id, Seat.active)
        .options(joinedload(Seat.actor).joinedload(Actor.sector))
    )
    return names.by_name(db.session.scalars(query), lambda s: s.code)


def add_actor(
    process: Process, name: str, sector: Sector, territory: Territory | None = None
) -> Actor:
    """Add an organisation to a sector."""
    code = free_code(processes.slug(name) or "actor", _actor_codes(process))
    actor = Actor(process_id=process.id, code=code, name=name, sector=sector, territory=territory)
    db.session.add(actor)
    db.session.flush()
    return actor


def change_actor(
    process: Process, actor: Actor, name: str, sector: Sector, territory: Territory | None
) -> None:
    """Change an actor. Raises Frozen for another sector once a round has opened."""
    if sector.id != actor.sector_id and processes.has_opened(process):
        raise Frozen(
            N_("A round has opened already: an actor cannot change its sector any more. "
               "Its votes would count for another side.")
        )  # fmt: skip
    actor.name, actor.sector, actor.territory = name, sector, territory


def _hold_workshops(process: Process) -> None:
    """Let no round open or close until the transaction ends."""
    held = select(Workshop).where(Workshop.process_id == process.id).order_by(Workshop.id)
    for workshop in db.session.scalars(held).all():
        holding.hold(workshop)


def _after_what_is_open(process: Process, at: datetime) -> datetime:
    """Return this moment; one after the opening of a round that opened while one waited for its turn."""
    _hold_workshops(process)
    latest = db.session.scalar(
        select(func.max(Round.opened_at))
        .join(Round.workshop)
        .where(Workshop.process_id == process.id, Round.state == "open")
    )
    return at if latest is None else max(at, latest + timedelta(microseconds=1))


def hold_roll(process: Process) -> None:
    """Let no round open until the transaction ends. Raises WrongState while one is open."""
    _hold_workshops(process)
    opened = (
        select(Round.id)
        .join(Round.workshop)
        .where(Workshop.process_id == process.id, Round.state == "open")
    )
    if db.session.scalar(opened.limit(1)) is not None:
        raise WrongState(
            N_("A round is open: lists are read and seats withdrawn between rounds, so that the "
               "quorum cannot change under a vote. One seat can be added at the door.")
        )  # fmt: skip


def add_seat(
    process: Process, actor: Actor, at: datetime, user_id: int | None, *,
    code: str = "", titular: str = "", suplente: str = "",
) -> Seat:  # fmt: skip
    """Give an actor a seat; without a code it gets the next of its sector.

    While a round is open it is added on the spot: whether it votes in that round, the round says.
    Raises Invalid for a code that is taken, or is none.
    """
    added_at = _after_what_is_open(process, at)
    taken = set(db.session.scalars(select(Seat.code).where(Seat.process_id == process.id)))
    code = code or next_seat_code(actor.sector.code, taken)
    if not SEAT_CODE.fullmatch(code):
        raise Invalid(N_("Write the code of the seat with letters, digits and hyphens only."))
    if code in taken:
        raise Invalid(N_("There is a seat %(code)s already."), code=code)
    seat = Seat(
        process_id=process.id, actor=actor, code=code, titular=titular, suplente=suplente,
        added_at=added_at,
    )  # fmt: skip
    db.session.add(seat)
    db.session.flush()
    journal.record("add seat", at, process=process, user_id=user_id, seat=seat.code)
    return seat


def set_active(
    process: Process, seat: Seat, at: datetime, user_id: int | None, *, active: bool
) -> None:
    """Let a seat take part, or no more; its history stays. Raises WrongState while a round is open."""
    hold_roll(process)
    db.session.refresh(seat)
    if seat.active != active:
        seat.active = active
        verb = "activate seat" if active else "deactivate seat"
        journal.record(verb, at, process=process, user_id=user_id, seat=seat.code)


def next_seat_code(sector_code: str, taken: set[str]) -> str:
    """Return the first code that is free: COM-1, COM-2 and so on."""
    number = 1
    while (code := f"{sector_code.upper()[:30]}-{number}") in taken:
        number += 1
    return code


def free_code(base: str, taken: Container[str], numbered: dict[str, int] | None = None) -> str:
    """Return the code, or with -2, -3, … where it is taken.

    `numbered` remembers, for many codes in a row of which none is given back, up to which number they are taken.
    """
    numbered = {} if numbered is None else numbered
    code, number = base[:40], numbered.get(base[:35], 1)
    while code in taken:
        number += 1
        code = f"{base[:35]}-{number}"
    numbered[base[:35]] = number
    return code


def _actor_codes(process: Process) -> set[str]:
    return set(db.session.scalars(select(Actor.code).where(Actor.process_id == process.id)))


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do before a workshop, where, and whether it is done."""

    text: str
    params: dict[str, int]
    path: str
    done: bool


def next_steps(
    process: Process, counts: dict[int, int], workshops: Sequence[Workshop]
) -> list[Step]:
    """Return what it takes to hold a workshop, in order, and what of it is done."""
    seats = sum(counts.values())
    without = seats - _with_card(process)
    empty = sum(1 for s in process.sectors if not counts.get(s.id))
    frozen = process.protocol_frozen_at is not None
    return [
        Step(N_("Name the sectors, the sides of the table."), {}, "sectors", len(process.sectors) > 1),
        Step(
            N_("Give each sector its seats: by hand or from a spreadsheet."),
            {"empty": empty}, "people", seats > 0 and empty == 0,
        ),
        Step(N_("Agree on the rules of the count."), {}, "protocol", frozen),
        Step(
            N_("Print the cards. Seats without a card: %(without)s."),
            {"without": without}, "cards", seats > 0 and without == 0,
        ),
        Step(N_("Prepare a workshop."), {}, "workshops/new", bool(workshops)),
    ]  # fmt: skip


def _with_card(process: Process) -> int:
    return (
        db.session.scalar(
            select(func.count(func.distinct(Seat.id)))
            .join(Credential, Credential.seat_id == Seat.id)
            .where(
                Seat.process_id == process.id,
                Seat.active,
                Credential.revoked_at.is_(None),
                Credential.holder == Seat.holder,
            )
        )
        or 0
    )
