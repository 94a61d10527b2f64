"""Casting a ballot: the hot path, and the one door for every ballot. Few statements, one commit.

The rules (casting_rules) are part of the statement that stores: it decides, on either vendor. Only
where it stored nothing are they asked again, for the reason. One seat, one ballot is a constraint
of the table; a resent ballot is recognised by its key; the last ballot before the close counts.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.engine import Connection

from smd_workshop.core.caching import Bounded
from smd_workshop.core.errors import NotFound, Refusal, RoundAnnulled, RoundClosed
from smd_workshop.core.zones import day_began
from smd_workshop.database import db, identity
from smd_workshop.database.autocommit import fetch
from smd_workshop.models import (
    Participation,
    Round,
)
from smd_workshop.rounds.ballots import casting_reads as reads
from smd_workshop.rounds.ballots import casting_rules as rules
from smd_workshop.rounds.ballots import casting_sql as sql
from smd_workshop.rounds.ballots.ballot_keys import (
    arrived_key,
    ballot_id,
    canonical,
    stored_key,
    voter_key,
)
from smd_workshop.rounds.ballots.casting_rules import Authority, ByCard, OnBehalf, Voter

__all__ = [
    "Authority", "BallotSubmission", "ByCard", "OnBehalf", "Voter", "cast",
    "check_card", "check_round", "has_voted", "id_sent", "mark_present", "meet",
    "owner_of", "voter_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class BallotSubmission:
    """What one seat sends: canonical answer and reasons, and the key of the form."""

    round_id: int
    answer: Any
    reasons: dict[str, str]
    key: str


class OpenRound(NamedTuple):
    """What a ballot is stored with and does not change while ballots count."""

    ballot_key: bytes | None
    #: Where the days of its process begin.
    time_zone: str
    #: Rises with every change of the round: what was remembered before is read again.
    revision: int


#: What the rules ask of a round, as casting_reads reads it after key, time zone and revision.
_ASKED = ("state", "closing_at", "electorate", "late_seats", "opened_at", "paper")
_OF_ROUND = 3 + len(_ASKED)
#: How often a ballot is tried while the round goes on changing under it.
TRIES = 5
#: Whose card it is, seat and process, which never changes; and what is known of rounds that are open.
_owners: Bounded[Hashable, tuple[int, int]] = Bounded("owners of cards", 25_000)
_open_rounds: Bounded[Hashable, OpenRound] = Bounded("open rounds", 5_000)


def owner_of(credential_id: int, connection: Any = None) -> tuple[int, int]:
    """Return the seat and the process that a card was made for, which never change; NotFound for no card."""
    card = identity(db.engine), credential_id
    owner = _owners.get(card)
    if owner is None:
        rows = (
            fetch(reads.OWNER, card=credential_id)
            if connection is None
            else reads.OWNER.all(connection, card=credential_id)
        )
        if not rows:
            raise NotFound
        owner = _owners.put(card, (rows[0][0], rows[0][1]))
    return owner


def voter_of(credential_id: int) -> Voter | None:
    """Return whose card this is, or None where there is no such card."""
    row = reads.CARD.first(db.session.connection(), card=credential_id)
    return None if row is None else Voter(*row)


def check_card(voter: Voter | None) -> Voter:
    """Raise the true reason why this card speaks for nobody now; NotFound for no card."""
    if voter is None:
        raise NotFound
    rules.check((*rules.SEAT, *rules.CARD), rules.Case(voter, None, None))
    return voter


def check_round(round_: Any, voter: Voter, at: datetime, *, paper: bool = False) -> None:
    """Raise the true reason why this seat, which may have a paper, cannot answer this round now."""
    case = rules.Case(voter, round_, at, paper=paper)
    rules.check((*rules.ROUND, *rules.PAPER), case)


def is_asked(round_: Any, voter: Voter) -> bool:
    """Say whether a round asks this seat at all: its sector, and those that were there when it opened."""
    return rules.refusal(rules.ROLL, rules.Case(voter, round_, None)) is None


def cast(
    by: Authority, ballot: BallotSubmission, at: datetime, connection: Connection | None = None
) -> bool:
    """Store a ballot; return False if this very ballot had been stored before.

    Raises the reason why it does not count: casting_rules; NotFound where there is no such card,
    seat or vote, or not in one process. What staff cast for a seat is told in the journal.

    What must be known beforehand, whose card it is and the key of the round, does not change while
    ballots count, and is compared by the statement. Nor does the time zone: it is fixed by then.
    """
    connection = connection or db.session.connection()
    seat_id = by.seat_id if isinstance(by, OnBehalf) else owner_of(by.credential_id, connection)[0]
    round_ = identity(connection.engine), ballot.round_id
    known = _open_rounds.get(round_)
    send = partial(_store, connection, by, ballot, at)
    if known is not None and send(seat_id, known):
        return True
    _open_rounds.forget(round_)  # of a round that has ended nothing is remembered
    key = ""
    for _ in range(TRIES):
        # Between the reading and the storing a card may have been replaced: then this says so.
        voter, known, counts = _look(connection, by, ballot, at)
        _open_rounds.put(round_, known)
        if counts and send(voter.seat_id, known):
            return True
        key = _arrived_key(known.ballot_key, ballot, voter)
        if not counts or _counted(connection, ballot.round_id, key):
            return False
    _open_rounds.forget(round_)
    return _resent(connection, ballot.round_id, key)


def _store(
    connection: Any, by: Authority, ballot: BallotSubmission, at: datetime, seat_id: int,
    round_: OpenRound,
) -> bool:  # fmt: skip
    key = stored_key(ballot.key, seat_id)
    ballot_key = round_.ballot_key
    return sql.store(
        connection,
        type(by),
        **_named(connection, by, seat_id),
        **_noted(by.channel, at, round_.time_zone),
        round=ballot.round_id,
        seat=seat_id,
        at=at,
        key=arrived_key(ballot_key, key),
        ballot_key=ballot_key,
        revision=round_.revision,
        id=ballot_id(ballot_key, ballot.round_id, key),
        voter_key=voter_key(ballot_key, seat_id),
        answer=canonical(ballot.answer),
        reasons=canonical(ballot.reasons),
    )


def _named(connection: Any, by: Authority, seat_id: int) -> dict[str, Any]:
    """Return who casts: the card, or for the journal the member of staff and the seat."""
    if isinstance(by, ByCard):
        return {"card": by.credential_id}
    row = reads.SEAT.first(connection, seat=seat_id)
    seat, sector = row or ("", "")
    whose = {"sector": sector} if by.unnamed else {"seat": seat}
    return {"user_id": by.user_id, "detail": whose | {"channel": by.channel}}


def _noted(channel: str, at: datetime, time_zone: str) -> dict[str, Any]:
    """Return what is noted of a seat that answers. Of the time only the day: not who voted when."""
    came_by = "card" if channel in {"own", "shared"} else "door"
    return {"channel": channel, "came_by": came_by, "day": day_began(at, time_zone)}


def _look(
    connection: Any, by: Authority, ballot: BallotSubmission, at: datetime
) -> tuple[Voter, OpenRound, bool]:
    """Return the voter, what is known of the round, and whether a ballot counts now; raises why it does not.

    A ballot that was stored in time and is sent again is no longer to be stored, but not refused.
    """
    whose = {"card": by.credential_id} if isinstance(by, ByCard) else {"seat": by.seat_id}
    row = reads.INTAKE[type(by)].first(connection, round=ballot.round_id, **whose)
    if row is None:
        raise NotFound
    round_, asked, voter = _read(row)
    try:
        case = rules.Case(voter, asked, at, by.channel, asked.paper)
        rules.check(rules.RULES[type(by)], case)
    except Refusal:
        if _counted(connection, ballot.round_id, _arrived_key(round_.ballot_key, ballot, voter)):
            return voter, round_, False  # only the answer to it was lost on the way
        raise
    return voter, round_, True


def _read(row: Sequence[Any]) -> tuple[OpenRound, Any, Voter]:
    """Return what is known of the round, what the rules ask of it, and the voter."""
    ballot_key, time_zone, revision, *of_round = row[:_OF_ROUND]
    asked = SimpleNamespace(**dict(zip(_ASKED, of_round, strict=True)), time_zone=time_zone)
    return OpenRound(ballot_key, time_zone, revision), asked, Voter(*row[_OF_ROUND:])


def _resent(connection: Any, round_id: int, key: str) -> bool:
    """Return False for a ballot that was stored before; raises how the round ended for another."""
    if _counted(connection, round_id, key):
        return False
    # The round ended between the reading and the storing: say in which way.
    state = reads.STATE.first(connection, round=round_id)
    raise RoundAnnulled if state is not None and state[0] == "annulled" else RoundClosed


def _arrived_key(ballot_key: bytes | None, ballot: BallotSubmission, voter: Voter) -> str:
    return arrived_key(ballot_key, stored_key(ballot.key, voter.seat_id))


def id_sent(round_id: int, seat_id: int, key: str) -> str | None:
    """Return the id of the ballot that a seat sent under this key; None where nothing may tell it.

    A browser keeps it to be shown what it sent. It is no receipt: without the key of the round,
    which goes with the close, it leads to nothing.
    """
    known = _open_rounds.get((identity(db.engine), round_id)) or reads.BALLOT_KEY.first(
        db.session.connection(), round=round_id
    )
    if not known or known[0] is None:
        return None
    return ballot_id(known[0], round_id, stored_key(key, seat_id))


def _counted(connection: Connection, round_id: int, key: str) -> bool:
    """Say whether a known key belongs to a ballot that was stored, not to one that came too late."""
    row = reads.KEY.first(connection, round=round_id, key=key)
    return row is not None and row[0] is False


def meet(credential_id: int, round_id: int) -> tuple[Voter, Any]:
    """Return the seat of a card and a round of notes of its process, held until the transaction ends.

    Raises NotFound where there is no such card or round. What the rules say of them is not asked.
    """
    row = reads.NOTE_INTAKE.first(db.session.connection(), card=credential_id, round=round_id)
    if row is None:
        raise NotFound
    _, asked, voter = _read(row)
    return voter, asked


def mark_present(credential_id: int, round_id: int, at: datetime, time_zone: str) -> None:
    """Count a seat among those who answered; for rounds whose answers are not ballots."""
    noted = _noted("own", at, time_zone)
    for note in sql.PRESENT:
        note.run(db.session.connection(), card=credential_id, round=round_id, **noted)


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
