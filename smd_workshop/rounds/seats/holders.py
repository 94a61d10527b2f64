"""Whose card a browser holds: its seat, its sector and its process. Plain reads for the busiest pages."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from smd_workshop.core.codes import code_hash
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.core.messages import N_
from smd_workshop.database import Prepared
from smd_workshop.database.autocommit import fetch
from smd_workshop.models import (
    Actor,
    Credential,
    Process,
    Seat,
    Sector,
)
from smd_workshop.rounds.ballots import casting

NO_CARD = N_("There is no card with this code. Look at it again, letter by letter.")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose card a browser holds, in words."""

    credential_id: int
    voter: casting.Voter
    seat_code: str
    actor: str
    person: str
    sector: str
    sector_position: int
    process: str
    simulated: bool
    #: Where the days of its process begin.
    time_zone: str

    def refusal(self) -> Refusal | None:
        """Return the true reason why this card speaks for nobody now, or None."""
        try:
            casting.check_card(self.voter)
        except Refusal as reason:
            return reason
        return None


def _holder() -> Any:
    return (
        select(
            Credential.id, Seat.id, Actor.sector_id, Sector.code, Seat.process_id,
            Credential.holder, Seat.holder, Seat.active, Credential.revoked_at, Seat.added_at, Seat.code,
            Actor.name, Seat.titular, Seat.suplente, Sector.name, Sector.position, Process.name,
            Process.simulated, Process.time_zone,
        )
        .select_from(Credential)
        .join(Seat, Credential.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .join(Sector, Actor.sector_id == Sector.id)
        .join(Process, Seat.process_id == Process.id)
    )  # fmt: skip


_HOLDER = Prepared(lambda: _holder().where(Credential.id == bindparam("card")))


_HOLDER_BY_CODE = Prepared(lambda: _holder().where(Credential.code_hash == bindparam("code")))


def holder_of(credential_id: int) -> Holder | None:
    """Return whose card this is, even if it speaks for nobody any more; None where there is none."""
    return _one_holder(fetch(_HOLDER, card=credential_id))


def holder_by(code: str, secret: str) -> Holder:
    """Return whose card has this code, even if it speaks for nobody any more; raises NotFound."""
    found = _one_holder(fetch(_HOLDER_BY_CODE, code=code_hash(code, secret)))
    if found is None:
        raise NotFound(NO_CARD)
    return found


def _one_holder(rows: list[tuple[Any, ...]]) -> Holder | None:
    if not rows:
        return None
    card_id, seat_id, sector_id, code, process_id, card, now, active, revoked, added, *words = rows[
        0
    ]
    seat_code, actor, titular, suplente, sector, position, process, simulated, zone = words
    voter = casting.Voter(
        seat_id, sector_id, code, process_id, card, now, active, revoked is None, added
    )
    person = titular if card == "titular" else suplente
    return Holder(
        card_id, voter, seat_code, actor, person, sector, position, process, bool(simulated), zone
    )
