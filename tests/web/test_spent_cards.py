"""A card that was replaced, a seat that was withdrawn or handed over: it speaks and reads no more, on no page."""

import re

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import select

from reports.store import store
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.making.minutes_pdf import documents_folder
from smd_workshop.minutes import actas
from smd_workshop.models import (
    Attendance,
    Ballot,
    Contribution,
    Correction,
    Objection,
    Participation,
    Process,
    Round,
    SeatAddress,
)
from smd_workshop.people import credentials
from smd_workshop.rounds.room import attendance

#: What the seat has said where nobody else may read it.
NOTE, WHY, PUT_RIGHT = "nota-de-su-escaño", "motivo-de-su-escaño", "correccion-de-su-escaño"
PDF = b"%PDF-1.7 acta en borrador"
#: What keeps what a seat does.
KEPT = (Attendance, Ballot, Contribution, Correction, Objection, Participation, SeatAddress)
#: What anybody may do, with a card or without: take another card, let go, choose a language.
ANYBODY = {"join", "card", "take_seat", "leave", "choose_language", "lend", "set_lent", "script"}


def replaced(seat, secret):
    return credentials.issue(seat, "titular", secret, NOON, None).code


def handed_over(seat, secret):
    code = credentials.issue(seat, "suplente", secret, NOON, None).code
    credentials.hand_over(seat, "suplente", NOON, None)
    return code


def withdrawn(seat, _secret):
    seat.active = False  # as it is for a round that opens later


def phone_with(app, code):
    phone = app.test_client()
    assert phone.post("/e", data={"code": code}).status_code == 303
    return phone


def notes(room, phone):
    make_round(room, "collect", (), secrecy="nominal")
    sent = {"text": NOTE, "group": "D", "key": "n"}
    assert phone.post("/s/mesa-1/1", data=sent).status_code == 303


def vote(room, phone, number):
    make_round(room, options=("F1",), secrecy="nominal")
    sent = {"a.F1": "3", "w.F1": WHY, "key": f"v{number}"}
    assert phone.post(f"/s/mesa-1/{number}", data=sent).status_code == 303


def say_everything(room, phone):
    """Notes, a ballot in a round that is closed, one in a round that is open, a correction of the acta."""
    notes(room, phone)
    close(_round(room, 1))
    vote(room, phone, 2)
    for card in room.cards[1:]:
        cast(card, _round(room, 2), {"F1": 5})
    close(_round(room, 2))
    with transaction():
        acta = actas.begin(room.workshop)
        actas.open_corrections(acta, 72, now(), None)
        digest = store(PDF, "application/pdf", documents_folder())
        actas.rendered(acta, digest, digest, now())
    assert phone.post("/s/mesa-1/acta", data={"text": PUT_RIGHT}).status_code == 303
    vote(room, phone, 3)


def _round(room, number):
    at = (Round.workshop_id == room.workshop.id, Round.number == number)
    return db.session.scalars(select(Round).where(*at)).one()


@pytest.fixture(params=[replaced, handed_over, withdrawn])
def spent(request, app):
    """The phone of a card that speaks no more, beside that of the one that does."""
    room = make_room((6, 5, 5))
    seat, change, secret = room.cards[0].seat, request.param, app.config["SECRET_KEY"]
    old = phone_with(app, room.cards[0].code)
    with transaction():
        db.session.get(Process, room.process.id).public = False
        attendance.check_in(room.workshop, seat, "door", NOON)
        code = None if change is withdrawn else change(seat, secret)
    say_everything(room, old if code is None else phone_with(app, code))
    if code is None:
        with transaction():
            change(seat, secret)
    return change, old


def pages(app, method):
    """Every page of a seat, of every round: (endpoint, path)."""
    for rule in app.url_map.iter_rules():
        blueprint, _, name = rule.endpoint.partition(".")
        if blueprint == "participant" and name not in ANYBODY and method in rule.methods:
            for number in (1, 2, 3) if "number" in rule.arguments else (1,):
                given = {"workshop": "mesa-1", "number": number}
                yield name, rule.build({a: given[a] for a in rule.arguments})[1]


def test_no_page_shows_a_spent_card_what_its_seat_said(app, spent):
    change, phone = spent
    read = {}
    for name, path in pages(app, "GET"):
        for asked in ("", "?change=1", "?go=1"):
            answer = phone.get(path + asked)
            read[name] = answer.status_code
            assert answer.status_code < 500, path
            assert NOTE not in answer.text and WHY not in answer.text, path
            if change is not handed_over:
                assert PUT_RIGHT not in answer.text and PDF not in answer.data, path
    assert {"ballot", "acta", "acta_pdf", "room", "result", "status_bar"} <= read.keys()
    may = 200 if change is handed_over else 403
    assert (read["acta"], read["acta_pdf"]) == (may, may)


def test_no_page_lets_a_spent_card_speak(app, spent):
    _change, phone = spent
    before = everything()
    note = db.session.scalars(select(Contribution.id)).first()
    sent = {
        "a.F1": "9", "w.F1": "otro", "text": "otro", "group": "D", "key": "otra", "note": note,
        "workshop": "mesa-1", "address": "otro@example.org",
    }  # fmt: skip
    done = {}
    for name, path in pages(app, "POST"):
        done.setdefault(name, phone.post(path, data=sent).status_code)
        assert everything() == before, path
    assert done == {
        "cast": 403, "withdraw": 403, "object_to": 403, "propose_correction": 403, "keep_address": 403,
        "choose": 303,
    }  # fmt: skip


def everything():
    db.session.expire_all()
    return [db.session.execute(select(model.__table__)).all() for model in KEPT]


def test_the_card_that_speaks_reads_all_of_it(app):
    """Else the test above would find nothing on pages that show nothing to anybody."""
    room = make_room((6, 5, 5))
    phone = phone_with(app, room.cards[0].code)
    say_everything(room, phone)
    said = {
        "/s/mesa-1/1": NOTE,
        "/s/mesa-1/2": WHY,
        "/s/mesa-1/3": WHY,
        "/s/mesa-1/acta": PUT_RIGHT,
    }
    for path, words in said.items():
        assert words in phone.get(path).text, path
    assert phone.get("/s/mesa-1/acta.pdf").data == PDF


def seen_by(app, phone):
    """What every page says, and by what tag it is known, without what is drawn by chance."""
    read = {}
    for name, path in pages(app, "GET"):
        if name in {"acta", "acta_pdf"}:  # there is none yet
            continue
        for asked in ("", "?change=1", "?go=1"):
            answer = phone.get(path + asked)
            text = re.sub(r'name="key"[^>]*value="\w+"', "", answer.text)
            read[path + asked] = answer.status_code, text, answer.headers.get("ETag")
    return read


@pytest.mark.parametrize("change", [replaced, handed_over])
def test_no_page_tells_a_spent_card_whether_its_seat_took_part(app, change):
    """Who found an old card in the street would know who was there and who kept silent."""
    room = make_room((6, 5, 5))
    seat, secret = room.cards[0].seat, app.config["SECRET_KEY"]
    old = phone_with(app, room.cards[0].code)
    with transaction():
        code = change(seat, secret)
    for _ in range(3):
        round_ = make_round(room, options=("F1",))
        before = seen_by(app, old)
        number = round_.number
        sent = {"a.F1": "3", "key": f"v{number}"}
        assert phone_with(app, code).post(f"/s/mesa-1/{number}", data=sent).status_code == 303
        assert seen_by(app, old) == before
        close(round_)
    rounds = old.get("/s/mesa-1").text
    assert "participó" not in rounds


def test_whoever_leaves_a_phone_has_left_it_also_for_a_copy_of_its_cookie(app):
    """A lent phone is handed on: what somebody copied out of it before must open nothing."""
    room = make_room()
    make_round(room, options=("F1",))
    phone, copy = phone_with(app, room.cards[0].code), app.test_client()
    with phone.session_transaction() as held, copy.session_transaction() as copied:
        copied.update(held)
    assert copy.get("/s/mesa-1/1").status_code == 200
    assert phone.post("/s/leave").status_code == 303
    for path in ("/s/mesa-1", "/s/mesa-1/1", "/s/mesa-1/live"):
        answer = copy.get(path)
        assert (answer.status_code, answer.location) == (303, "/e"), path
    sent = copy.post("/s/mesa-1/1", data={"a.F1": "3", "key": "k"})
    assert (sent.status_code, sent.location) == (303, "/e")
    assert db.session.query(Ballot).count() == 0
    assert copy.post("/e", data={"code": room.cards[0].code}).status_code == 303
    assert copy.get("/s/mesa-1/1").status_code == 200, "with the card in hand one comes back"
