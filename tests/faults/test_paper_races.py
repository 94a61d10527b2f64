"""Paper and phone at the same moment: one voice, on both databases."""

import threading
from contextlib import suppress

import pytest
from builders import make_room, make_round, make_user
from flask import current_app
from serving import Browser, Doing, at_once, threads_of
from sqlalchemy import select, text
from voting import Phone, desk

from smd_workshop.core.clock import now
from smd_workshop.core.errors import PaperOut
from smd_workshop.database import db, is_sqlite, transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.models import Ballot, Participation, TypedPaper, User
from smd_workshop.rounds.ballots import casting, paper_numbers, paper_piles, papers

AT = "/f/moq/w/mesa-1/rounds/1/papers"


@pytest.fixture
def app(either_app):
    return either_app


@pytest.fixture
def room(app):
    return make_room((3, 2))


def parts():
    db.session.rollback()
    rows = db.session.scalars(select(Participation)).all()
    return sorted((p.seat_id, p.channel) for p in rows)


def ballots():
    db.session.rollback()
    return len(db.session.scalars(select(Ballot.id)).all())


def test_a_phone_that_votes_while_a_paper_is_handed_out_has_no_ballot_afterwards(app, room):
    with threads_of(app) as port:
        make_round(room)
        office = desk(port)
        phone = Phone(port, room.cards[0])
        db.session.rollback()
        busy = Doing(phone.vote)
        assert phone.answered.wait(20)
        given = office.post(AT, {"seat": room.cards[0].seat.code, "act": "give", "sure": "1"})
        busy.result()
        assert given.status == 303
        assert phone.refusal.status == PaperOut.status
        assert (ballots(), parts()) == (0, [])


def waits_for_a_lock():
    """Whether somebody waits in PostgreSQL; on SQLite who writes has everybody wait at our own door."""
    if is_sqlite(db.engine):
        return True
    with db.engine.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.parametrize("known", [False, True], ids=["first ballot", "round known"])
def test_a_ballot_that_waited_for_the_handing_out_sees_the_paper(app, room, known):
    """Its statement began before the paper was there, and still sees everything as it was then."""
    round_ = make_round(room)
    round_id, card, seat = round_.id, room.cards[0].credential_id, room.cards[0].seat
    sent = casting.BallotSubmission(round_id, {"F1": 5, "F2": 5}, {}, "k")
    by = casting.ByCard(card)
    if known:
        other = casting.ByCard(room.cards[1].credential_id)
        group_commit(lambda c: casting.cast(other, sent, now(), c))
    refused, begun = [], threading.Event()
    here = current_app._get_current_object()

    def vote():
        with here.app_context():
            begun.set()
            try:
                group_commit(lambda c: casting.cast(by, sent, now(), c))
            except PaperOut as reason:
                refused.append(reason)

    with transaction(of=room.process.id):
        papers.hand_out(round_, seat, now(), None)
        busy = threading.Thread(target=vote)
        busy.start()
        assert begun.wait(20)
        tries = 0
        while not waits_for_a_lock() and tries < 10_000:
            tries += 1
        assert waits_for_a_lock()
    busy.join(20)
    assert len(refused) == 1
    assert ballots() == (1 if known else 0)


def test_two_who_type_papers_at_once_count_each_paper_once_and_no_more_than_were_handed_out(
    app, room
):
    with threads_of(app) as port:
        round_ = make_round(room)
        office = desk(port)
        secret = app.config["SECRET_KEY"]
        first, second = [n for n, s in paper_numbers.printed(round_, secret) if s.code == "com"][:2]
        with transaction():
            papers.hand_out(round_, room.cards[0].seat, now(), db.session.scalar(select(User.id)))
        db.session.rollback()

        def typing(number, value):
            form = {"mark": number, "step": "save", "a.F1": value, "a.F2": value}
            return lambda: office.post(f"{AT}/type", form)

        answers = at_once(*[typing(first, n) for n in (1, 2)], *[typing(second, n) for n in (3, 4)])
        assert [answer.status for answer in answers] == [303] * 4
        assert ballots() == 1
        assert parts() == [(room.cards[0].seat.id, "paper")]
        assert len(db.session.scalars(select(TypedPaper)).all()) == 1


def test_a_paper_typed_in_while_its_seat_gives_it_back_counts_by_one_way_only(app, room):
    with threads_of(app) as port:
        round_ = make_round(room, secrecy="nominal")
        office = desk(port)
        seat = room.cards[0].seat
        with transaction():
            papers.hand_out(round_, seat, now(), None)
        code = seat.code
        phone = Browser(port)
        assert phone.post("/e", {"code": room.cards[0].code}).status == 303
        db.session.rollback()
        form = {"mark": code, "step": "save", "a.F1": 1, "a.F2": 1}
        ballot = {"a.F1": 9, "a.F2": 9, "key": "phone"}
        with suppress(OSError):
            at_once(
                lambda: office.post(f"{AT}/type", form),
                lambda: office.post(AT, {"seat": code, "act": "back"}),
                lambda: phone.post("/s/mesa-1/1", ballot),
            )
        assert ballots() == len(parts()) <= 1
        out = paper_piles.table(round_)[0].paper
        channels = {channel for _, channel in parts()}
        assert channels <= ({"paper"} if out else {"own"})


def test_staff_need_an_account_to_hand_out_a_paper(app, room):
    with threads_of(app) as port:
        make_round(room)
        make_user()
        answer = Browser(port).post(AT, {"seat": room.cards[0].seat.code, "act": "give"})
        assert answer.status in {302, 303, 403}
        assert parts() == []
