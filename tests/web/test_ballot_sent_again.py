"""A ballot that comes again, and a card that is in two hands: what counts is said, and only to whom sent it."""

import re

import pytest
from builders import NOON, close, make_room, make_round
from sqlalchemy import func, select

from smd_workshop.database import db, transaction
from smd_workshop.models import Ballot, Seat
from smd_workshop.people import credentials
from smd_workshop.rounds.seats import seat_queries

PATH = "/s/mesa-1/1"
TOLD = "The seat has sent another since, and that one counts."


@pytest.fixture
def room(app):
    return make_room()


def enter(app, card):
    phone = app.test_client()
    phone.post("/language", data={"language": "en"})
    assert phone.post("/e", data={"code": card.code}).status_code == 303
    return phone


def send(phone, key, mark, why=""):
    answer = phone.post(PATH, data={"key": key, "a.F1": str(mark), "w.F1": why})
    assert answer.status_code == 303
    return re.sub(r"\s+", " ", phone.get(answer.location).text)


def stored(card):
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1
    return seat_queries.own_ballot(1, card.seat.id)[0]["F1"]


def shows(page, mark):
    return f"<strong>{mark}</strong>" in page


def test_the_back_button_and_another_answer_are_a_change(app, room):
    """Without scripts the page from the history sends its old key: the voter means the new answer."""
    make_round(room)
    phone = enter(app, room.cards[0])
    assert shows(send(phone, "page", 2), 2)
    page = send(phone, "page", 8)
    assert shows(page, 8)
    assert TOLD not in page
    assert stored(room.cards[0]) == 8


def test_only_another_reason_is_a_change_too(app, room):
    make_round(room)
    phone = enter(app, room.cards[0])
    send(phone, "page", 2, "Falta agua")
    assert "Falta presupuesto" in send(phone, "page", 2, "Falta presupuesto")


def test_who_goes_back_to_the_first_answer_is_told_that_the_second_counts(app, room):
    """It could as well be a double tap that the network delivered late: it must not win in silence."""
    make_round(room)
    phone = enter(app, room.cards[0])
    send(phone, "page", 2)
    send(phone, "page", 8)
    page = send(phone, "page", 2)
    assert TOLD in page
    assert shows(page, 8)
    assert not shows(page, 2)
    assert stored(room.cards[0]) == 8
    assert TOLD not in phone.get(PATH).text, "said once"
    # What the sentence tells to do does what it says: a new page has a new key.
    form = phone.get(f"{PATH}?change=1").text
    assert shows(send(phone, re.search(r'name="key" value="(\w+)"', form)[1], 2), 2)
    assert stored(room.cards[0]) == 2


def test_a_double_tap_is_no_news(app, room):
    make_round(room)
    phone = enter(app, room.cards[0])
    for _ in range(3):
        page = send(phone, "page", 2)
        assert shows(page, 2)
        assert TOLD not in page


def test_a_ballot_whose_answer_was_lost_on_the_way_is_shown_when_it_is_sent_again(app, room):
    make_round(room)
    phone = enter(app, room.cards[0])
    name = app.config["SESSION_COOKIE_NAME"]
    before = phone.get_cookie(name).value
    send(phone, "page", 2)
    phone.set_cookie(name, before)
    assert shows(send(phone, "page", 2), 2)


def test_who_handed_the_seat_over_does_not_read_what_the_deputy_votes(app, room):
    """Both have held the seat, and both have voted: each phone shows what it sent itself."""
    make_round(room)
    card = room.cards[0]
    main = enter(app, card)
    assert shows(send(main, "one", 2), 2)
    with transaction():
        other = credentials.issue(card.seat, "suplente", app.config["SECRET_KEY"], NOON, None)
        credentials.hand_over(db.session.get_one(Seat, card.seat.id), "suplente", NOON, None)
    deputy = enter(app, other)
    page = send(deputy, "two", 8, "")
    assert shows(page, 8)
    for address in (PATH, f"{PATH}?change=1"):
        page = main.get(address).text
        assert not shows(page, 8), "a secret that is not this phone's"
        assert "checked" not in page


def test_a_second_phone_with_the_same_card_does_not_show_the_first_ones_ballot(app, room):
    """Somebody photographed a card and voted first with it, to read what its owner votes."""
    make_round(room)
    thief, owner = enter(app, room.cards[0]), enter(app, room.cards[0])
    send(thief, "one", 2)
    assert shows(send(owner, "two", 8), 8)
    for key, mark in (("none", 0), ("one", 2)):
        page = send(thief, key, mark) if mark else thief.get(PATH).text
        assert not shows(page, 8)
        assert not shows(page, 2)
        assert "This seat has answered" in page
    assert stored(room.cards[0]) == 8


def test_a_guess_is_not_confirmed_by_sending_it_again(app, room):
    """The owner votes just what the thief had voted: the thief's phone must not show that either."""
    make_round(room)
    thief, owner = enter(app, room.cards[0]), enter(app, room.cards[0])
    send(thief, "one", 8)
    assert shows(send(owner, "two", 8), 8)
    assert not shows(thief.get(PATH).text, 8)
    assert not shows(send(thief, "one", 8), 8)


def test_a_ballot_by_name_is_shown_on_every_phone_of_the_seat(app, room):
    make_round(room, secrecy="nominal")
    one, two = enter(app, room.cards[0]), enter(app, room.cards[0])
    send(one, "one", 2)
    send(two, "two", 8)
    assert shows(one.get(PATH).text, 8)


def test_nothing_that_a_phone_keeps_leads_to_its_ballot_after_the_close(app, room):
    make_round(room)
    phone = enter(app, room.cards[0])
    send(phone, "page", 2)
    before = set(db.session.scalars(select(Ballot.id)))
    round_ = room.workshop.rounds[0]
    close(round_)
    assert not before & set(db.session.scalars(select(Ballot.id)))
    assert not shows(phone.get(PATH).text, 2)
