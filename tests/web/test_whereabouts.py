"""A card opens its process, and the workshop is the one that is on [01]: nobody is noted in another."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import NOON, Room, cast, close, make_room, make_round, seal_unasked
from sqlalchemy import select
from staff import administrator
from test_participant import enter, words

from reports.workshops import acta as paper
from smd_workshop.core import clock
from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Attendance, Process, Workshop
from smd_workshop.rounds import workshops
from smd_workshop.rounds.seats import whereabouts

LIMA = "America/Lima"


def called(room, code, days=None):
    """A workshop of the room's process so many days from today, or without a date."""
    with transaction():
        day = None if days is None else day_of(now(), LIMA) + timedelta(days=days)
        made = workshops.create(room.process, code.title(), NOON, code=code, held_on=day)
    return Room(room.process, made, room.cards)


def held(room, days):
    with transaction():
        room.workshop.held_on = day_of(now(), LIMA) + timedelta(days=days)


def noted():
    """In which workshops seats are noted as present."""
    query = select(Workshop.code).join(Attendance, Attendance.workshop_id == Workshop.id)
    return sorted(db.session.scalars(query))


@pytest.fixture
def room(app):
    return make_room((3, 2))


def take_seat(app, card):
    return app.test_client().post("/e", data={"code": card.code}).location


@pytest.mark.on_both
def test_a_card_checks_into_the_workshop_of_today_and_not_into_the_newest(app, room):
    held(room, 0)
    called(room, "diciembre", 30)
    assert take_seat(app, room.cards[0]) == "/s/mesa-1"
    assert noted() == ["mesa-1"]


def test_an_open_round_says_which_workshop_is_on_whatever_the_date(app, room):
    today = called(room, "hoy", 0)
    held(room, -1)
    make_round(room)
    assert take_seat(app, room.cards[0]) == "/s/mesa-1/1"
    close(db.session.get_one(Workshop, room.workshop.id).rounds[0])
    assert take_seat(app, room.cards[0]) == f"/s/{today.workshop.code}"


def test_of_two_open_rounds_a_card_goes_to_the_one_that_asks_its_sector(app, room):
    other = called(room, "tarde", 0)
    make_round(room, electorate=["soc"])
    make_round(other, electorate=["com"])
    assert take_seat(app, room.cards_of("com")[0]) == "/s/tarde/1"
    assert take_seat(app, room.cards_of("soc")[0]) == "/s/mesa-1/1"


@pytest.mark.on_both
def test_where_nothing_says_which_it_is_the_person_chooses_and_is_nowhere_before(app, room):
    held(room, 0)
    called(room, "tarde", 0)
    phone = enter(app, room.cards[0])
    assert noted() == []
    asked = words(phone.get("/s/"))
    assert "Which workshop are you in?" in asked and "Mesa 1" in asked and "Tarde" in asked
    assert phone.post("/s/", data={"workshop": "tarde"}).location == "/s/tarde"
    assert noted() == ["tarde"]


def test_who_looks_at_a_workshop_of_another_day_was_not_there(app, room):
    held(room, -20)
    called(room, "diciembre", 30)
    phone = enter(app, room.cards[0])
    assert phone.post("/s/", data={"workshop": "diciembre"}).location == "/s/diciembre"
    assert phone.post("/s/", data={"workshop": "mesa-1"}).location == "/s/mesa-1"
    assert noted() == []


def test_before_the_day_a_phone_says_that_it_is_not_noted_and_the_person_says_that_they_are_here(
    app, room
):
    held(room, 1)
    phone, office = enter(app, room.cards[0]), administrator(app)
    page = words(phone.get("/s/mesa-1"))
    assert "You are not noted as present yet" in page and "You are in." not in page
    assert "announced for" in page
    for each in ("door", "console"):
        assert "is announced for" in words(office.get(f"/f/moq/w/mesa-1/{each}"))
    assert noted() == [] and "I am in the room" not in page
    here = {"workshop": "mesa-1", "here": "1"}
    assert phone.post("/s/", data=here).location == "/s/mesa-1"
    assert noted() == [], "a phone at home, days before, is not in the room"
    at_door(office, room.cards[1])
    assert "I am in the room" in words(phone.get("/s/mesa-1"))
    assert phone.post("/s/", data=here).location == "/s/mesa-1"
    assert noted() == ["mesa-1", "mesa-1"]
    page = words(phone.get("/s/mesa-1"))
    assert "You are in." in page and "not noted" not in page
    assert "2 of 5 seats are here" in words(office.get("/f/moq/w/mesa-1/door"))


def at_door(office, card):
    office.post("/f/moq/w/mesa-1/door", data={"seat": card.seat.code, "act": "titular"})


def test_the_first_round_that_opens_on_another_day_asks_for_the_date(app, room):
    held(room, 1)
    round_, office = make_round(room, open=False), administrator(app)
    at = "/f/moq/w/mesa-1/rounds/1/open"
    asked = office.get(at)
    assert "is announced for" in words(asked)
    assert 'name="today" value="1">' in asked.text, (
        "nobody is there yet: perhaps notes are sent ahead"
    )
    at_door(office, room.cards[0])
    assert 'name="today" value="1" checked>' in office.get(at).text
    assert office.post(at, data={"round_id": round_.id, "today": "1"}).status_code == 303
    db.session.expire_all()
    workshop = db.session.get_one(Workshop, room.workshop.id)
    assert workshop.rounds[0].state == "open"
    assert workshop.held_on == day_of(now(), LIMA)
    assert "is announced for" not in words(office.get("/f/moq/w/mesa-1/door"))


def test_a_workshop_that_keeps_a_day_on_which_no_round_opened_is_not_sealed_as_of_that_day(
    app, room
):
    held(room, 30)
    close(make_round(room), publish=True)
    with transaction():
        document = contents(actas.begin(db.session.get_one(Workshop, room.workshop.id)))
    page = paper.page(document, gettext=str, ngettext=lambda one, _many, _n: one, language="en")
    assert "no round opened on that day" in page and "Days on which rounds opened" in page
    asked = words(administrator(app).get("/f/moq/w/mesa-1/acta/seal"))
    assert "no round opened on that day" in asked


def test_a_workshop_of_another_process_cannot_be_chosen(app, room):
    make_room((1,), code="otro")
    with transaction():
        other = db.session.scalars(select(Process).where(Process.code == "otro")).one()
        workshops.create(other, "Ajena", NOON, code="ajena")
    assert enter(app, room.cards[0]).post("/s/", data={"workshop": "ajena"}).status_code == 404


def test_who_holds_no_card_chooses_nothing(app, room):
    assert app.test_client().post("/s/", data={"workshop": "mesa-1"}).location == "/e"
    assert noted() == []


def test_a_sealed_workshop_does_not_stand_in_the_way_of_the_one_of_the_same_day(app, room):
    held(room, 0)
    seal_unasked(room)
    called(room, "tarde", 0)
    assert take_seat(app, room.cards[0]) == "/s/tarde"
    assert noted() == ["tarde"]


def test_a_waiting_phone_follows_the_round_that_opens_for_its_seat_in_another_workshop(app, room):
    held(room, 0)
    other = called(room, "diciembre", 30)
    phone = enter(app, room.cards_of("com")[0])
    before = phone.get("/s/mesa-1/live")
    make_round(other, electorate=["soc"])
    assert (
        phone.get("/s/mesa-1/live", headers={"If-None-Match": before.headers["ETag"]}).status_code
        == 304
    )
    close(db.session.get_one(Workshop, other.workshop.id).rounds[0])
    round_ = make_round(other, electorate=["com"])
    led = phone.get("/s/mesa-1/live", headers={"If-None-Match": before.headers["ETag"]})
    assert 'data-go="/s/diciembre/2"' in led.text
    cast(room.cards_of("com")[0], round_, {"F1": 5, "F2": 5})
    assert "data-go" not in phone.get("/s/mesa-1/live").text, "it has answered there"


def test_a_phone_that_has_answered_follows_to_another_workshop_once_its_round_is_over(app, room):
    round_ = make_round(room)
    other = called(room, "tarde")
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/1", data={"key": "k", "a.F1": "5", "a.F2": "5"})
    make_round(other)
    bar = "/s/mesa-1/1/status?go=1"
    assert "data-go" not in phone.get(bar).text, "its own round is still open"
    close(round_)
    led = phone.get(bar).text
    assert 'data-go="/s/tarde/1"' in led
    assert "A round of another workshop is open" in led and "The next round is open" not in led


def test_the_question_which_workshop_it_is_answers_itself_when_a_round_opens(app, room):
    held(room, 0)
    other = called(room, "tarde", 0)
    phone = enter(app, room.cards[0])
    assert "data-go" not in phone.get("/s/live").text
    make_round(other)
    assert 'data-go="/s/tarde"' in phone.get("/s/live").text


@pytest.mark.parametrize(("zone", "day"), [(LIMA, "2026-11-28"), ("Europe/Madrid", "2026-11-29")])
def test_today_is_the_day_where_the_process_lives(app, zone, day, monkeypatch):
    """Half past eight in the evening of the 28th in Lima is the 29th in UTC [16]."""
    evening = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)
    room = make_room((2,), time_zone=zone)
    with transaction():
        for each in ("2026-11-28", "2026-11-29"):
            held_on = datetime.fromisoformat(each).date()
            workshops.create(room.process, each, NOON, code=each, held_on=held_on)
    found = whereabouts.of_process(room.process.id)
    assert [g.code for g in whereabouts.likeliest(found, "com", day_of(evening, zone))] == [day]
    monkeypatch.setattr("smd_workshop.web.participant.join.now", lambda: evening)
    assert take_seat(app, room.cards[0]) == f"/s/{day}"
    assert clock.now().tzinfo is UTC


def test_without_javascript_a_waiting_page_loads_itself_again_and_a_ballot_never_does(app, room):
    phone = enter(app, room.cards[0])
    reload_ = '<noscript><meta http-equiv="refresh"'
    assert reload_ in phone.get("/s/mesa-1").text
    make_round(room)
    assert reload_ not in phone.get("/s/mesa-1/1").text, "what is being written would be lost"
    phone.post("/s/mesa-1/1", data={"key": "k", "a.F1": "5", "a.F2": "5"})
    saved = phone.get("/s/mesa-1/1").text
    assert "saved" in saved.lower() and reload_ in saved
