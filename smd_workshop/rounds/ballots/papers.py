"""Ballots on paper: handed out, given back, typed in. A seat that has one answers by nothing else.

In a round by name a paper carries the code of its seat. In a secret one it carries a number, drawn
from a pile by the person and noted beside no seat: when it is typed in, it takes the place of any of
the papers of its sector that are out and were not typed in yet. Which one is left to chance, for it
makes no difference to the count, and so neither staff nor the database know whose it was.
"""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from smd_workshop.config import secret_key
from smd_workshop.core.errors import Invalid, RoundClosed, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db, insert
from smd_workshop.models import (
    Actor,
    Ballot,
    PaperBallot,
    Participation,
    Round,
    Seat,
    TypedPaper,
)
from smd_workshop.people import credentials
from smd_workshop.processes import journal
from smd_workshop.rounds import store
from smd_workshop.rounds.ballots import ballot_keys, casting, late_ballots, paper_numbers, replacing
from smd_workshop.rounds.ballots.casting_rules import ROUND, SEAT, Case, OnBehalf, Voter, check


def hand_out(
    round_: Round, seat: Seat, at: datetime, user_id: int | None, *, sure: bool = False
) -> None:
    """Give a seat a paper; what it has answered by phone, or with help, is withdrawn, for somebody who is sure.

    Raises WrongState for who is not, and the reason why this seat cannot vote in the round now.
    """
    store.lock(round_)
    _check(round_, seat, at)
    if _has(round_, seat.id):
        return
    if not sure and _answered(round_, seat.id):
        raise WrongState(
            N_("%(seat)s has answered already. A paper would withdraw that answer."), seat=seat.code
        )
    db.session.add(PaperBallot(round_id=round_.id, seat_id=seat.id))
    db.session.flush()
    _forget(round_, seat.id)
    _tell("hand out paper", round_, seat, at, user_id)


def would_withdraw(round_: Round, seat: Seat, at: datetime) -> bool:
    """Say whether a paper for this seat would take away an answer that counts; once the round takes none it would not."""
    counts = round_.step == "vote" and store.takes(round_, at) and _answered(round_, seat.id)
    return counts and not _has(round_, seat.id)


def take_back(round_: Round, seat: Seat, at: datetime, user_id: int | None) -> None:
    """Take a paper back that was not typed in: the seat's phone counts again.

    Raises WrongState where it has none, or where its paper counts already, RoundClosed once the round is.
    """
    store.lock(round_)
    if round_.state != "open":
        raise RoundClosed
    if not _has(round_, seat.id):
        raise WrongState(N_("This seat has no paper for this round."))
    if _answered(round_, seat.id):
        _pass_on(round_, seat)
    paper = delete(PaperBallot).where(
        PaperBallot.round_id == round_.id, PaperBallot.seat_id == seat.id
    )
    db.session.execute(paper)
    _tell("take paper back", round_, seat, at, user_id)


def _tell(verb: str, round_: Round, seat: Seat, at: datetime, user_id: int | None) -> None:
    journal.record(verb, at, round_=round_, user_id=user_id, seat=seat.code)
    store.touch(round_)  # phones show it, and a ballot under way is looked at again
    db.session.flush()


def _check(round_: Round, seat: Seat, at: datetime) -> None:
    """Raise the reason why this seat cannot answer this round now."""
    if round_.step != "vote":
        raise WrongState
    sector = seat.actor.sector
    voter = Voter(
        seat.id, sector.id, sector.code, seat.process_id, seat.holder, seat.holder, seat.active,
        valid=True, added_at=seat.added_at,
    )  # fmt: skip
    check((*SEAT, *ROUND), Case(voter, round_, at))


def _has(round_: Round, seat_id: int) -> bool:
    return db.session.get(PaperBallot, (round_.id, seat_id)) is not None


def _answered(round_: Round, seat_id: int) -> bool:
    return casting.has_voted(round_, seat_id)


def _of(round_: Round, seat_id: int) -> Any:
    """Return the condition for the ballot of a seat while its round is open."""
    key = ballot_keys.voter_key(round_.ballot_key, seat_id)
    return (Ballot.round_id == round_.id) & (Ballot.voter_key == key)


def _part(round_: Round, seat_id: int) -> Any:
    return (Participation.round_id == round_.id) & (Participation.seat_id == seat_id)


def _forget(round_: Round, seat_id: int) -> None:
    db.session.execute(delete(Ballot).where(_of(round_, seat_id)))
    db.session.execute(delete(Participation).where(_part(round_, seat_id)))


def _pass_on(round_: Round, seat: Seat) -> None:
    """Let another paper of the sector that was not typed in stand for the one that was.

    Raises WrongState where there is none: then this paper was typed in.
    """
    waiting = [] if round_.secrecy != "secret" else _waiting(round_, seat.actor.sector_id)
    if not waiting:
        raise WrongState(
            N_("The paper of this seat was typed in, and counts. It cannot be given back.")
        )
    other = secrets.choice(waiting)
    key = ballot_keys.voter_key(round_.ballot_key, other)
    moved = {"voter_key": key}
    db.session.execute(update(Ballot).where(_of(round_, seat.id)).values(moved))
    channel = select(Participation.channel).where(_part(round_, seat.id))
    part = {
        "round_id": round_.id, "seat_id": other, "sector_id": seat.actor.sector_id,
        "channel": db.session.scalar(channel), "holder": db.session.get_one(Seat, other).holder,
    }  # fmt: skip
    db.session.execute(insert(Participation.__table__).values(part))
    db.session.execute(delete(Participation).where(_part(round_, seat.id)))


def _waiting(round_: Round, sector_id: int) -> list[int]:
    """Return the seats of a sector whose paper is out and stands for none that was typed in."""
    answered = select(Participation.seat_id).where(Participation.round_id == round_.id)
    query = (
        select(PaperBallot.seat_id)
        .join(Seat, PaperBallot.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .where(
            PaperBallot.round_id == round_.id, Actor.sector_id == sector_id,
            PaperBallot.seat_id.not_in(answered), Seat.active,
        )
        .order_by(PaperBallot.seat_id)
    )  # fmt: skip
    return list(db.session.scalars(query))


def find(round_: Round, mark: str) -> str:
    """Return the mark of a paper as it is printed: a seat's code, or a number; raises Invalid.

    A number that was typed in before is refused here, so that nobody fills the form in vain.
    """
    if round_.secrecy != "secret":
        return _seat(round_, mark).code
    number, sector_id = _numbered(round_, mark)
    _refuse_typed(round_, number)
    _refuse_full(round_, sector_id)
    return number


def _seat(round_: Round, mark: str) -> Seat:
    codes = select(Seat).where(Seat.process_id == round_.workshop.process_id)
    wanted = "".join(mark.split()).casefold()
    for seat in db.session.scalars(codes):
        if seat.code.casefold() == wanted:
            return seat
    raise Invalid(N_("There is no seat %(code)s."), code=mark.strip()[:40])


def _numbered(round_: Round, mark: str) -> tuple[str, int]:
    known = paper_numbers.find(round_, mark, secret_key())
    if known is None:
        raise Invalid(N_("No paper of this round has this number. Look at it again."))
    return known


def _refuse_typed(round_: Round, number: str) -> None:
    digest = paper_numbers.digest(round_, number, secret_key())
    if db.session.get(TypedPaper, (round_.id, digest)) is not None:
        raise WrongState(N_("The paper with this number was typed in already. It counts once."))


def _refuse_full(round_: Round, sector_id: int) -> list[int]:
    waiting = _waiting(round_, sector_id)
    if not waiting:
        raise WrongState(
            N_("More papers of this sector would be typed in than were handed out. Note first who "
               "was given one.")
        )  # fmt: skip
    return waiting


def enter(
    round_: Round, mark: str, answer: Any, reasons: dict[str, str], key: str, at: datetime,
    user_id: int,
) -> None:  # fmt: skip
    """Count what stands on a paper.

    Raises RoundClosed for one that is late, which `note_late` remembers, and the reasons of find(). A paper by
    name that was typed in before takes the place of what it said then: refuse_second() asks first.
    """
    store.lock(round_)
    seat_id, unnamed = _whose(round_, mark, at)
    by = OnBehalf(seat_id, user_id, "paper", unnamed=unnamed)
    sent = casting.BallotSubmission(round_.id, answer, reasons, key)
    if unnamed:  # the seat is one of those whose paper was not typed in: it has no answer
        casting.cast(by, sent, at)
    else:
        replacing.enter(by, round_, db.session.get_one(Seat, seat_id), sent, at, sure=True)


def refuse_second(round_: Round, mark: str) -> None:
    """Raise AnsweredAlready for a paper by name that was typed in before; the round is held."""
    store.lock(round_)
    if typed_before(round_, mark) is not None:
        raise replacing.AnsweredAlready


def typed_before(round_: Round, mark: str) -> Seat | None:
    """Return whose paper by name this is if it was typed in already; a number is refused by find()."""
    if round_.secrecy == "secret":
        return None
    seat = _seat(round_, mark)
    return seat if _has(round_, seat.id) and _answered(round_, seat.id) else None


def _whose(round_: Round, mark: str, at: datetime) -> tuple[int, bool]:
    """Return the seat that a paper stands for, and whether that is left to chance."""
    if not store.takes(round_, at):
        raise RoundClosed
    if round_.secrecy != "secret":
        return _seat(round_, mark).id, False
    number, sector_id = _numbered(round_, mark)
    _refuse_typed(round_, number)
    seat_id = secrets.choice(_refuse_full(round_, sector_id))
    digest = paper_numbers.digest(round_, number, secret_key())
    db.session.add(TypedPaper(round_id=round_.id, number=digest, sector_id=sector_id))
    db.session.flush()
    return seat_id, True


def note_late(round_: Round, mark: str) -> None:
    """Remember that a paper came back after the close; raises WrongState for one that was typed in and counts."""
    if round_.secrecy == "secret":
        number, _ = _numbered(round_, mark)
        _refuse_typed(round_, number)
        late_ballots.note_late(round_.id, number)
    elif typed_before(round_, mark) is not None:
        raise WrongState(N_("The paper of this seat was typed in, and counts."))
    else:
        late_ballots.note_late(round_.id, _seat(round_, mark).id)


def seat_of(round_: Round, code: str) -> Seat:
    """Return the seat of the round's process with this code, or raise NotFound."""
    return credentials.find(round_.workshop.process, code)
