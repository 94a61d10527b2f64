"""Who comes late, stands in for another, or wants to read the acta: at the door and on the phone."""

import pytest
from builders import NOON, cast, close, make_room, make_round, seal_unasked
from papers import unprinted
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from staff import administrator
from test_participant import enter, rating, words

from smd_workshop.core.clock import now
from smd_workshop.core.errors import SeatAddedLater, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Attendance, Roll, Round, Seat
from smd_workshop.people import credentials, roster
from smd_workshop.processes import protocols
from smd_workshop.rounds import opening
from smd_workshop.rounds.ballots import casting, contributions
from smd_workshop.rounds.results import results
from smd_workshop.rounds.room import room as rooms

DOOR = "/f/moq/w/mesa-1/door"
NEW = {"name": "Colegio de Ilo", "sector": "soc", "titular": "Eva Mamani"}


@pytest.fixture
def office(app):
    return administrator(app)


def hall(late_seats):
    made = make_room((3, 2))
    if late_seats is not None:
        with transaction():
            protocols.change(made.process, {"late_seats": late_seats}, None, NOON)
    return made


def added(room, app):
    """The seat that was added, and a card for it."""
    seat = db.session.scalars(select(Seat).order_by(Seat.id.desc())).first()
    with transaction():
        return credentials.issue(seat, "titular", app.config["SECRET_KEY"], NOON, None)


def rolls(round_):
    db.session.expire_all()
    rows = results.frozen_roll(db.session.get_one(Round, round_.id))
    return {row.code: (row.eligible, row.voted, row.added) for row in rows}


def test_a_seat_on_the_spot_votes_in_the_open_round_where_the_protocol_says_so(app, office):
    room = hall("yes")
    round_ = make_round(room)
    assert "lets the new seat vote in it" in words(office.get(f"{DOOR}/new"))
    assert office.post(f"{DOOR}/new", data=NEW).location == f"{DOOR}?q=SOC-1"
    card = added(room, app)
    assert card.seat.titular == "Eva Mamani"
    assert db.session.get(Attendance, (room.workshop.id, card.seat.id)) is not None
    phone = enter(app, card)
    assert phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5)).status_code == 303
    close(round_, publish=True)
    assert rolls(round_) == {"com": (3, 0, 0), "soc": (3, 1, 1)}
    said = "1 seat was added while the round was open"
    assert said in words(app.test_client().get("/p/moq/r/mesa-1/1/?lang=en"))
    with transaction():
        story = contents(actas.begin(room.workshop))["rounds"][0]
    assert [row["added"] for row in story["roll"]] == [0, 1]


@pytest.mark.parametrize("word", ["no", None])
def test_a_seat_on_the_spot_waits_for_the_next_round_where_the_protocol_does_not(app, office, word):
    room = hall(word)
    round_ = make_round(room)
    assert "from the next round on" in words(office.get(f"{DOOR}/new"))
    office.post(f"{DOOR}/new", data=NEW)
    card = added(room, app)
    with pytest.raises(SeatAddedLater):
        cast(card, round_, {"F1": 5, "F2": 5})
    phone = enter(app, card)
    assert "It votes from the next round on" in words(phone.get("/s/mesa-1/1"))
    close(round_)
    assert rolls(round_) == {"com": (3, 0, 0), "soc": (2, 0, 0)}
    again = make_round(room, open=False)
    with transaction():
        opening.open_round(again, now(), None)
    assert cast(card, again, {"F1": 5, "F2": 5})
    close(again)
    assert rolls(again) == {"com": (3, 0, 0), "soc": (3, 1, 0)}


def test_nobody_waits_for_a_seat_that_cannot_vote_in_the_round(app, office):
    room = hall(None)
    make_round(room, secrecy="nominal")
    office.post(f"{DOOR}/new", data=NEW)
    card = added(room, app)
    here = "/f/moq/w/mesa-1"
    assert "Not saved yet" in office.get(f"{here}/console").text
    for path in ("console", "rounds/1/papers"):
        assert card.seat.code not in office.get(f"{here}/{path}").text, path
    phone = enter(app, card)
    for path in ("/s/mesa-1", "/s/mesa-1/live"):
        said = words(phone.get(path))
        assert "it did not ask your seat" in said and "not answered yet" not in said, path


def test_whether_late_seats_vote_is_fixed_when_the_round_opens(app, office):
    """Staff who want one more voice cannot change the rule for it."""
    room = hall(None)
    round_ = make_round(room)
    going = db.session.get_one(Round, round_.id)
    going.late_seats = True
    with pytest.raises(DBAPIError, match="kept: "):
        db.session.flush()
    db.session.rollback()


def test_a_whole_list_still_waits_until_no_round_is_open(app):
    room = hall(None)
    make_round(room)
    with pytest.raises(WrongState), transaction():
        roster.hold_roll(room.process)


def test_a_mistake_at_the_door_is_shown_and_adds_nobody(app, office):
    hall(None)
    wrong = office.post(f"{DOOR}/new", data=NEW | {"name": ""})
    assert wrong.status_code == 422
    assert len(db.session.scalars(select(Seat)).all()) == 5


def test_the_suplente_is_offered_only_where_there_is_one(app, office):
    room = make_room((2,))
    with transaction():
        for seat in db.session.scalars(select(Seat)):
            seat.titular = f"Titular {seat.code}"
        db.session.get_one(Seat, room.cards[0].seat.id).suplente = "Rosa Choque"
    page = office.get(DOOR).text
    assert page.count('value="suplente"') == 1
    people = office.get("/f/moq/people").text
    assert people.count('name="holder" value="suplente"') == 1
    for card, offered in zip(room.cards, (True, False), strict=True):
        assert ('value="suplente"' in office.get(f"/f/moq/cards/{card.seat.code}").text) is offered
    office.post(DOOR, data={"seat": room.cards[1].seat.code, "act": "suplente"})
    assert "has no suplente" in words(office.get(DOOR))
    assert db.session.scalars(select(Attendance)).all() == []


def test_whoever_holds_the_other_card_of_a_seat_is_told_what_to_do(app):
    room = make_room((2,))
    seat = room.cards[0].seat
    with transaction():
        deputy = credentials.issue(seat, "suplente", app.config["SECRET_KEY"], NOON, None)
    english = {"Accept-Language": "en"}
    page = words(app.test_client().get(f"/e/{deputy.code}", headers=english))
    assert "Did you come in their place?" in page and "“Suplente is here”" in page
    phone = enter(app, room.cards[0])
    assert "press “" not in words(phone.get("/s/mesa-1"))
    with transaction():
        credentials.hand_over(seat, "suplente", NOON, None)
    for path in ("/s/mesa-1", "/s/mesa-1/live", "/s/mesa-1/why", f"/e/{room.cards[0].code}"):
        assert "“Titular is here”" in words(phone.get(path)), path


def test_the_acta_says_who_spoke_for_a_seat_in_which_round(app):
    """The suplente voted in round 2 and had gone when the acta was made [21]."""
    room = make_room((2,))
    seat = room.cards[0].seat
    with transaction():
        seat.titular, seat.suplente = "Ana Quispe", "Luis Ramos"
        rooms.arrive(room.workshop, seat, "titular", NOON, None)
        other = credentials.issue(seat, "suplente", app.config["SECRET_KEY"], NOON, None)
    first = make_round(room)
    for card in room.cards:
        cast(card, first, {"F1": 5, "F2": 5})
    close(first)
    for holder, card in (("suplente", other), ("titular", None)):
        with transaction():
            rooms.arrive(room.workshop, db.session.get_one(Seat, seat.id), holder, NOON, None)
        if card is not None:
            second = make_round(room)
            cast(card, second, {"F1": 5, "F2": 5})
            close(second)
    with transaction():
        (sector,) = contents(actas.begin(room.workshop))["attendance"]
    one, two = sector["seats"]
    assert one["spoke"] == [
        {"holder": "titular", "name": "Ana Quispe", "rounds": [1]},
        {"holder": "suplente", "name": "Luis Ramos", "rounds": [2]},
    ]
    assert two["spoke"] == []


def test_who_changed_an_answer_of_the_other_delegate_is_the_one_who_spoke(app):
    room = make_room((1,))
    seat = room.cards[0].seat
    with transaction():
        other = credentials.issue(seat, "suplente", app.config["SECRET_KEY"], NOON, None)
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 5, "F2": 5})
    with transaction():
        credentials.hand_over(db.session.get_one(Seat, seat.id), "suplente", NOON, None)
    cast(other, round_, {"F1": 9, "F2": 9})
    with transaction():
        (sector,) = contents(actas.begin(room.workshop))["attendance"]
    assert sector["seats"][0]["spoke"] == [], "one person spoke in the only round"
    assert casting.has_voted(round_, seat.id)


def test_the_acta_reaches_the_phones_and_the_wall_before_and_after_the_seal(app, office):
    room = make_room((2,))
    phone = enter(app, room.cards[0])
    wall = "/f/moq/w/mesa-1/projector/live"
    live = "/s/mesa-1/live"
    before = phone.get(live)
    assert "The workshop has ended" not in words(before) + words(office.get(wall))
    assert office.get("/f/moq/w/mesa-1/acta-qr.svg").status_code == 404
    with unprinted():
        office.post("/f/moq/w/mesa-1/acta/corrections", data={"hours": "72"})
    told = phone.get(live, headers={"If-None-Match": before.headers["ETag"]})
    assert "The workshop has ended. Thank you." in words(told)
    assert "Read the acta and correct it" in words(told) and 'href="/s/mesa-1/acta"' in told.text
    assert phone.get("/s/mesa-1/acta").status_code == 200
    shown = office.get(wall)
    assert "/s/mesa-1/acta" in shown.text and "acta-qr.svg" in shown.text
    assert office.get("/f/moq/w/mesa-1/acta-qr.svg").mimetype == "image/svg+xml"
    round_ = make_round(room)
    assert "The workshop has ended" not in words(office.get(wall)) + words(phone.get(live))
    close(round_, publish=True)
    with transaction():
        actas.end_corrections(actas.begin(room.workshop), "Todos la leyeron", now(), None)
    seal_unasked(room)
    sealed = phone.get(live)
    assert "Read the acta" in words(sealed) and "correct it" not in words(sealed)
    shown = office.get(wall)
    assert "/p/moq/actas/mesa-1/" in shown.text, "then anybody may read it"
    assert "without a card" in words(shown) and "asks for the card" not in words(shown)


def test_the_portal_leads_who_holds_a_card_to_the_door(client):
    assert 'href="/e"' in client.get("/").text
    assert "Enter with my card" in words(client.get("/?lang=en"))


def test_a_note_counts_for_who_spoke_too(app):
    room = make_room((1,))
    round_ = make_round(room, "collect", (), secrecy="nominal")
    with transaction():
        note = contributions.Note("Falta agua", "D")
        contributions.send(round_.id, room.cards[0].credential_id, note, "k", NOON)
    rows = db.session.execute(select(casting.Participation.holder)).all()
    assert [tuple(row) for row in rows] == [("titular",)]
    assert db.session.scalars(select(Roll)).all() == []
