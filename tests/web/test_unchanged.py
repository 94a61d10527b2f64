"""«Nothing new» is said without waking the application only while it is true."""

from datetime import timedelta

import pytest
from builders import cast, close, gather, make_room, make_round
from sqlalchemy.exc import OperationalError

from smd_workshop.core import caching
from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.people import credentials
from smd_workshop.rounds import closing
from smd_workshop.rounds.seats import seat_queries


@pytest.fixture
def woken(app):
    """Every path that the application itself was asked for."""
    seen = []

    @app.before_request
    def note():
        from flask import request

        seen.append(request.full_path)

    return seen


def enter(app, card):
    phone = app.test_client()
    assert phone.post("/e", data={"code": card.code}).status_code == 303
    return phone


def settled(phone, path):
    """Ask until the answer comes from the door; return what the phone sends from then on."""
    known = {"If-None-Match": phone.get(path).headers["ETag"]}
    first = phone.get(path, headers=known)
    assert first.status_code == 304
    return known, first


PATHS = ("/s/mesa-1/live", "/s/mesa-1/1/status", "/s/mesa-1/1/status?go=1")


@pytest.mark.parametrize("path", PATHS)
def test_the_same_answer_with_the_same_headers_and_without_the_application(app, woken, path):
    room = make_room()
    make_round(room)
    phone = enter(app, room.cards[0])
    known, first = settled(phone, path)
    before = len(woken)
    again = phone.get(path, headers=known)
    assert len(woken) == before
    assert (again.status_code, again.data) == (304, b"")
    assert dict(again.headers) == dict(first.headers)
    assert "default-src 'self'" in again.headers["Content-Security-Policy"]


def opened(room, round_, card):
    with transaction():
        closing.annul(round_, "una razón", now(), None)
    make_round(room)


def announced(room, round_, card):
    with transaction():
        closing.announce_close(round_, now(), None)


def closed(room, round_, card):
    close(round_)


def published(room, round_, card):
    close(round_, publish=True)


def voted(room, round_, card):
    cast(card, round_, {"F1": 5, "F2": 5})


def handed_over(room, round_, card):
    with transaction():
        credentials.hand_over(card.seat, "suplente", now(), None)


@pytest.mark.parametrize("change", [opened, announced, closed, published, voted, handed_over])
def test_what_changes_for_a_phone_reaches_it_at_the_next_question(app, change):
    room = make_room()
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    known, _ = settled(phone, "/s/mesa-1/live")
    assert phone.get("/s/mesa-1/live", headers=known).status_code == 304
    change(room, round_, room.cards[0])
    assert phone.get("/s/mesa-1/live", headers=known).status_code == 200


@pytest.mark.parametrize("change", [opened, announced, closed, published])
def test_a_ballot_page_hears_at_once_that_its_round_ends(app, change):
    room = make_room()
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    path = "/s/mesa-1/1/status?go=1"
    known, _ = settled(phone, path)
    change(room, round_, room.cards[0])
    assert phone.get(path, headers=known).status_code == 200


def test_the_end_of_the_grace_is_a_change_that_no_row_tells(app, monkeypatch):
    room = make_room()
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    with transaction():
        closing.announce_close(round_, now(), None)
    known, _ = settled(phone, "/s/mesa-1/live")
    assert phone.get("/s/mesa-1/live", headers=known).status_code == 304
    later = now() + timedelta(minutes=2)
    monkeypatch.setattr("smd_workshop.web.participant.workshop.now", lambda: later)
    assert phone.get("/s/mesa-1/live", headers=known).status_code == 200


def test_nobody_else_gets_a_phone_s_answer(app, woken):
    room = make_room()
    make_round(room)
    known, _ = settled(enter(app, room.cards[0]), "/s/mesa-1/live")
    before = len(woken)
    stranger = app.test_client().get("/s/mesa-1/live", headers=known)
    assert (stranger.status_code, stranger.headers["Location"]) == (303, "/e")
    other = enter(app, room.cards[1])
    other.get("/s/mesa-1/live", headers={**known, "Accept-Language": "en"})
    assert len(woken) == before + 3


def test_a_door_that_cannot_read_lets_the_question_in(app, woken, monkeypatch):
    room = make_room()
    make_round(room)
    phone = enter(app, room.cards[0])
    known, _ = settled(phone, "/s/mesa-1/live")
    real = seat_queries.pulse

    def broken(card, code, engine=None):
        if engine is not None:
            raise OperationalError("", {}, Exception("gone"))
        return real(card, code)

    monkeypatch.setattr(seat_queries, "pulse", broken)
    before = len(woken)
    assert phone.get("/s/mesa-1/live", headers=known).status_code == 304
    assert len(woken) == before + 1


def test_a_question_is_looked_at_by_the_application_again_after_a_while(app, woken, monkeypatch):
    room = make_room()
    make_round(room)
    phone = enter(app, room.cards[0])
    for cache in caching.caches():
        monkeypatch.setattr(cache, "seconds", 0.0)
    known, _ = settled(phone, "/s/mesa-1/live")
    before = len(woken)
    assert phone.get("/s/mesa-1/live", headers=known).status_code == 304
    assert len(woken) == before + 1


def test_a_page_from_before_the_address_changed_goes_on_asking_and_is_answered(app):
    room = make_room()
    make_round(room)
    phone = enter(app, room.cards[0])
    old, new = phone.get("/s/mesa-1/1/strip?go=1"), phone.get("/s/mesa-1/1/status?go=1")
    assert (old.status_code, old.data, old.headers["ETag"]) == (200, new.data, new.headers["ETag"])
    assert (
        phone.get(
            "/s/mesa-1/1/strip?go=1", headers={"If-None-Match": old.headers["ETag"]}
        ).status_code
        == 304
    )
    assert "/1/status" in phone.get("/s/mesa-1/1").text, "new pages ask at the new address"


@pytest.mark.parametrize("path", ["/s/mesa-1/1/status?go=1", "/s/mesa-1/1/notes"])
def test_a_phone_that_waits_on_what_has_ended_costs_next_to_nothing_either(app, woken, path):
    room = make_room()
    close(gather(room, [(0, "Falta agua", "D")], shut=False))
    phone = enter(app, room.cards[0])
    known, _ = settled(phone, path)
    before = len(woken)
    assert phone.get(path, headers=known).status_code == 304
    assert len(woken) == before
