"""Names of who holds a seat, said anew; where only the spelling was wrong, the same person goes on getting letters."""

from collections.abc import Sequence

from sqlalchemy import select

from smd_workshop.core import names
from smd_workshop.database import db
from smd_workshop.models import Seat, SeatAddress


def rename(seat: Seat, titular: str, suplente: str, *, same: bool) -> None:
    """Say anew who holds a seat; `same`: who spoke for it is the same person, so its addresses follow the name."""
    known = {"titular": seat.titular, "suplente": seat.suplente}
    named = {"titular": titular, "suplente": suplente}
    seat.titular, seat.suplente = titular, suplente
    for kept in addresses(seat) if same else ():
        left_by_same = names.folded(kept.speaker) == names.folded(known[kept.holder])
        if kept.speaker and left_by_same and named[kept.holder]:
            kept.speaker = named[kept.holder]


def addresses(seat: Seat) -> Sequence[SeatAddress]:
    """Return what was left for letters to a seat, by workshop."""
    query = select(SeatAddress).where(SeatAddress.seat_id == seat.id)
    return db.session.scalars(query.order_by(SeatAddress.workshop_id)).all()


def silent(seat: Seat) -> bool:
    """Say whether an address was left for a seat by somebody of another name than who speaks for it now."""
    return any(not kept.is_of_speaker for kept in addresses(seat))
