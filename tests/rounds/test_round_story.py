"""From opening to the published result: what a seat would lose if a step were wrong."""

from datetime import timedelta

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import select

from smd_workshop.core.errors import CardReplaced, RoundClosed, SeatHandedOver, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Ballot, Participation, Result, Roll
from smd_workshop.people import credentials
from smd_workshop.rounds import closing, drafting
from smd_workshop.rounds.seats import seat_queries


def test_every_vote_is_in_the_published_result(app):
    room = make_room()
    round_ = make_round(room, options=("F1", "F2"))
    for n, card in enumerate(room.cards):
        assert cast(card, round_, {"F1": 1 + n % 9, "F2": "ns"})
    close(round_, publish=True)
    result = db.session.scalars(select(Result)).one()
    assert result.document["options"]["F1"]["n"] == len(room.cards)
    assert result.document["options"]["F2"]["dont_know"] == len(room.cards)
    rows = db.session.scalars(select(Roll)).all()
    assert [(r.eligible, r.present, r.voted) for r in rows] == [(6, 6, 6), (5, 5, 5), (5, 5, 5)]


def test_after_a_secret_round_nothing_leads_from_seat_to_ballot(app):
    room = make_room()
    round_ = make_round(room)
    before = {}
    for card in room.cards:
        cast(card, round_, {"F1": 5, "F2": 5})
    before = set(db.session.scalars(select(Ballot.id)))
    close(round_)
    ballots = db.session.scalars(select(Ballot)).all()
    assert all(b.voter_key is None and b.seat_id is None for b in ballots)
    assert not before & {b.id for b in ballots}
    assert round_.ballot_key is None
    assert len(db.session.scalars(select(Participation)).all()) == len(room.cards)
    assert seat_queries.own_ballot(round_.id, room.cards[0].seat.id) is None


def test_the_last_ballot_before_the_close_counts_and_a_resent_one_changes_nothing(app):
    room = make_room()
    round_ = make_round(room)
    card = room.cards[0]
    assert cast(card, round_, {"F1": 1, "F2": 1}, key="first")
    assert cast(card, round_, {"F1": 9, "F2": 9}, key="second")
    assert not cast(card, round_, {"F1": 1, "F2": 1}, key="first")
    assert seat_queries.own_ballot(round_.id, card.seat.id)[0] == {"F1": 9, "F2": 9}
    close(round_)
    assert db.session.scalars(select(Result)).one().document["options"]["F1"]["pooled_mean"] == 9


def test_a_ballot_counts_during_the_grace_and_not_after_it(app):
    room = make_room()
    round_ = make_round(room)
    with transaction():
        closing.announce_close(round_, NOON, None)
    assert cast(room.cards[0], round_, {"F1": 1, "F2": 1}, at=NOON + timedelta(seconds=14))
    with pytest.raises(RoundClosed):
        cast(room.cards[1], round_, {"F1": 1, "F2": 1}, at=NOON + timedelta(seconds=15))
    with transaction():
        closing.close(round_, NOON + timedelta(seconds=15), None)
    with pytest.raises(WrongState), transaction():
        closing.close(round_, NOON + timedelta(seconds=16), None)


def test_a_replaced_card_and_a_handed_over_seat_say_why(app):
    room = make_room()
    round_ = make_round(room)
    old = room.cards[0]
    secret = app.config["SECRET_KEY"]
    with transaction():
        fresh = credentials.issue(old.seat, "titular", secret, NOON, None)
        deputy = credentials.issue(old.seat, "suplente", secret, NOON, None)
    with pytest.raises(CardReplaced):
        cast(old, round_, {"F1": 1, "F2": 1})
    assert cast(fresh, round_, {"F1": 1, "F2": 1})
    with transaction():
        credentials.hand_over(old.seat, "suplente", NOON, None)
    with pytest.raises(SeatHandedOver):
        cast(fresh, round_, {"F1": 2, "F2": 2})
    assert cast(deputy, round_, {"F1": 3, "F2": 3})
    assert len(db.session.scalars(select(Ballot)).all()) == 1


def test_an_annulled_round_keeps_its_ballots_and_counts_them_nowhere(app):
    room = make_room()
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 1, "F2": 1})
    with transaction():
        closing.annul(round_, "Se leyó mal la pregunta", NOON, None)
        again = drafting.copy(round_, NOON, None, rerun=True)
    assert again.reruns_id == round_.id
    assert [o.code for o in again.options] == ["F1", "F2"]
    assert len(db.session.scalars(select(Ballot)).all()) == 1
    assert db.session.scalars(select(Result)).first() is None


def test_two_seats_on_one_phone_with_the_same_page_are_two_ballots(app):
    """Without scripts a page kept by the browser may send its key again, for somebody else."""
    room = make_room()
    round_ = make_round(room)
    assert cast(room.cards[0], round_, {"F1": 1, "F2": 1}, key="same")
    assert cast(room.cards[1], round_, {"F1": 9, "F2": 9}, key="same")
    assert len(db.session.scalars(select(Ballot)).all()) == 2


def test_a_seat_withdrawn_after_it_voted_stays_on_the_roll(app):
    """Otherwise more would have voted than could, and the round could not be counted at all."""
    room = make_room((3, 5, 5))
    round_ = make_round(room)
    for card in room.cards:
        cast(card, round_, {"F1": 5, "F2": 5})
    with transaction():
        for card in room.cards_of("com"):
            card.seat.active = False
    close(round_)
    roll = db.session.scalars(select(Roll)).all()
    assert [(r.eligible, r.present, r.voted) for r in roll] == [(3, 3, 3), (5, 5, 5), (5, 5, 5)]
    assert db.session.scalars(select(Result)).one().document["options"]["F1"]["n"] == 13
