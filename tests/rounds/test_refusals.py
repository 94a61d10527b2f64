"""A ballot that must not count is refused with its true reason, however often others have voted.

On PostgreSQL one statement decides and stores; what it decides must be what the words say.
"""

from datetime import timedelta

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import func, select

from smd_workshop.core.errors import (
    CardReplaced,
    NotFound,
    RoundAnnulled,
    RoundClosed,
    SeatHandedOver,
    SeatWithdrawn,
    WrongSector,
)
from smd_workshop.database import autocommit, db, is_sqlite, transaction
from smd_workshop.models import Ballot, Credential, Participation, Round, Seat
from smd_workshop.people import credentials
from smd_workshop.rounds import closing
from smd_workshop.rounds.ballots import casting

ANSWER = {"F1": 7, "F2": 3}


def replaced(room, round_, card):
    db.session.get_one(Credential, card.credential_id).revoked_at = NOON


def withdrawn(room, round_, card):
    db.session.get_one(Seat, card.seat.id).active = False


def handed_over(room, round_, card):
    credentials.hand_over(db.session.get_one(Seat, card.seat.id), "suplente", NOON, None)


def announced(room, round_, card):
    closing.announce_close(db.session.get_one(Round, round_.id), NOON - timedelta(minutes=1), None)


def annulled(room, round_, card):
    closing.annul(db.session.get_one(Round, round_.id), "una razón", NOON, None)


REASONS = {
    replaced: CardReplaced,
    withdrawn: SeatWithdrawn,
    handed_over: SeatHandedOver,
    announced: RoundClosed,
    annulled: RoundAnnulled,
}


@pytest.mark.parametrize("secrecy", ["secret", "nominal"])
@pytest.mark.parametrize("change", REASONS)
def test_a_ballot_that_must_not_count_is_refused_with_its_reason(app, change, secrecy):
    room = make_room()
    round_ = make_round(room, secrecy=secrecy)
    first, late = room.cards_of("com")[:2]
    other = room.cards_of("emp")[0]
    assert cast(first, round_, ANSWER)  # what the program remembers of a round, it has now
    assert cast(other, round_, ANSWER)
    with transaction():
        change(room, round_, late)
    before = db.session.scalar(select(func.count()).select_from(Ballot))
    with pytest.raises(REASONS[change]):
        cast(late, round_, ANSWER)
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == before
    took_part = select(Participation).where(Participation.seat_id == late.seat.id)
    assert db.session.scalars(took_part).all() == []


class Meddled:
    """A connection that lets something happen after its first statement."""

    def __init__(self, connection, meddle):
        self.engine = connection.engine
        self._connection, self._meddle = connection, meddle

    def exec_driver_sql(self, text, values=()):
        done = self._connection.exec_driver_sql(text, values)
        meddle, self._meddle = self._meddle, lambda: None
        rows = done.fetchall() if done.description else []
        meddle()
        return Answered(rows, done.rowcount)


class Answered:
    def __init__(self, rows, rowcount):
        self._rows, self.rowcount = rows, rowcount

    def fetchall(self):
        return self._rows


@pytest.mark.parametrize("change", REASONS)
def test_what_changes_between_reading_and_storing_a_ballot_is_the_reason_given(app, change):
    """A card that is reported lost in that moment must not vote, nor its holder hear that the round closed."""
    if is_sqlite(db.engine):
        pytest.skip("on SQLite nobody else writes between the two")
    room = make_room()
    round_ = make_round(room)
    card = room.cards_of("com")[0]
    casting.owner_of(card.credential_id)  # so that the first statement is the one about the round

    def meddle():
        with transaction():
            change(room, round_, card)

    def work(connection):
        sent = casting.BallotSubmission(round_.id, ANSWER, {}, "key")
        return casting.cast(
            casting.ByCard(card.credential_id), sent, NOON, Meddled(connection, meddle)
        )

    round_id = round_.id
    db.session.rollback()
    with pytest.raises(REASONS[change]):
        autocommit.alone(db.engine, work)
    assert db.session.scalar(select(Ballot.id).where(Ballot.round_id == round_id)) is None


def test_a_sector_that_is_asked_may_answer_a_round_for_some(app):
    room = make_room()
    round_ = make_round(room, electorate=["com", "emp"])
    for card in (*room.cards_of("com"), *room.cards_of("emp")):
        assert cast(card, round_, ANSWER)
    with pytest.raises(WrongSector):
        cast(room.cards_of("soc")[0], round_, ANSWER)


@pytest.mark.parametrize("secrecy", ["secret", "nominal"])
def test_a_closed_round_is_not_opened_by_what_the_program_remembers_of_it(app, secrecy):
    room = make_room()
    round_ = make_round(room, secrecy=secrecy)
    assert cast(room.cards[0], round_, ANSWER)
    close(round_)
    with pytest.raises(RoundClosed):
        cast(room.cards[1], round_, ANSWER)
    if secrecy == "nominal":
        assert not cast(room.cards[0], round_, ANSWER), "a ballot that counts is not called late"
    else:
        with pytest.raises(RoundClosed):  # what knew it again would be a receipt: test_no_receipt
            cast(room.cards[0], round_, ANSWER)


def test_two_rounds_one_after_the_other_keep_their_ballots_apart(app):
    room = make_room()
    for _ in range(2):
        round_ = make_round(room)
        for card in room.cards:
            assert cast(card, round_, ANSWER)
        assert db.session.scalar(
            select(func.count()).select_from(Ballot).where(Ballot.round_id == round_.id)
        ) == len(room.cards)
        close(round_)


def test_a_card_that_was_never_made_opens_nothing(app):
    room = make_room()
    round_ = make_round(room)
    cast(room.cards[0], round_, ANSWER)
    unknown, ballot = casting.ByCard(999_999), casting.BallotSubmission(round_.id, ANSWER, {}, "k")
    with pytest.raises(NotFound), transaction():
        casting.cast(unknown, ballot, NOON)
