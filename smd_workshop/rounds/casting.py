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
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from flask import current_app
from sqlalchemy import Engine, func, select
from sqlalchemy.engine import Connection

from smd_workshop.core.errors import (
    CardReplaced,
    NotFound,
    Refusal,
    RoundAnnulled,
    RoundClosed,
    RoundNotOpen,
    SeatHandedOver,
    WrongSector,
)
from smd_workshop.database import Prepared, db, is_sqlite
from smd_workshop.database.autocommit import fetch
from smd_workshop.models import (
    Participation,
    Round,
    Submission,
)
from smd_workshop.rounds import casting_sql as sql


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
class BallotSubmission:
    """What one seat sends: canonical answer and reasons, the phone's key, and the channel."""

    round_id: int
    answer: Any
    reasons: dict[str, str]
    key: str
    channel: str = "own"


class _Known:
    """What one database has told this process and what does not change while it matters."""

    def __init__(self) -> None:
        self.owners: dict[int, tuple[int, int]] = {}
        self.round_keys: dict[int, bytes | None] = {}


#: Cards remembered per process.
KEPT = 25_000
_known: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def _memory(engine: Engine) -> _Known:
    known = _known.get(engine)
    if known is None or len(known.owners) + len(known.round_keys) > KEPT:
        known = _known[engine] = _Known()
    return known


def owner_of(credential_id: int, connection: Any = None) -> tuple[int, int]:
    """Return the seat and the process that a card was made for, which never change."""
    owners = _memory(db.engine).owners
    owner = owners.get(credential_id)
    if owner is None:
        rows = (
            fetch(sql.OWNER, card=credential_id)
            if connection is None
            else sql.OWNER.all(connection, card=credential_id)
        )
        if not rows:
            raise NotFound
        owner = owners[credential_id] = (rows[0][0], rows[0][1])
    return owner


def voter_of(credential_id: int) -> Voter | None:
    """Return whose card this is, or None where there is no such card."""
    row = sql.CARD.first(db.session.connection(), card=credential_id)
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
    credential_id: int, ballot: BallotSubmission, at: datetime, connection: Connection | None = None
) -> bool:
    """Store a ballot; return False if this very ballot had been stored before.

    Raises the reason why it does not count: see check_card and check_round.
    """
    connection = connection or db.session.connection()
    if is_sqlite(connection.engine):
        return _cast_in_turn(connection, credential_id, ballot, at)
    return _cast_at_once(connection, credential_id, ballot, at)


def _cast_in_turn(
    connection: Any, credential_id: int, ballot: BallotSubmission, at: datetime
) -> bool:
    """Read, decide, store: on SQLite nobody else writes meanwhile."""
    row = _read(sql.INTAKE_AND_NOTES, connection, credential_id, ballot)
    asked, voter, counts = _decide(connection, row, ballot, at)
    key = stored_key(ballot.key, voter.seat_id)
    if not counts or not sql.REMEMBER.run(
        connection, round_id=ballot.round_id, key=key, late=False
    ):
        return _resent(connection, ballot.round_id, key)
    sql.STORE.run(
        connection,
        **_contents(ballot, asked.ballot_key, key),
        round_id=ballot.round_id,
        sector_id=voter.sector_id,
        voter_key=voter_key(asked.ballot_key, voter.seat_id),
        seat_id=voter.seat_id if asked.secrecy == "nominal" else None,
    )
    _take_note(connection, asked.workshop_id, ballot, voter, at, *row[14:])
    return True


def _cast_at_once(
    connection: Any, credential_id: int, ballot: BallotSubmission, at: datetime
) -> bool:
    """Store with one statement, which decides by itself whether the ballot counts.

    What must be known beforehand, whose card it is and the key of the round, does not change while
    ballots count. Where nothing is stored, the reason is looked for.
    """
    seat_id, _ = owner_of(credential_id, connection)
    keys = _memory(connection.engine).round_keys
    send = partial(_store_now, connection, credential_id, seat_id, ballot, at)
    if ballot.round_id in keys and send(keys[ballot.round_id]):
        return True
    keys.pop(ballot.round_id, None)  # of a round that has ended nothing is remembered
    row = _read(sql.INTAKE, connection, credential_id, ballot)
    asked, _, counts = _decide(connection, row, ballot, at)
    keys[ballot.round_id] = asked.ballot_key
    if counts and send(asked.ballot_key):
        return True
    # Between the reading and the storing a card may have been replaced: then say that.
    _decide(connection, _read(sql.INTAKE, connection, credential_id, ballot), ballot, at)
    return _resent(connection, ballot.round_id, stored_key(ballot.key, seat_id))


def _store_now(
    connection: Any,
    credential_id: int,
    seat_id: int,
    ballot: BallotSubmission,
    at: datetime,
    ballot_key: bytes | None,
) -> bool:
    key = stored_key(ballot.key, seat_id)
    changed = sql.STORE_AT_ONCE.run(
        connection,
        **_contents(ballot, ballot_key, key),
        card=credential_id,
        seat=seat_id,
        round=ballot.round_id,
        ballot_key=ballot_key,
        voter_key=voter_key(ballot_key, seat_id),
        key=key,
        at=at,
        channel=ballot.channel,
        arrived_at=_day(at),
    )
    return changed > 0


def _read(
    statement: Prepared, connection: Any, credential_id: int, ballot: BallotSubmission
) -> Sequence[Any]:
    row = statement.first(connection, round=ballot.round_id, card=credential_id)
    if row is None:
        raise NotFound
    return row


def _decide(
    connection: Any, row: Sequence[Any], ballot: BallotSubmission, at: datetime
) -> tuple[_Asked, Voter, bool]:
    """Return round, voter, and whether a ballot counts now; raises the reason why it does not.

    A ballot that was stored in time and is sent again is no longer to be stored, but not refused.
    """
    asked, voter = _Asked(*row[:6]), _voter(row[6:14])
    try:
        check_card(voter)
        check_round(asked, voter, at)
    except Refusal:
        if _counted(connection, ballot.round_id, stored_key(ballot.key, voter.seat_id)):
            return asked, voter, False  # only the answer to it was lost on the way
        raise
    return asked, voter, True


def _resent(connection: Any, round_id: int, key: str) -> bool:
    """Return False for a ballot that was stored before; raises how the round ended for another."""
    if _counted(connection, round_id, key):
        return False
    # The round ended between the reading and the storing: say in which way.
    state = sql.STATE.first(connection, round=round_id)
    raise RoundAnnulled if state is not None and state[0] == "annulled" else RoundClosed


def stored_key(key: str, seat_id: int) -> str:
    """Return the phone's key as it is stored: two seats that share a phone never share a key."""
    return hashlib.sha256(f"{seat_id}:{key}".encode()).hexdigest()


def _counted(connection: Connection, round_id: int, key: str) -> bool:
    """Say whether a known key belongs to a ballot that was stored, not to one that came too late."""
    row = sql.KEY.first(connection, round=round_id, key=key)
    return row is not None and row[0] is False


def note_late(ballot: BallotSubmission, seat_id: int) -> None:
    """Remember that a seat came too late, so that the acta can say how many did.

    Once per seat, however often it tries, and only until the publication: what is published and
    sealed must not change. The key is the seat's, made with the secret of this installation, so that
    nobody who reads the table finds the seat.
    """
    connection = db.session.connection()
    going = select(Round.state).where(Round.id == ballot.round_id).with_for_update(read=True)
    if db.session.scalar(going) not in {"open", "closed"}:
        return
    secret = str(current_app.config["SECRET_KEY"]).encode()
    said = f"late:{ballot.round_id}:{seat_id}".encode()
    key = hmac.new(secret, said, hashlib.sha256).hexdigest()
    sql.REMEMBER.run(connection, round_id=ballot.round_id, key=key, late=True)


def count_late(round_: Round) -> int:
    """Count the seats whose ballot came after the close and before the publication."""
    query = select(func.count()).where(Submission.round_id == round_.id, Submission.late)
    return db.session.scalar(query.select_from(Submission)) or 0


def canonical(value: Any) -> str:
    """Return JSON in which equal answers are equal strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def voter_key(ballot_key: bytes | None, seat_id: int) -> str:
    """Return under which name a seat's ballot is kept while the round is open."""
    return hmac.new(ballot_key or b"nominal", str(seat_id).encode(), hashlib.sha256).hexdigest()


def ballot_id(ballot_key: bytes | None, round_id: int, key: str) -> str:
    """Return the id of the ballot that was sent under a key, as it is stored, while the round is open.

    By it a phone is shown what it sent itself and not what another sent later with the same card.
    Without the key of the round nothing leads from one to the other.
    """
    sent = f"{round_id}:{key}".encode()
    return hmac.new(ballot_key or b"nominal", sent, hashlib.sha256).hexdigest()[:32]


def _contents(ballot: BallotSubmission, ballot_key: bytes | None, key: str) -> dict[str, Any]:
    return {
        "id": ballot_id(ballot_key, ballot.round_id, key),
        "answer": canonical(ballot.answer),
        "reasons": canonical(ballot.reasons),
    }


def _take_note(
    connection: Connection, workshop_id: int, ballot: BallotSubmission, voter: Voter, at: datetime,
    channel: str | None, present: str | None,
) -> None:  # fmt: skip
    """Note that the seat answered and is here, where that is not known yet."""
    if channel != ballot.channel:
        _participate(connection, ballot.round_id, voter, ballot.channel)
    if present is None:
        _attend(connection, workshop_id, voter, at)


def _participate(connection: Connection, round_id: int, voter: Voter, channel: str) -> None:
    sql.PARTICIPATE.run(
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
    sql.ATTEND.run(
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
