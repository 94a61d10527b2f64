"""Answers that staff enter for a seat: none takes the place of another that counts, unless somebody is sure.

By which way a seat answered is known, never when: nothing that is stored says who voted at which minute. So what is told of
an answer that was replaced is by which way the new one came, and to the phone that had saved the old one, its own hour.
"""

from datetime import datetime

from sqlalchemy import select

from smd_workshop.core.errors import PaperOut, RoundClosed, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_began
from smd_workshop.database import db
from smd_workshop.models import PaperBallot, Participation, Round, Seat, Submission
from smd_workshop.processes import journal
from smd_workshop.rounds import store
from smd_workshop.rounds.ballots import ballot_keys, casting


class AnsweredAlready(WrongState):
    """The seat has an answer that counts, and who enters another has not said that it takes its place."""

    message = N_("This seat has answered already. Another answer would take the place of that one.")


def channel_of(round_: Round, seat_id: int) -> str | None:
    """Return by which way the answer of a seat came that counts; None where it has not answered."""
    found = select(Participation.channel).where(
        Participation.round_id == round_.id, Participation.seat_id == seat_id
    )
    return db.session.scalar(found)


def refuse_paper(round_: Round, seat: Seat) -> None:
    """Raise PaperOut for a seat that answers on paper: of a secret round it is not said whose paper counts already."""
    if db.session.get(PaperBallot, (round_.id, seat.id)) is not None:
        raise PaperOut


def enter(
    by: casting.OnBehalf, round_: Round, seat: Seat, sent: casting.BallotSubmission, at: datetime,
    *, sure: bool,
) -> None:  # fmt: skip
    """Count what staff enter for a seat by name; the round is held, so that nothing comes in between.

    Raises AnsweredAlready where the seat has answered and nobody is sure, PaperOut where that was on paper, RoundClosed, and the
    reasons of cast(). What was sent twice is one answer.
    """
    store.lock(round_)
    before = channel_of(round_, seat.id)
    if before is not None and not sure and not _arrived(round_, seat.id, sent.key):
        if not store.takes(round_, at):
            raise RoundClosed  # nothing is asked that cannot be done
        if by.channel != "paper":
            refuse_paper(round_, seat)
        raise AnsweredAlready
    if casting.cast(by, sent, at) and before is not None:
        journal.record(
            "replace answer", day_began(at, round_.workshop.process.time_zone), round_=round_,
            user_id=by.user_id, seat=seat.code, before=before, channel=by.channel,
        )  # fmt: skip


def _arrived(round_: Round, seat_id: int, key: str) -> bool:
    name = ballot_keys.arrived_key(round_.ballot_key, ballot_keys.stored_key(key, seat_id))
    row = db.session.get(Submission, (round_.id, name))
    return row is not None and not row.late
