"""Cards and presence: what opens a seat, who holds it, who is in the room."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from smd_workshop.core.codes import code_hash, new_code
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db
from smd_workshop.models import (
    Actor,
    Credential,
    Process,
    Seat,
)
from smd_workshop.processes import journal


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it is printed, once: the code exists nowhere else."""

    credential_id: int
    code: str
    seat: Seat
    holder: str


def issue(seat: Seat, holder: str, secret: str, at: datetime, user_id: int | None) -> Card:
    """Make a card for a seat's titular or suplente; the old card of that holder dies now."""
    for old in seat.credentials:
        if old.holder == holder and old.revoked_at is None:
            old.revoked_at = at
    code = new_code()
    credential = Credential(
        seat=seat, holder=holder, code_hash=code_hash(code, secret), issued_at=at
    )
    db.session.add(credential)
    db.session.flush()  # the card is known by its id
    process = db.session.get(Process, seat.process_id)
    journal.record(
        "issue card", at, process=process, user_id=user_id, seat=seat.code, holder=holder
    )
    return Card(credential.id, code, seat, holder)


def hand_over(seat: Seat, holder: str, at: datetime, user_id: int | None) -> None:
    """Let the titular or the suplente speak for the seat from now on; Invalid for anybody else."""
    if holder not in {"titular", "suplente"}:
        raise Invalid
    if seat.holder != holder:
        seat.holder = holder
        process = db.session.get(Process, seat.process_id)
        journal.record(
            "hand over seat", at, process=process, user_id=user_id, seat=seat.code, holder=holder
        )


def find(process: Process, code: str) -> Seat:
    """Return the seat of this process with this code, or raise NotFound."""
    seat = db.session.scalar(select(Seat).where(Seat.process_id == process.id, Seat.code == code))
    if seat is None:
        raise NotFound
    return seat


def with_cards(ids: list[int]) -> dict[int, Seat]:
    """Return seats by id with their actors, sectors and cards, in few queries."""
    found = db.session.scalars(
        select(Seat)
        .where(Seat.id.in_(ids))
        .options(selectinload(Seat.credentials), joinedload(Seat.actor).joinedload(Actor.sector))
    )
    return {seat.id: seat for seat in found}
