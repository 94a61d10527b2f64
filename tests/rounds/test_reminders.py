"""Letters about a round of days: to whom they are for, once, and nothing of them is left when they are not needed."""

from datetime import timedelta

import pytest
from builders import cast, make_room, make_round, seal
from post_office import open_office
from sqlalchemy import select

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.database import db, erasing, transaction
from smd_workshop.models import RoundLetter, SeatAddress
from smd_workshop.people import credentials
from smd_workshop.rounds import closing, hours, opening
from smd_workshop.rounds.seats import reminders, seat_names
from smd_workshop.rounds.seats.reminders import Left
from smd_workshop.web.letters import round_letters
from smd_workshop.worker import jobs

pytestmark = pytest.mark.acts

DAY = timedelta(days=1)
BASE = "https://smd.example/"


@pytest.fixture
def office(app, monkeypatch):
    """A mail server of our own, to which the application sends."""
    with open_office() as (office, port):
        state = app.extensions["mailman"]
        for name, value in (
            ("backend", "smd_workshop.web.letters.mail_server.EmailBackend"), ("server", "127.0.0.1"), ("port", port),
        ):  # fmt: skip
            monkeypatch.setattr(state, name, value)
        yield office


@pytest.fixture
def clock(monkeypatch):
    """clock(moment): from now on the worker reads this on its clock."""

    def turn(moment):
        for module in (jobs, round_letters):
            monkeypatch.setattr(module, "now", lambda: moment)

    return turn


def left(room, *places):
    with transaction():
        for place in places:
            card = room.cards[place]
            address = Left(f"{card.seat.code}@example.org".lower(), "seat", BASE)
            reminders.leave(room.workshop, card.seat.id, address, now())


def opened(room, *, days=3):
    """A round of days that opens now."""
    round_ = make_round(room, open=False)
    with transaction():
        hours.say(round_, None, now() + days * DAY, now(), None)
        opening.open_round(round_, now(), None)
    round_letters.write_opening_letters(round_.id)
    return round_


def look():
    db.session.rollback()
    jobs.make_up()
    db.session.rollback()


def reached(office):
    return sorted(to for to, _message in ((each[0][0], each[1]) for each in office.letters))


def states():
    return sorted(db.session.scalars(select(RoundLetter.state)))


def test_one_letter_at_the_opening_and_one_before_the_end_to_who_has_not_answered(
    app, office, clock
):
    room = make_room()
    with transaction():
        room.process.simulated = True
    left(room, 0, 1)
    round_ = opened(room)
    assert reached(office) == ["com1@example.org", "com2@example.org"]
    said = office.letters[0][1].get_content()
    assert said.startswith("Datos de práctica (votos simulados)"), "a rehearsal says so by mail too"
    assert "https://smd.example/e" in said
    assert not any(card.code in said for card in room.cards), "a letter opens no seat"
    cast(room.cards[0], round_, {"F1": 9}, at=now())
    for moment in (round_.closes_at - DAY - timedelta(minutes=1), round_.closes_at - DAY):
        clock(moment)
        look()
        look()
    assert (
        reached(office)[2:] == ["com2@example.org"]
        or reached(office).count("com2@example.org") == 2
    )
    cast(room.cards[1], round_, {"F1": 9}, at=now())
    left(room, 0)
    assert reminders.ending(round_.closes_at - DAY) == [], "nobody is left to be written to"
    assert reached(office).count("com1@example.org") == 1, "who has answered is left in peace"


def test_a_room_of_minutes_and_a_round_without_an_hour_write_to_nobody(app, office):
    room = make_room()
    left(room, 0)
    round_ = make_round(room)
    round_letters.write_opening_letters(round_.id)
    look()
    assert office.letters == []


def test_who_takes_the_address_back_gets_none_and_the_refusal_goes_with_it(app, office):
    room = make_room()
    left(room, 0, 1)
    office.answers["com1@example.org"] = "550 no such box: com1@example.org"
    opened(room)
    refused = db.session.scalars(select(RoundLetter).where(RoundLetter.state == "refused")).one()
    assert "no such box" in refused.told
    with transaction():
        reminders.leave(room.workshop, room.cards[0].seat.id, Left("", "seat", BASE), now())
    db.session.expire_all()
    assert refused.told == ""
    assert [row.address for row in db.session.scalars(select(SeatAddress))] == ["com2@example.org"]


def test_what_is_said_of_an_address_that_was_taken_back_under_way_is_not_kept(app, office):
    room = make_room()
    left(room, 0)
    round_ = make_round(room, open=False)
    with transaction():
        hours.say(round_, None, now() + 3 * DAY, now(), None)
        opening.open_round(round_, now(), None)
        reminders.write(round_.id, reminders.OPENING, now())
        claimed = reminders.claim(round_.id, now())
        reminders.leave(room.workshop, room.cards[0].seat.id, Left("", "seat", BASE), now())
        reminders.note(claimed.letter_id, "refused", now(), "550 no such box: com1@example.org")
    assert [row.told for row in db.session.scalars(select(RoundLetter))] == [""]


def test_addresses_are_removed_from_the_files_of_postgresql_too():
    said = []

    class Server:
        def exec_driver_sql(self, statement):
            said.append(statement)

    erasing._vacuum(Server(), people=False)
    assert {"VACUUM (FULL) seat_address", "VACUUM (FULL) round_letter"} <= set(said)


def test_a_letter_whose_worker_was_killed_is_not_sent_again_by_itself(app, office, clock):
    room = make_room()
    left(room, 0)
    round_ = make_round(room, open=False)
    with transaction():
        hours.say(round_, None, now() + 3 * DAY, now(), None)
        opening.open_round(round_, now(), None)
        reminders.write(round_.id, reminders.OPENING, now())
    with transaction():
        assert reminders.claim(round_.id, now()) is not None
    clock(now() + timedelta(hours=1))
    look()
    assert (states(), office.letters) == (["sending"], [])
    with transaction():
        assert reminders.again(round_, now() + timedelta(hours=1), None) == 1


def test_no_more_letters_go_out_in_an_hour_than_the_settings_allow(app, office, monkeypatch):
    monkeypatch.setitem(app.config, "SMD_MAIL_PER_HOUR", 1)
    monkeypatch.setattr(round_letters, "later", lambda *_job, **_when: True)
    room = make_room()
    left(room, 0, 1, 2)
    round_ = opened(room)
    round_letters.send_round_letters(round_.id)
    assert len(office.letters) == 1
    assert states() == ["queued", "queued", "sent"]


def test_letters_that_wait_when_the_round_ends_are_not_sent(app, office):
    room = make_room()
    left(room, 0)
    round_ = make_round(room, open=False)
    with transaction():
        hours.say(round_, None, now() + 3 * DAY, now(), None)
        opening.open_round(round_, now(), None)
        reminders.write(round_.id, reminders.OPENING, now())
        closing.annul(round_, "Otra", now(), None)
    round_letters.send_round_letters(round_.id)
    assert (states(), office.letters) == (["skipped"], [])


def test_addresses_go_with_the_acta_and_after_ninety_days(app):
    room = make_room()
    left(room, 0)
    seal(room)
    assert db.session.query(SeatAddress).count() == 0
    other = make_room(code="ilo")
    left(other, 0)
    with transaction():
        assert reminders.aged(now() + 89 * DAY) == []
        late = now() + 91 * DAY
        assert reminders.aged(late) == [other.process.id]
        assert reminders.expire(other.process.id, late) == 1


def test_what_is_no_address_is_refused_in_words(app):
    room = make_room()
    with pytest.raises(Invalid, match="no mail address"), transaction():
        reminders.leave(room.workshop, room.cards[0].seat.id, Left("rosa", "seat", BASE), now())


def test_letters_that_were_lost_at_the_opening_are_made_up_when_the_worker_looks(app, office):
    room = make_room()
    left(room, 0, 1)
    round_ = make_round(room, open=False)
    with transaction():
        hours.say(round_, None, now() + 3 * DAY, now(), None)
        opening.open_round(round_, now(), None)
    left(room, 2)
    look()
    look()
    assert reached(office) == ["com1@example.org", "com2@example.org"], (
        "once, and not who came later"
    )


def test_no_letter_goes_to_who_spoke_for_a_seat_before(app, office, clock):
    room = make_room()
    left(room, 0, 1, 2)
    round_ = make_round(room, open=False)
    seats = [card.seat for card in room.cards]
    with transaction():
        credentials.hand_over(seats[0], "suplente", now(), None)
        hours.say(round_, None, now() + 3 * DAY, now(), None)
        opening.open_round(round_, now(), None)
        reminders.write(round_.id, reminders.OPENING, now())
        credentials.hand_over(seats[1], "suplente", now(), None)
    round_letters.send_round_letters(round_.id)
    assert reached(office) == ["com3@example.org"]
    assert states() == ["sent", "skipped"], "not written, or handed over while it waited"
    assert not reminders.has_left(room.workshop.id, seats[0].id), "its phone asks the new holder"
    with transaction():
        credentials.hand_over(seats[0], "titular", now(), None)
    clock(round_.closes_at - DAY)
    look()
    assert reached(office) == ["com1@example.org", "com3@example.org", "com3@example.org"], (
        "com1 is reminded, and not told of the opening in the same minute"
    )


def test_an_address_goes_with_the_name_of_who_left_it(app):
    room = make_room()
    seat = room.cards[0].seat
    left(room, 0)
    with transaction():
        seat.titular = "Rosa"
    assert reminders.has_left(room.workshop.id, seat.id), "the name was written down later"
    left(room, 0)
    with transaction():
        seat.titular = "Juan"
    assert not reminders.has_left(room.workshop.id, seat.id)


def test_a_name_that_is_corrected_silences_no_letters(app):
    room = make_room()
    seat = room.cards[0].seat
    with transaction():
        seat.titular, seat.suplente = "Rosa Perez", "Ivan Choque"
    left(room, 0)
    with transaction():
        seat_names.rename(seat, "Rosa  PÉREZ", "Ivan Choque", same=False)
    assert reminders.has_left(room.workshop.id, seat.id), "an accent makes nobody another person"
    with transaction():
        credentials.hand_over(seat, "suplente", now(), None)
        seat_names.rename(seat, "Rosa Pérez Cuayla", "Iván Choque", same=True)
    assert not reminders.has_left(room.workshop.id, seat.id), "the suplente left none"
    with transaction():
        credentials.hand_over(seat, "titular", now(), None)
    assert reminders.has_left(room.workshop.id, seat.id)
    with transaction():
        seat_names.rename(seat, "Juana Flor", "Iván Choque", same=False)
    with transaction():
        seat_names.rename(seat, "Juana Flores", "Iván Choque", same=True)
    assert not reminders.has_left(room.workshop.id, seat.id), "who left it is not who is corrected"


def test_what_was_said_of_an_address_goes_when_another_is_left(app, office):
    room = make_room()
    left(room, 0)
    seat = room.cards[0].seat
    office.answers["com1@example.org"] = "550 no such box: com1@example.org"
    opened(room)
    with transaction():
        reminders.leave(room.workshop, seat.id, Left("rosa@example.org", "seat", BASE), now())
    assert [row.told for row in db.session.scalars(select(RoundLetter))] == [""]


def test_a_long_address_of_the_house_is_kept_whole(app, office):
    room = make_room()
    base = f"https://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 40}.example:8443/"
    with transaction():
        address = Left("rosa@example.org", "seat", base)
        reminders.leave(room.workshop, room.cards[0].seat.id, address, now())
    opened(room)
    assert base in office.letters[0][1].get_content().replace("=\n", "")
