"""Casting a ballot: the hot path. Plain SQL, six statements, one commit.

One seat, one ballot is a constraint of the table; a resent ballot is recognised by its key; the
last ballot before the close counts.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from smd_workshop.database import db, insert
from smd_workshop.errors import (
    CardReplaced,
    NotFound,
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


_ROUND = select(
    Round.state, Round.closing_at, Round.secrecy, Round.ballot_key, Round.electorate,
    Round.workshop_id,
)  # fmt: skip
_VOTER = (
    select(
        Seat.id, Actor.sector_id, Sector.code, Seat.process_id,
        Credential.holder, Seat.holder, Seat.active, Credential.revoked_at,
    )
    .select_from(Credential)
    .join(Seat, Credential.seat_id == Seat.id)
    .join(Actor, Seat.actor_id == Actor.id)
    .join(Sector, Actor.sector_id == Sector.id)
)  # fmt: skip


def voter_of(credential_id: int) -> Voter | None:
    """Return whose card this is, or None where there is no such card."""
    row = db.session.execute(_VOTER.where(Credential.id == credential_id)).one_or_none()
    if row is None:
        return None
    seat_id, sector_id, code, process_id, holder, seat_holder, active, revoked = row
    return Voter(
        seat_id, sector_id, code, process_id, holder, seat_holder, active, revoked is not None
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


def cast(credential_id: int, ballot: Ballots, at: datetime) -> bool:
    """Store a ballot; return False if this very ballot had been stored before.

    Raises the reason why it does not count: see check_card and check_round.
    """
    # Read-locked: on PostgreSQL a close waits for the ballots under way, and they for it.
    row = db.session.execute(
        _ROUND.where(Round.id == ballot.round_id).with_for_update(read=True)
    ).one_or_none()
    voter = voter_of(credential_id)
    if row is None or voter is None:
        raise NotFound
    if _seen(ballot, voter.seat_id):
        return False
    check_card(voter)
    check_round(row, voter, at)
    _remember_key(ballot, voter.seat_id, late=False)
    _store(row, voter, ballot)
    _attend(row.workshop_id, voter, at)
    return True


def stored_key(key: str, seat_id: int) -> str:
    """Return the phone's key as it is stored: two seats that share a phone never share a key."""
    return hashlib.sha256(f"{seat_id}:{key}".encode()).hexdigest()


def _seen(ballot: Ballots, seat_id: int) -> bool:
    stored = db.session.execute(
        select(Submission.late).where(
            Submission.round_id == ballot.round_id, Submission.key == stored_key(ballot.key, seat_id)
        )
    ).scalar_one_or_none()
    return stored is False


def _remember_key(ballot: Ballots, seat_id: int, *, late: bool) -> None:
    db.session.execute(
        insert(Submission)
        .values(round_id=ballot.round_id, key=stored_key(ballot.key, seat_id), late=late)
        .on_conflict_do_nothing()
    )


def note_late(ballot: Ballots, seat_id: int) -> None:
    """Remember that a ballot came too late, so that the acta can say how many did."""
    _remember_key(ballot, seat_id, late=True)


def canonical(value: Any) -> str:
    """Return JSON in which equal answers are equal strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def voter_key(ballot_key: bytes | None, seat_id: int) -> str:
    """Return under which name a seat's ballot is kept while the round is open."""
    return hmac.new(ballot_key or b"nominal", str(seat_id).encode(), hashlib.sha256).hexdigest()


def _store(row: Any, voter: Voter, ballot: Ballots) -> None:
    fresh = {"answer": canonical(ballot.answer), "reasons": canonical(ballot.reasons)}
    db.session.execute(
        insert(Ballot)
        .values(
            id=random_id(),
            round_id=ballot.round_id,
            sector_id=voter.sector_id,
            voter_key=voter_key(row.ballot_key, voter.seat_id),
            seat_id=voter.seat_id if row.secrecy == "nominal" else None,
            **fresh,
        )
        .on_conflict_do_update(index_elements=["round_id", "voter_key"], set_=fresh)
    )
    _participate(ballot.round_id, voter, ballot.channel)


def _participate(round_id: int, voter: Voter, channel: str) -> None:
    db.session.execute(
        insert(Participation)
        .values(
            round_id=round_id,
            seat_id=voter.seat_id,
            sector_id=voter.sector_id,
            channel=channel,
        )
        .on_conflict_do_update(index_elements=["round_id", "seat_id"], set_={"channel": channel})
    )


def mark_present(workshop_id: int, round_id: int, voter: Voter, at: datetime) -> None:
    """Count a seat among those who answered; for rounds whose answers are not ballots."""
    _participate(round_id, voter, "own")
    _attend(workshop_id, voter, at)


def _attend(workshop_id: int, voter: Voter, at: datetime) -> None:
    """Who votes is present. The hour is cut to the day: it must not tell who voted when."""
    db.session.execute(
        insert(Attendance)
        .values(
            workshop_id=workshop_id,
            seat_id=voter.seat_id,
            holder=voter.holder,
            channel="card",
            arrived_at=at.replace(hour=0, minute=0, second=0, microsecond=0),
        )
        .on_conflict_do_nothing()
    )


def own_ballot(round_: Round | Any, seat_id: int) -> tuple[Any, dict[str, str]] | None:
    """Return a seat's stored answer and reasons while they can still be told apart, or None."""
    if round_.secrecy == "secret" and round_.ballot_key is None:
        return None
    row = db.session.execute(
        select(Ballot.answer, Ballot.reasons).where(
            Ballot.round_id == round_.id,
            Ballot.voter_key == voter_key(round_.ballot_key, seat_id),
        )
    ).one_or_none()
    return None if row is None else (json.loads(row.answer), json.loads(row.reasons))


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
