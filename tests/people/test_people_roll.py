"""The roll under a vote: who is counted for the quorum cannot change while people answer."""

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import func, select

from smd_workshop.core.errors import WrongState
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Journal, Seat
from smd_workshop.people import credentials, imports, roster
from smd_workshop.rounds import workshops

HEAD = ("Sector", "Actor", "Escaño", "Titular")


def many():
    return db.session.scalar(select(func.count()).select_from(Seat))


def a_list(process, *rows):
    return imports.plan(HEAD, rows, range(2, len(rows) + 2), imports.state(process))


def test_no_list_joins_and_no_seat_leaves_while_a_round_is_open(app):
    """One seat can be added at the door; whether it votes then: tests/web/test_on_the_spot.py."""
    room = make_room()
    elsewhere = make_room(code="otro")
    round_ = make_round(room)
    before, seat = many(), room.cards[0].seat
    with pytest.raises(WrongState, match="quorum"), transaction():
        roster.set_active(room.process, seat, NOON, None, active=False)
    plan = a_list(room.process, ("com", "Regantes", "", "Eva"))
    assert len(plan.seats) == 1
    with pytest.raises(WrongState, match="quorum"), transaction():
        imports.apply(room.process, plan, NOON, None)
    assert many() == before and seat.active
    with transaction():  # the vote of one process is no matter of another
        roster.set_active(elsewhere.process, elsewhere.cards[0].seat, NOON, None, active=False)
    close(round_)
    with transaction():
        roster.set_active(room.process, seat, NOON, None, active=False)
        roster.add_seat(room.process, seat.actor, NOON, None, code="COM-9")
        imports.apply(room.process, plan, NOON, None)
    assert many() == before + 2 and not seat.active


def test_a_round_of_another_workshop_counts_the_same_seats(app):
    room = make_room()
    make_round(room)
    with transaction():
        workshops.create(room.process, "Mesa 2", NOON, code="mesa-2")
    with pytest.raises(WrongState), transaction():
        roster.set_active(room.process, room.cards[0].seat, NOON, None, active=False)


def test_names_holders_and_cards_change_while_a_round_is_open(app):
    room = make_room()
    make_round(room)
    seat = room.cards[0].seat
    with transaction():
        imports.apply(room.process, a_list(room.process, ("com", "", "COM1", "Rosa")), NOON, None)
        credentials.hand_over(seat, "suplente", NOON, None)
        credentials.issue(seat, "suplente", "secret", NOON, None)
    assert (seat.titular, seat.holder) == ("Rosa", "suplente")


def test_the_journal_names_every_seat_that_joined(app):
    room = make_room()
    with transaction():
        roster.add_seat(room.process, room.cards[0].seat.actor, NOON, None, code="COM-9")
        plan = a_list(
            room.process, ("com", "Regantes", "COM-10", "Eva"), ("com", "", "COM1", "Ana")
        )
        imports.apply(room.process, plan, NOON, None)
    told = dict(db.session.execute(select(Journal.verb, Journal.detail)).all())
    assert told["add seat"]["seat"] == "COM-9"
    assert told["import people"]["seats"] == ["COM-10"]


def test_who_was_here_stays_in_the_acta_after_leaving(app):
    room = make_room()
    here, absent = room.cards[0], room.cards[1]
    round_ = make_round(room)
    cast(here, round_, {"F1": 5, "F2": 5})
    close(round_, publish=True)
    with transaction():
        for card in (here, absent):
            roster.set_active(room.process, card.seat, NOON, None, active=False)
    with transaction():
        acta = actas.begin(room.workshop)
    listed = {
        s["code"]: s["present"] for each in contents(acta)["attendance"] for s in each["seats"]
    }
    assert listed["COM1"]
    assert "COM2" not in listed
