"""Casting a ballot: the hot path. Prepared SQL, few statements, one commit.

One seat, one ballot is a constraint of the table; a resent ballot is recognised by its key; the
last ballot before the close counts.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, false, literal_column, or_, select
from sqlalchemy import cast as cast_to
from sqlalchemy.engine import Connection

from smd_workshop.database import Prepared, db, insert, is_sqlite
from smd_workshop.errors import (
    CardReplaced,
    NotFound,
    Refusal,
    RoundAnnulled,
    RoundClosed,
    RoundNotOpen,
    SeatHandedOver,
    WrongSector,
)
from smd_workshop.models import (
    Actor,
    Attendance,
    Ballot,
    Credential,
    Participation,
    Round,
    Seat,
    Sector,
    Submission,
)
from smd_workshop.models.base import random_id


@dataclass(frozen=True, slots=True)
class Voter:
    """Whose voice it is: a seat, the sector it speaks for, and the card that opened it."""

    seat_id: int
    sector_id: int
    sector_code: str
    process_id: int
    holder: str
    seat_holder: str
    active: bool
    replaced: bool


@dataclass(frozen=True, slots=True)
class Ballots:
    """What one seat sends: canonical answer and reasons, the phone's key, and the channel."""

    round_id: int
    answer: Any
    reasons: dict[str, str]
    key: str
    channel: str = "own"


_VOTER = (
    Seat.id, Actor.sector_id, Sector.code, Seat.process_id,
    Credential.holder, Seat.holder, Seat.active, Credential.revoked_at,
)  # fmt: skip


def _of_card(query: Any) -> Any:
    return (
        query.join(Seat, Credential.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .join(Sector, Actor.sector_id == Sector.id)
    )


def _intake() -> Any:
    """Everything that decides about a ballot, in one read."""
    query = select(
        Round.state, Round.closing_at, Round.secrecy, Round.ballot_key, Round.electorate,
        Round.workshop_id, *_VOTER,
    ).select_from(Round)  # fmt: skip
    joined = _of_card(query.join(Credential, Credential.id == bindparam("card")))
    return joined.where(Round.id == bindparam("round"))


def _intake_and_notes() -> Any:
    """Return the same with what is noted of the seat already: two writes less where it is."""
    return (
        _intake()
        .add_columns(Participation.channel, Attendance.holder)
        .outerjoin(
            Participation,
            and_(Participation.round_id == Round.id, Participation.seat_id == Seat.id),
        )
        .outerjoin(
            Attendance,
            and_(Attendance.workshop_id == Round.workshop_id, Attendance.seat_id == Seat.id),
        )
    )


def _key() -> Any:
    return select(Submission.late).where(
        Submission.round_id == bindparam("round"), Submission.key == bindparam("key")
    )


def _row_of(table: Any) -> Any:
    """Return an INSERT with a parameter for each column."""
    columns = table.__table__.columns
    return insert(table.__table__).values(
        {c.name: bindparam(c.name, type_=c.type) for c in columns}
    )


def _store_ballot() -> Any:
    row = _row_of(Ballot)
    fresh = {"answer": row.excluded.answer, "reasons": row.excluded.reasons}
    return row.on_conflict_do_update(index_elements=["round_id", "voter_key"], set_=fresh)


def _take_part() -> Any:
    row = _row_of(Participation)
    fresh = {"channel": row.excluded.channel}
    return row.on_conflict_do_update(index_elements=["round_id", "seat_id"], set_=fresh)


def _store_at_once() -> Any:
    """Everything that a ballot changes, in one statement of PostgreSQL.

    The round is read-locked and looked at again: a close waits for the ballots under way, and a
    ballot that waited for a close is not stored. Nothing is, either, if its key is known.
    """
    going = (
        select(Round.id, Round.workshop_id)
        .where(
            Round.id == bindparam("round_id"),
            Round.state == literal_column("'open'"),
            or_(Round.closing_at.is_(None), Round.closing_at > _typed("at", Round.closing_at)),
        )
        .with_for_update(read=True)
        .cte("going")
    )
    key = _insert_from(
        Submission, going, round_id=going.c.id, key=_typed("key", Submission.key), late=false()
    )
    fresh = key.on_conflict_do_nothing().returning(Submission.round_id).cte("fresh")
    ballot = _insert_from(
        Ballot,
        fresh,
        round_id=fresh.c.round_id,
        **{
            name: _typed(name, getattr(Ballot, name))
            for name in ("id", "sector_id", "voter_key", "seat_id", "answer", "reasons")
        },
    )
    return ballot.on_conflict_do_update(
        index_elements=["round_id", "voter_key"],
        set_={"answer": ballot.excluded.answer, "reasons": ballot.excluded.reasons},
    ).add_cte(_takes_part(fresh), _attends(going, fresh))


def _takes_part(fresh: Any) -> Any:
    part = _insert_from(
        Participation,
        fresh,
        round_id=fresh.c.round_id,
        seat_id=_typed("voter", Participation.seat_id),
        sector_id=_typed("sector_id", Participation.sector_id),
        channel=_typed("channel", Participation.channel),
    )
    return part.on_conflict_do_update(
        index_elements=["round_id", "seat_id"],
        set_={"channel": part.excluded.channel},
        where=Participation.channel != part.excluded.channel,
    ).cte("part")


def _attends(going: Any, fresh: Any) -> Any:
    present = _insert_from(
        Attendance,
        going.join(fresh, fresh.c.round_id == going.c.id),
        workshop_id=going.c.workshop_id,
        seat_id=_typed("voter", Attendance.seat_id),
        holder=_typed("holder", Attendance.holder),
        channel=literal_column("'card'"),
        arrived_at=_typed("arrived_at", Attendance.arrived_at),
    )
    return present.on_conflict_do_nothing().cte("present")


def _typed(name: str, column: Any) -> Any:
    return cast_to(bindparam(name, type_=column.type), column.type)


def _insert_from(table: Any, source: Any, **values: Any) -> Any:
    """Return an INSERT of one row for each row of the source."""
    names = list(values)
    rows = select(*values.values()).select_from(source)
    return insert(table.__table__).from_select(names, rows)


_CARD = Prepared(
    lambda: _of_card(select(*_VOTER).select_from(Credential)).where(
        Credential.id == bindparam("card")
    )
)
_INTAKE = Prepared(_intake)
_INTAKE_AND_NOTES = Prepared(_intake_and_notes)
_KEY = Prepared(_key)
_REMEMBER = Prepared(lambda: _row_of(Submission).on_conflict_do_nothing())
_STORE = Prepared(_store_ballot)
_STORE_AT_ONCE = Prepared(_store_at_once)
_PARTICIPATE = Prepared(_take_part)
_ATTEND = Prepared(lambda: _row_of(Attendance).on_conflict_do_nothing())


def voter_of(credential_id: int) -> Voter | None:
    """Return whose card this is, or None where there is no such card."""
    row = _CARD.first(db.session.connection(), card=credential_id)
    return None if row is None else _voter(row)


def _voter(row: Sequence[Any]) -> Voter:
    seat_id, sector_id, code, process_id, holder, seat_holder, active, revoked_at = row
    return Voter(
        seat_id, sector_id, code, process_id, holder, seat_holder, active, revoked_at is not None
    )


def check_card(voter: Voter | None) -> Voter:
    """Raise the true reason why this card speaks for nobody now."""
    if voter is None:
        raise NotFound
    if voter.replaced or not voter.active:
        raise CardReplaced
    if voter.holder != voter.seat_holder:
        raise SeatHandedOver
    return voter


def check_round(round_: Any, voter: Voter, at: datetime) -> None:
    """Raise the true reason why this seat cannot vote in this round now."""
    if round_.state == "draft":
        raise RoundNotOpen
    if round_.state == "annulled":
        raise RoundAnnulled
    if round_.state != "open" or (round_.closing_at is not None and at >= round_.closing_at):
        raise RoundClosed
    if round_.electorate and voter.sector_code not in round_.electorate:
        raise WrongSector


_STATE = Prepared(lambda: select(Round.state).where(Round.id == bindparam("round")))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The round as a ballot meets it, read under its lock."""

    state: str
    closing_at: datetime | None
    secrecy: str
    ballot_key: bytes | None
    electorate: list[str]
    workshop_id: int


def cast(
    credential_id: int, ballot: Ballots, at: datetime, connection: Connection | None = None
) -> bool:
    """Store a ballot; return False if this very ballot had been stored before.

    Raises the reason why it does not count: see check_card and check_round.
    """
    connection = connection or db.session.connection()
    in_turn = is_sqlite(connection.engine)
    intake = _INTAKE_AND_NOTES if in_turn else _INTAKE
    row = intake.first(connection, round=ballot.round_id, card=credential_id)
    if row is None:
        raise NotFound
    asked, voter = _Asked(*row[:6]), _voter(row[6:14])
    key = stored_key(ballot.key, voter.seat_id)
    try:
        check_card(voter)
        check_round(asked, voter, at)
    except Refusal:
        if _counted(connection, ballot.round_id, key):
            return False  # it came in time; only the answer to it was lost on the way
        raise
    values = _values(asked, voter, ballot)
    if in_turn:
        stored = _REMEMBER.run(connection, round_id=ballot.round_id, key=key, late=False) > 0
        if stored:
            _STORE.run(connection, **values)
            _take_note(connection, asked.workshop_id, ballot, voter, at, *row[14:])
    else:
        stored = _STORE_AT_ONCE.run(
            connection, **values, key=key, at=at, voter=voter.seat_id, channel=ballot.channel,
            holder=voter.holder, arrived_at=_day(at),
        ) > 0  # fmt: skip
    if not stored and not _counted(connection, ballot.round_id, key):
        # The round ended between the reading and the storing: say in which way.
        state = _STATE.first(connection, round=ballot.round_id)
        raise RoundAnnulled if state is not None and state[0] == "annulled" else RoundClosed
    return stored


def stored_key(key: str, seat_id: int) -> str:
    """Return the phone's key as it is stored: two seats that share a phone never share a key."""
    return hashlib.sha256(f"{seat_id}:{key}".encode()).hexdigest()


def _counted(connection: Connection, round_id: int, key: str) -> bool:
    """Say whether a known key belongs to a ballot that was stored, not to one that came too late."""
    row = _KEY.first(connection, round=round_id, key=key)
    return row is not None and row[0] is False


def note_late(ballot: Ballots, seat_id: int) -> None:
    """Remember that a ballot came too late, so that the acta can say how many did."""
    key = stored_key(ballot.key, seat_id)
    _REMEMBER.run(db.session.connection(), round_id=ballot.round_id, key=key, late=True)


def canonical(value: Any) -> str:
    """Return JSON in which equal answers are equal strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def voter_key(ballot_key: bytes | None, seat_id: int) -> str:
    """Return under which name a seat's ballot is kept while the round is open."""
    return hmac.new(ballot_key or b"nominal", str(seat_id).encode(), hashlib.sha256).hexdigest()


def _values(asked: _Asked, voter: Voter, ballot: Ballots) -> dict[str, Any]:
    return {
        "id": random_id(),
        "round_id": ballot.round_id,
        "sector_id": voter.sector_id,
        "voter_key": voter_key(asked.ballot_key, voter.seat_id),
        "seat_id": voter.seat_id if asked.secrecy == "nominal" else None,
        "answer": canonical(ballot.answer),
        "reasons": canonical(ballot.reasons),
    }


def _take_note(
    connection: Connection, workshop_id: int, ballot: Ballots, voter: Voter, at: datetime,
    channel: str | None, present: str | None,
) -> None:  # fmt: skip
    """Note that the seat answered and is here, where that is not known yet."""
    if channel != ballot.channel:
        _participate(connection, ballot.round_id, voter, ballot.channel)
    if present is None:
        _attend(connection, workshop_id, voter, at)


def _participate(connection: Connection, round_id: int, voter: Voter, channel: str) -> None:
    _PARTICIPATE.run(
        connection,
        round_id=round_id,
        seat_id=voter.seat_id,
        sector_id=voter.sector_id,
        channel=channel,
    )


def mark_present(workshop_id: int, round_id: int, voter: Voter, at: datetime) -> None:
    """Count a seat among those who answered; for rounds whose answers are not ballots."""
    connection = db.session.connection()
    _participate(connection, round_id, voter, "own")
    _attend(connection, workshop_id, voter, at)


def _attend(connection: Connection, workshop_id: int, voter: Voter, at: datetime) -> None:
    """Who votes is present."""
    _ATTEND.run(
        connection,
        workshop_id=workshop_id,
        seat_id=voter.seat_id,
        holder=voter.holder,
        channel="card",
        arrived_at=_day(at),
    )


def _day(at: datetime) -> datetime:
    """Cut the hour to the day: it must not tell who voted when."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def has_voted(round_: Round, seat_id: int) -> bool:
    """Say whether a seat has answered; that alone is known after a secret round closes."""
    return (
        db.session.execute(
            select(Participation.seat_id).where(
                Participation.round_id == round_.id, Participation.seat_id == seat_id
            )
        ).first()
        is not None
    )
