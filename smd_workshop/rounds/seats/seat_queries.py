"""Where a seat stands: what it may see of a workshop and its rounds. Plain reads for the busiest pages."""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Engine, and_, bindparam, literal_column, select

from smd_workshop.core.errors import NotFound
from smd_workshop.database import Prepared
from smd_workshop.database.autocommit import alone, fetch
from smd_workshop.models import (
    Acta,
    Actor,
    Ballot,
    Credential,
    PaperBallot,
    Participation,
    Process,
    Round,
    Seat,
    Sector,
    Workshop,
)
from smd_workshop.rounds import sealing
from smd_workshop.rounds.ballots import ballot_keys
from smd_workshop.rounds.results.results import shown_early
from smd_workshop.rounds.seats import whereabouts


@dataclass(frozen=True, slots=True)
class Meeting:
    """A workshop as its seats see it."""

    id: int
    code: str
    name: str
    revision: int
    process_id: int
    process_code: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class RoundState:
    """A round that has opened at some time, as it stands now."""

    id: int
    number: int
    step: str
    method_id: str | None
    title: str
    state: str
    secrecy: str
    visibility: str
    electorate: tuple[str, ...]
    closing_at: datetime | None
    ends_at: datetime | None
    annul_reason: str
    #: Whether the seat that asks has answered it.
    answered: bool
    late_seats: bool = False
    opened_at: datetime | None = None
    #: Whether the seat that asks has a paper for it.
    paper: bool = False
    #: When it closes by itself, where staff said so.
    closes_at: datetime | None = None
    #: By which way the answer that counts came; None where there is none.
    channel: str | None = None

    @property
    def until(self) -> datetime | None:
        """The hour at which it closes by itself, while nobody has announced an earlier close."""
        return self.closes_at if self.closing_at == self.closes_at else None

    @property
    def grace_ends_at(self) -> datetime | None:
        """The end of the grace, once somebody has announced the close."""
        return None if self.closing_at == self.closes_at else self.closing_at

    def is_open(self, at: datetime) -> bool:
        """Say whether a ballot that arrives now still counts."""
        return self.state == "open" and (self.closing_at is None or at < self.closing_at)

    def shows_result(self) -> bool:
        """Say whether the seat that asks may see the result already."""
        early = shown_early(self)
        return self.state == "published" or early == "live" or (bool(early) and self.answered)


@dataclass(frozen=True, slots=True)
class Pulse:
    """The few facts that a live page of a seat shows; one read."""

    workshop_id: int
    revision: int
    card_ok: bool
    round_id: int | None
    number: int | None
    closing_at: datetime | None
    #: The clock shown to the room.
    ends_at: datetime | None
    answered: bool
    #: Whether the seat has a paper for the open round.
    paper: bool
    #: A round that waits for the seat in another workshop of its process.
    elsewhere: int | None
    #: When it closes by itself, where staff said so.
    closes_at: datetime | None
    #: Whether the answer that counts was given with help of staff.
    helped: bool


def _meeting() -> Any:
    return (
        select(
            Workshop.id, Workshop.code, Workshop.name, Workshop.revision, Process.id,
            Process.code, Process.simulated,
        )
        .join(Process, Workshop.process_id == Process.id)
        .where(Workshop.process_id == bindparam("process"), Workshop.code == bindparam("code"))
    )  # fmt: skip


def _rounds() -> Any:
    mine = and_(Participation.round_id == Round.id, Participation.seat_id == bindparam("seat"))
    paper = and_(PaperBallot.round_id == Round.id, PaperBallot.seat_id == bindparam("seat"))
    return (
        select(
            Round.id, Round.number, Round.step, Round.method_id, Round.title,
            Round.state, Round.secrecy, Round.visibility, Round.electorate, Round.closing_at,
            Round.ends_at, Round.annul_reason, Participation.seat_id, Round.late_seats,
            Round.opened_at, PaperBallot.seat_id, Round.closes_at, Participation.channel,
        )
        .outerjoin(Participation, mine)
        .outerjoin(PaperBallot, paper)
        .where(Round.state != literal_column("'draft'"))
    )  # fmt: skip


def _pulse() -> Any:
    mine = and_(Participation.round_id == Round.id, Participation.seat_id == Seat.id)
    paper = and_(PaperBallot.round_id == Round.id, PaperBallot.seat_id == Seat.id)
    going = and_(Round.workshop_id == Workshop.id, Round.state == literal_column("'open'"))
    return (
        select(
            Workshop.id, Workshop.revision, Credential.revoked_at, Credential.holder, Seat.holder,
            Seat.active, Round.id, Round.number, Round.closing_at, Round.ends_at,
            Participation.seat_id, PaperBallot.seat_id,
            whereabouts.waiting_round(Seat.process_id, Workshop.id, Seat.id, Sector.code),
            Round.closes_at, Participation.channel,
        )
        .select_from(Credential)
        .join(Seat, Credential.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .join(Sector, Actor.sector_id == Sector.id)
        .join(Workshop, Workshop.process_id == Seat.process_id)
        .outerjoin(Round, going)
        .outerjoin(Participation, mine)
        .outerjoin(PaperBallot, paper)
        .where(Credential.id == bindparam("card"), Workshop.code == bindparam("code"))
    )  # fmt: skip


_MEETING = Prepared(_meeting)
_AGENDA = Prepared(
    lambda: _rounds().where(Round.workshop_id == bindparam("workshop")).order_by(Round.number)
)
_ROUND_NOW = Prepared(lambda: _rounds().where(Round.id == bindparam("round")))
_PULSE = Prepared(_pulse)
_SECRECY = Prepared(
    lambda: select(Round.secrecy, Round.ballot_key).where(Round.id == bindparam("round"))
)
_ACTA = Prepared(
    lambda: select(Acta.state).where(
        Acta.workshop_id == bindparam("workshop"),
        Acta.number == literal_column("0"),
        Acta.state != literal_column("'draft'"),
    )
)
_OPENS = Prepared(
    lambda: (
        select(Round.opens_at)
        .where(
            Round.workshop_id == bindparam("workshop"),
            Round.state == literal_column("'draft'"),
            Round.opens_at > bindparam("at"),
            ~sealing.ending(Round.workshop_id),
        )
        .order_by(Round.opens_at)
        .limit(1)
    )
)
_BALLOT = Prepared(
    lambda: select(Ballot.answer, Ballot.reasons, Ballot.id).where(
        Ballot.round_id == bindparam("round"), Ballot.voter_key == bindparam("voter")
    )
)


def meeting(process_id: int, code: str) -> Meeting:
    """Return the workshop of this process with this code, or raise NotFound."""
    rows = fetch(_MEETING, process=process_id, code=code)
    if not rows:
        raise NotFound
    return Meeting(*rows[0])


def _asked(rows: Iterable[Any]) -> list[RoundState]:
    return [
        RoundState(
            id=row[0], number=row[1], step=row[2], method_id=row[3], title=row[4],
            state=row[5], secrecy=row[6], visibility=row[7], electorate=tuple(row[8]),
            closing_at=row[9], ends_at=row[10], annul_reason=row[11],
            answered=row[12] is not None, late_seats=bool(row[13]), opened_at=row[14],
            paper=row[15] is not None, closes_at=row[16], channel=row[17],
        )
        for row in rows
    ]  # fmt: skip


def agenda(workshop_id: int, seat_id: int) -> list[RoundState]:
    """Return the rounds that have opened, in the order of the agenda, and which the seat answered."""
    return _asked(fetch(_AGENDA, workshop=workshop_id, seat=seat_id))


def round_now(round_id: int, seat_id: int) -> RoundState:
    """Return how an opened round stands now."""
    return _asked(fetch(_ROUND_NOW, round=round_id, seat=seat_id))[0]


def pulse(credential_id: int, workshop_code: str, engine: Engine | None = None) -> Pulse:
    """Return what a seat's live page depends on; raises NotFound for another process's workshop.

    With an engine it asks that one, and needs no application around it.
    """
    of: dict[str, Any] = {"card": credential_id, "code": workshop_code}
    rows = fetch(_PULSE, **of) if engine is None else alone(engine, partial(_PULSE.all, **of))
    if not rows:
        raise NotFound
    workshop_id, revision, revoked, card, now, active, *of_round = rows[0]
    round_id, number, closing_at, ends_at, mine, paper, elsewhere, closes_at, channel = of_round
    ok = revoked is None and active and card == now
    # A card that speaks for nobody is not told either what its seat does.
    return Pulse(
        workshop_id,
        revision,
        ok,
        round_id,
        number,
        closing_at,
        ends_at,
        ok and mine is not None,
        ok and paper is not None,
        elsewhere,
        closes_at,
        ok and channel == "assisted",
    )


def opens_next(workshop_id: int, at: datetime) -> datetime | None:
    """Return when the next round of a workshop opens by itself, where staff said so; no hour that is over."""
    rows = fetch(_OPENS, workshop=workshop_id, at=at)
    return rows[0][0] if rows else None


def acta_state(workshop_id: int) -> str:
    """Return how far the acta of a workshop is for those who were there: "", "correction" or "sealed"."""
    rows = fetch(_ACTA, workshop=workshop_id)
    return str(rows[0][0]) if rows else ""


def own_ballot(
    round_id: int, seat_id: int, sent: str | None = None
) -> tuple[Any, dict[str, str]] | None:
    """Return a seat's stored answer and reasons while they can still be told apart, or None.

    With the id of a ballot (casting.id_sent) only if it is that one that stands, and no later one.
    """
    secrecy, ballot_key = fetch(_SECRECY, round=round_id)[0]
    if secrecy == "secret" and ballot_key is None:
        return None
    rows = fetch(_BALLOT, round=round_id, voter=ballot_keys.voter_key(ballot_key, seat_id))
    if not rows:
        return None
    answer, reasons, stands = rows[0]
    if sent is not None and not hmac.compare_digest(sent, stands):
        return None
    return json.loads(answer), json.loads(reasons)
