"""What people are told of a round of days: on phones, at the console, on the wall, on the public page and in the acta."""

import re
from datetime import timedelta

import pytest
from builders import cast, close, make_room, make_round, seal_unasked
from staff import administrator
from test_participant import enter, rating, words

from forms.workshops.hours import HoursForm
from smd_workshop.core import zones
from smd_workshop.core.clock import now
from smd_workshop.core.numbers import weekday_words
from smd_workshop.database import transaction
from smd_workshop.minutes import actas
from smd_workshop.processes import protocols
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, hours, opening, store
from smd_workshop.rounds.series import threads

LIMA = zones.zone("America/Lima")
DAY = timedelta(days=1)
AT = "/f/moq/w/mesa-1"
RESULT = "/p/moq/r/mesa-1/1/"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def room(app):
    return make_room()


def typed(moment):
    """A day and an hour as the browser sends them, by the clock of the process."""
    return moment.astimezone(LIMA).strftime("%Y-%m-%dT%H:%M")


def said(moment):
    return weekday_words(moment, "en", LIMA)


def sixth(days):
    """The hour on a whole minute, so many days from now."""
    return (now() + days * DAY).replace(second=0, microsecond=0)


def test_staff_say_the_hours_and_phones_show_them_before_and_while_it_is_open(app, room):
    round_ = make_round(room, open=False)
    opens, closes = sixth(1), sixth(4)
    staff, phone = administrator(app), enter(app, room.cards[0])
    sent = staff.post(
        f"{AT}/rounds/1/hours", data={"opens_at": typed(opens), "closes_at": typed(closes)}
    )
    page = staff.get(sent.location)
    assert f"Opens by itself on {said(opens)} and closes on {said(closes)}." in words(page)
    assert f"The next round opens on {said(opens)}." in words(phone.get("/s/mesa-1"))
    staff.post(f"{AT}/rounds/1/open", data={"round_id": round_.id})
    for address in ("/s/mesa-1", "/s/mesa-1/1"):
        shown = words(phone.get(address))
        assert f"Open until {said(closes)}." in shown
        assert "It closes in" not in shown, "nothing counts three days down"
    phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    assert f"Open until {said(closes)}." in words(phone.get("/s/mesa-1/1"))
    console = words(staff.get(f"{AT}/console"))
    assert f"Open until {said(closes)}; it closes by itself." in console
    assert "ballots count for" not in console
    assert f"Open until {said(closes)}" in words(staff.get(f"{AT}/projector"))


def test_hours_that_cannot_be_are_asked_again_with_what_was_written(app, room):
    make_round(room, open=False)
    staff = administrator(app)
    for wrong, told in (
        ({"closes_at": "mañana"}, "Not a valid datetime"),
        ({"closes_at": typed(now() - DAY)}, "over already"),
        ({"closes_at": "9999-12-31T23:59"}, "Look at the year"),
        ({"opens_at": typed(sixth(3)), "closes_at": typed(sixth(2))}, "before it opens"),
    ):
        page = staff.post(f"{AT}/rounds/1/hours", data=wrong)
        assert page.status_code == 422
        assert told in words(page)
        assert wrong["closes_at"] in page.text


def test_who_says_hours_of_a_draft_that_opens_meanwhile_is_asked_for_what_can_still_be_said(
    app, room, monkeypatch
):
    round_id, staff = make_round(room, open=False).id, administrator(app)

    def late(_form):
        with transaction():
            opening.open_round(store.get(round_id), now(), None)
        return True

    monkeypatch.setattr(HoursForm, "validate", late)
    sent = staff.post(f"{AT}/rounds/1/hours", data={"closes_at": typed(sixth(2))})
    page = words(staff.get(sent.location))
    assert "Its end can only be put off" in page and "Until when is" in page


def test_phones_tell_no_hour_to_open_that_is_over(app, room):
    round_ = make_round(room, open=False)
    with transaction():
        hours.say(round_, now() - DAY, None, now() - 2 * DAY, None)
    assert "The next round opens" not in words(enter(app, room.cards[0]).get("/s/mesa-1"))


def test_the_end_is_put_off_and_a_phone_that_shows_the_old_hour_is_told(app, room):
    round_ = make_round(room)
    first, later = sixth(2), sixth(3)
    staff, phone = administrator(app), enter(app, room.cards[0])
    staff.post(f"{AT}/rounds/1/hours", data={"until": typed(first), "reason": ""})
    asked = "/s/mesa-1/1/status?go=form"
    seen = phone.get(asked)
    again = {"If-None-Match": seen.headers["ETag"]}
    assert phone.get(asked, headers=again).status_code == 304
    staff.post(f"{AT}/rounds/1/hours", data={"until": typed(later), "reason": "Faltan dos"})
    assert f"Open until {said(later)}." in words(phone.get(asked, headers=again))
    end(round_)
    put_off = f"Its end was put off from {said(first)} to {said(later)}: Faltan dos"
    assert put_off in words(staff.get(f"{AT}/console?round=1"))
    assert put_off in words(app.test_client().get(RESULT, headers=ENGLISH))


def end(round_):
    with transaction():
        closing.announce_close(round_, now() - timedelta(minutes=2), None, sure=True)
    with transaction():
        closing.close(round_, now(), None)
    with transaction():
        publication.publish(round_, now(), None)


def test_to_end_before_its_hour_is_asked_first_and_said_afterwards(app, room):
    round_ = make_round(room)
    closes = sixth(2)
    with transaction():
        hours.extend(round_, closes, "", now(), None)
    staff = administrator(app)
    asked = staff.get(staff.post(f"{AT}/rounds/1/announce").location)
    assert f"People were told: open until {said(closes)}." in words(asked)
    assert "16 seats have not answered yet." in words(asked)
    staff.post(f"{AT}/rounds/1/announce", data={"sure": "1"})
    assert "It closes in" in words(enter(app, room.cards[0]).get("/s/mesa-1"))
    staff.post(f"{AT}/rounds/1/keep-open", data={"reason": ""})
    assert f"Open until {said(closes)}." in words(enter(app, room.cards[0]).get("/s/mesa-1"))
    end(round_)
    told = f"It was closed before {said(closes)}, until when it was to be open."
    assert told in words(staff.get(f"{AT}/console?round=1"))
    assert told in words(app.test_client().get(RESULT, headers=ENGLISH))
    phone = enter(app, room.cards[0])
    with transaction():
        actas.open_corrections(actas.begin(room.workshop), 72, now(), None)
    assert told in words(phone.get("/s/mesa-1/acta"))


@pytest.mark.parametrize("closed", [False, True])
def test_the_acta_tells_of_an_annulled_round_no_hour_that_it_did_not_keep(app, room, closed):
    round_ = make_round(room)
    with transaction():
        hours.extend(round_, sixth(2), "", now(), None)
        if closed:
            closing.announce_close(round_, now() - timedelta(minutes=2), None, sure=True)
            closing.close(round_, now(), None)
        closing.annul(round_, "Otra pregunta", now(), None)
        actas.open_corrections(actas.begin(room.workshop), 72, now(), None)
    told = words(enter(app, room.cards[0]).get("/s/mesa-1/acta"))
    assert "Otra pregunta" in told and "closes by itself" not in told
    assert "by the hour that was fixed" not in told
    assert ("It was closed before" in told) is closed


def test_who_is_missing_is_listed_by_sector_for_staff_with_words_that_hold_no_code(app, room):
    make_round(room)
    staff = administrator(app)
    enter(app, room.cards[0]).post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    page = staff.get(f"{AT}/rounds/1/missing")
    told = words(page)
    assert "15 seats of 16" in told
    assert re.search(r"Comunidad ?: 5 of 6", told)
    assert ">COM1<" not in page.text
    assert ">COM2<" in page.text
    assert "your answer to «Ronda rating» is still missing" in told
    assert "/e" in told
    assert not any(card.code in page.text for card in room.cards)
    assert app.test_client().get(f"{AT}/rounds/1/missing").status_code in {302, 303}


def test_a_first_comparison_is_called_one_where_the_protocol_asks_for_more(app):
    room = make_room((6, 6, 6))
    with transaction():
        protocols.change(room.process, {"repeat_at_least": 3, "repeat_at_most": 4}, None, now())
    first = alike(room, make_round(room))
    alike(room, repeated(first))
    console = words(administrator(app).get(f"{AT}/console?round=2"))
    assert "First comparison, with the round before" in console
    assert "consensus so far: F1" in console
    assert "stable consensus" not in console


def alike(room, round_):
    """Everybody says the same in it, and it closes."""
    for card in room.cards:
        cast(card, round_, {"F1": 8, "F2": 5})
    close(round_)
    return round_


def repeated(round_):
    with transaction():
        twin = drafting.copy(round_, now(), None)
        opening.open_round(twin, now(), None)
    return twin


def test_a_series_is_ended_after_a_question(app):
    room = make_room((6, 6, 6))
    round_ = alike(room, make_round(room))
    staff = administrator(app)
    assert f"{AT}/rounds/1/end-series" in staff.get(f"{AT}/console").text
    assert "destroyed for good" in words(staff.get(f"{AT}/rounds/1/end-series"))
    assert threads.lasts(round_)
    sent = staff.post(f"{AT}/rounds/1/end-series")
    assert "The series has ended" in words(staff.get(sent.location))
    assert not threads.lasts(round_)


def test_a_seat_leaves_an_address_on_its_phone_and_nobody_reads_it_there(app, room):
    phone, staff = enter(app, room.cards[0]), administrator(app)
    assert "/s/mesa-1/letters" in phone.get("/s/mesa-1").text
    assert phone.post("/s/mesa-1/letters", data={"address": "rosa"}).status_code == 422
    phone.post("/s/mesa-1/letters", data={"address": "rosa@example.org"})
    shown = phone.get("/s/mesa-1/letters").text
    assert "An address is kept for your seat." in shown
    assert "rosa@example.org" not in shown
    assert "rosa@example.org" in staff.get(f"{AT}/letters").text
    phone.post("/s/mesa-1/letters", data={"act": "forget"})
    assert "rosa@example.org" not in staff.get(f"{AT}/letters").text
    staff.post(f"{AT}/letters", data={"seat": "COM2", "address": "eva@example.org"})
    assert "eva@example.org" in staff.get(f"{AT}/letters").text
    refused = staff.post(f"{AT}/letters", data={"seat": "COM2", "address": "eva@ example.org"})
    assert refused.status_code == 422
    field = re.search(r'<input(?=[^>]*aria-invalid="true")[^>]*value="([^"]*)"', refused.text)
    assert field[1] == "eva@ example.org", "what was typed can be corrected where it stands"
    seal_unasked(room)
    assert "/s/mesa-1/letters" not in phone.get("/s/mesa-1").text
    for late in (
        phone.get("/s/mesa-1/letters"),
        phone.post("/s/mesa-1/letters", data={"address": "rosa@example.org"}),
    ):
        assert (late.status_code, late.location) == (303, "/s/mesa-1")
    assert "This workshop has ended" in phone.get("/s/mesa-1").text
    assert "name@example.org" in words(refused)


def test_who_corrects_a_name_is_asked_and_told_whether_letters_go_on(app, room):
    staff, at = administrator(app), "/f/moq/people/COM1/edit"
    sent = {"name": "Junta", "sector": "com", "titular": "Rosa", "suplente": ""}

    def told(data):
        assert staff.post(at, data=sent | data).status_code == 303
        return words(staff.get("/f/moq/people")), words(staff.get(f"{AT}/letters"))

    assert 'name="same"' not in staff.get(at).text, "nobody left an address"
    told({})
    staff.post(f"{AT}/letters", data={"seat": "COM1", "address": "rosa@example.org"})
    assert 'name="same"' in staff.get(at).text
    people, letters = told({"titular": "Rosa Quispe", "same": "y"})
    assert "Letters about rounds stop" not in people
    assert "Somebody else speaks" not in letters
    people, letters = told({"titular": "Eva"})
    assert "Letters about rounds stop" in people
    assert "Somebody else speaks" in letters


@pytest.mark.parametrize("apart", [True, False])
def test_the_first_ballot_says_what_pairs_answers_or_that_nothing_will(app, room, apart):
    with transaction():
        protocols.change(room.process, {"no_thread": apart}, None, now())
    draft = make_round(room, open=False)
    page = words(administrator(app).get(f"{AT}/rounds/1/open"))
    assert ("Nothing pairs the answers of a seat" in page) is apart
    with transaction():
        opening.open_round(draft, now(), None)
    ballot = words(enter(app, room.cards[0]).get("/s/mesa-1/1"))
    assert ("nothing pairs it with what you answer then" in ballot) is apart
    assert ("hidden number" in ballot) is not apart
