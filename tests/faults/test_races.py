"""Facilitators and phones act at the same moment over HTTP: one outcome, and everybody is told which."""

from datetime import timedelta

import pytest
from builders import cast, close, make_room, make_round
from papers import unprinted
from serving import Browser, Doing, at_once, threads_of
from sqlalchemy import select
from voting import Phone, desk

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import (
    Acta,
    Agreement,
    Ballot,
    Correction,
    Journal,
    PublishedFigure,
    Result,
    Roll,
    Submission,
)
from smd_workshop.rounds import closing
from smd_workshop.rounds.ballots import ballot_keys
from smd_workshop.worker.jobs import close_now

PHONES, TWICE = 6, 4


@pytest.fixture
def app(either_app):
    with unprinted():
        yield either_app


@pytest.fixture
def port(app):
    with threads_of(app) as port:
        yield port


@pytest.fixture
def room(app):
    return make_room()


def many(browser, path, data=(), times=TWICE):
    """The same form sent so many times at once; each must be answered as if it were the only one."""
    db.session.rollback()
    answers = at_once(*[lambda: browser.post(path, data)] * times)
    assert [answer.status for answer in answers] == [303] * times, answers
    db.session.rollback()


def verbs(round_, verb):
    query = select(Journal.id).where(Journal.round_id == round_.id, Journal.verb == verb)
    return len(db.session.scalars(query).all())


def end_grace(round_):
    """Announce the close, as if its grace were over."""
    with transaction():
        closing.announce_close(round_, now() - timedelta(minutes=1), None)


def at(round_, act):
    return f"/f/moq/w/mesa-1/rounds/{round_.number}/{act}"


def while_phones_vote(port, room, act):
    """Do it in the middle of the voting; return the phones, each refused by then."""
    phones = [Phone(port, card) for card in room.cards[:PHONES]]
    db.session.rollback()
    busy = [Doing(phone.vote) for phone in phones]
    assert all(phone.answered.wait(20) for phone in phones)
    done = act()
    for each in busy:
        each.result()
    assert all(phone.refusal is not None for phone in phones)
    db.session.rollback()
    return phones, done


def stored(round_):
    """Seat → answer, as the database has it."""
    rows = db.session.scalars(select(Ballot).where(Ballot.round_id == round_.id))
    return [(row.seat_id, row.answer) for row in rows]


def as_held(phone):
    return ballot_keys.canonical(phone.held)


def test_each_step_asked_for_twice_at_once_is_taken_once(app, room, port):
    round_ = make_round(room, open=False)
    office = desk(port)
    many(office, at(round_, "open"))
    assert (round_.state, verbs(round_, "open round")) == ("open", 1)
    for card in room.cards:
        cast(card, round_, {"F1": 5, "F2": 9}, at=now())
    many(office, at(round_, "announce"))
    assert verbs(round_, "announce close") == 1
    with transaction():
        round_.closing_at = now() - timedelta(minutes=1)
    close_beside_the_worker(app, office, round_)
    assert (round_.state, verbs(round_, "close round")) == ("closed", 1)
    (result,) = db.session.scalars(select(Result)).all()
    assert result.document["options"]["F1"]["n"] == len(room.cards)
    assert sum(r.voted for r in db.session.scalars(select(Roll))) == len(room.cards)
    many(office, at(round_, "publish"))
    assert (round_.state, verbs(round_, "publish round")) == ("published", 1)
    figures = db.session.scalars(select(PublishedFigure)).all()
    assert len(figures) == len({(f.subject, f.name) for f in figures}) > 0


def close_beside_the_worker(app, office, round_):
    round_id, path = round_.id, at(round_, "close")

    def worker():
        with app.app_context():
            close_now(round_id, None)
            db.session.remove()

    db.session.rollback()
    answers = at_once(*[lambda: office.post(path)] * 3, worker)
    assert [answer.status for answer in answers[:3]] == [303] * 3
    db.session.rollback()


def test_sealed_while_a_round_opens_or_an_agreement_comes_there_is_one_outcome(room, port):
    """Either it stands in the acta, or it was refused; nothing is added to what was sealed."""
    make_round(room, open=False)
    office = desk(port)
    acta = "/f/moq/w/mesa-1/acta"
    for act, said in (("corrections", {"hours": 1}), ("corrections/end", {"reason": "En la sala"})):
        assert office.post(f"{acta}/{act}", said).status == 303
    open_it = at(room.workshop.rounds[0], "open")
    said = {"agreement-workshop": "mesa-1", "agreement-text": "Reunirse en marzo"}
    db.session.rollback()
    sealed, opened, *_ = at_once(
        lambda: office.post(f"{acta}/seal"),
        lambda: office.post(open_it),
        *[lambda: office.post("/f/moq/agreements", said)] * 3,
    )
    assert (sealed.status in {303, 409}, opened.status) == (True, 303)
    db.session.rollback()
    (paper,) = db.session.scalars(select(Acta)).all()
    (round_,) = room.workshop.rounds
    agreed = [a.text for a in db.session.scalars(select(Agreement))]
    assert len(agreed) <= 1, "sent three times at once, it is one agreement"
    if paper.state == "sealed":
        assert round_.state == "draft" and sealed.status == 303
        assert paper.document["agreements"] == agreed
    else:
        assert sealed.status == 409 and (round_.state == "open" or agreed)


def test_a_correction_or_an_agreement_sent_three_times_at_once_is_one(room, port):
    office, phone = desk(port), Phone(port, room.cards[0])
    assert office.post("/f/moq/w/mesa-1/acta/corrections", {"hours": 72}).status == 303
    many(phone.browser, "/s/mesa-1/acta", {"text": "Faltó la hora de inicio"}, 3)
    said = {"agreement-workshop": "mesa-1", "agreement-text": "Reunirse en marzo"}
    many(office, "/f/moq/agreements", said, 3)
    assert len(db.session.scalars(select(Correction)).all()) == 1
    assert len(db.session.scalars(select(Agreement)).all()) == 1


def test_sealed_twice_at_once_it_is_sealed_once(room, port):
    office = desk(port)
    acta = "/f/moq/w/mesa-1/acta"
    for act, said in (("corrections", {"hours": 1}), ("corrections/end", {"reason": "En la sala"})):
        assert office.post(f"{acta}/{act}", said).status == 303
    many(office, f"{acta}/seal", times=2)
    sealed = db.session.scalars(select(Journal.id).where(Journal.verb == "seal acta")).all()
    assert len(sealed) == 1


def test_annulled_twice_or_while_it_is_published_there_is_one_outcome(room, port):
    first = make_round(room)
    office = desk(port)
    many(office, at(first, "annul"), {"reason": "Se leyó mal", "then": "rerun"})
    assert verbs(first, "annul round") == 1
    assert [r.state for r in room.workshop.rounds] == ["annulled", "draft"], "one repetition"
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 5, "F2": 9})
    close(round_)
    publish, annul = at(round_, "publish"), at(round_, "annul")
    page = f"/p/moq/r/mesa-1/{round_.number}/"
    db.session.rollback()
    answers = at_once(
        lambda: office.post(publish), lambda: office.post(annul, {"reason": "Se contó mal"})
    )
    assert [answer.status for answer in answers] == [303, 303]
    db.session.rollback()
    published = round_.state == "published"
    assert published or round_.state == "annulled"
    assert (verbs(round_, "publish round"), verbs(round_, "annul round")) == (
        published, not published,
    )  # fmt: skip
    assert (bool(round_.published_at), bool(round_.annul_reason)) == (published, not published)
    shown = Browser(port).get(page)
    assert shown.status == 200
    assert ("Se contó mal" in shown.text) != published, "the public is told the other thing"


def test_closed_while_phones_vote_each_acknowledged_ballot_is_counted_and_no_other(room, port):
    round_ = make_round(room, secrecy="nominal")
    office = desk(port)

    path = at(round_, "close")

    def close_it():
        end_grace(round_)
        return [office.post(path).status for _ in range(2)]

    phones, done = while_phones_vote(port, room, close_it)
    assert done == [303, 303]
    assert round_.state == "closed"
    assert sorted(stored(round_)) == sorted((p.seat, as_held(p)) for p in phones)
    (result,) = db.session.scalars(select(Result)).all()
    counted = [b["answer"] for b in result.tally["ballots"] for _ in range(b["count"])]
    by_answer = lambda a: (a["F1"], a["F2"])
    assert sorted(counted, key=by_answer) == sorted((p.held for p in phones), key=by_answer)
    for phone in phones:
        assert phone.refusal.status == 409
        assert "No se contó" in phone.refusal.text
    late = db.session.scalars(select(Submission).where(Submission.late)).all()
    assert len(late) == len(phones), "the acta would not say how many came too late"


def test_annulled_while_phones_vote_each_is_told_and_no_ballot_leads_to_its_seat(room, port):
    round_ = make_round(room)
    office = desk(port)
    path, data = at(round_, "annul"), {"reason": "Se leyó mal la pregunta"}
    phones, done = while_phones_vote(port, room, lambda: office.post(path, data))
    assert done.status == 303
    assert round_.state == "annulled" and round_.ballot_key is None
    assert verbs(round_, "annul round") == 1
    assert sorted(stored(round_)) == sorted((None, as_held(p)) for p in phones)
    assert db.session.scalars(select(Result)).all() == []
    for phone in phones:
        assert phone.refusal.status == 409
        assert "anul" in phone.refusal.text
