"""The seat's pages: what a voter would lose, or what would leak, if one of them were wrong."""

from datetime import timedelta

import pytest
from builders import NOON, close, make_room, make_round
from sqlalchemy import func, select

from smd_workshop.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Attendance, Ballot, Contribution, Participation, Submission
from smd_workshop.services import rounds, seats


@pytest.fixture
def room(app):
    return make_room()


def enter(app, card):
    """A phone on which a card has been entered."""
    phone = app.test_client()
    answer = phone.post("/e", data={"code": card.code})
    assert answer.status_code == 303, answer.text
    return phone


def words(answer):
    return " ".join(answer.text.split())


def test_a_card_opens_its_seat_however_the_code_is_typed(app, room):
    card = room.cards[0]
    typed = f" {card.code[:4].lower()} - {card.code[4:].lower()} "
    phone = app.test_client()
    assert phone.post("/e", data={"code": typed}).location == "/s/mesa-1"
    page = phone.get("/s/mesa-1")
    assert page.status_code == 200
    assert "Comunidad" in page.text
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 1


def test_opening_a_link_changes_nothing(app, room):
    phone = app.test_client()
    page = phone.get(f"/e/{room.cards[0].code}")
    assert "Comunidad 1" in page.text
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 0
    assert phone.get("/s/mesa-1").status_code == 303


def test_rating(app, room):
    round_ = make_round(room, options=("F1", "F2"))
    phone = enter(app, room.cards[0])
    assert phone.get("/s/mesa-1/1").status_code == 200
    answer = phone.post("/s/mesa-1/1", data={"key": "k", "a.F1": "2", "w.F1": "caro", "a.F2": "ns"})
    assert (answer.status_code, answer.location) == (303, "/s/mesa-1/1")
    page = phone.get("/s/mesa-1/1")
    assert "caro" in page.text
    assert phone.get("/s/mesa-1/1?change=1").status_code == 200
    assert phone.get("/s/mesa-1/live").status_code == 200
    assert phone.get("/s/mesa-1/why").status_code == 200
    close(round_, publish=True)
    assert phone.get("/s/mesa-1/1").status_code == 200
    assert phone.get("/s/mesa-1").status_code == 200
