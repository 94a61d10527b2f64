"""Who brought no phone votes like everybody else: on paper, with help, or on a phone that is lent."""

import hashlib
import json
import re
from io import BytesIO

import pytest
from builders import cast, close, make_room, make_round
from pypdf import PdfReader
from sqlalchemy import func, select
from staff import administrator, member
from test_participant import enter, rating, words

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Ballot, Journal, Participation, Round, SentForm, Submission
from smd_workshop.rounds import closing
from smd_workshop.rounds.ballots import paper_numbers
from smd_workshop.rounds.room import attendance

AT = "/f/moq/w/mesa-1/rounds/1/papers"


@pytest.fixture
def room(app):
    return make_room((3, 2))


@pytest.fixture
def office(app):
    return administrator(app)


def give(office, card):
    sent = {"seat": card.seat.code, "act": "give", "sure": "1"}
    assert office.post(AT, data=sent).status_code == 303


def number_of(round_, sector="com", place=0):
    secret = "only-for-tests-" + "0123456789abcdef" * 2
    db.session.rollback()
    of_sector = [n for n, s in paper_numbers.printed(round_, secret) if s.code == sector]
    return of_sector[place]


def stored():
    db.session.expire_all()
    return sorted(db.session.scalars(select(Ballot.answer)))


def channels():
    db.session.expire_all()
    return sorted(db.session.scalars(select(Participation.channel)))


def typing(mark, **answers):
    return {"mark": mark} | {f"a.{code}": str(value) for code, value in answers.items()}


def test_a_person_without_a_phone_from_the_paper_in_hand_to_the_acta(app, room, office):
    round_ = make_round(room)
    assert f'{AT}"' in office.get("/f/moq/w/mesa-1/console").text
    assert f'{AT}"' in office.get("/f/moq/w/mesa-1/door").text
    give(office, room.cards[0])
    page = words(office.get(AT))
    assert "has a paper" in page and "0 of 1 paper typed in" in page
    number = number_of(round_)
    form = office.get(f"{AT}/type?mark={number.lower()}")
    assert number in form.text and form.headers["Cache-Control"] == "no-store"
    looked = office.post(f"{AT}/type", data=typing(number, F1=7, F2="ns") | {"step": "look"})
    assert "Is this what stands on the paper?" in words(looked)
    assert looked.headers["Cache-Control"] == "no-store"
    assert stored() == [], "the second look comes first"
    again = office.post(f"{AT}/type", data=typing(number, F1=7, F2="ns") | {"step": "change"})
    assert re.search(r'name="a.F1" value="7"[^>]* checked', again.text)
    done = office.post(f"{AT}/type", data=typing(number, F1=8, F2="ns") | {"step": "save"})
    assert done.location == AT
    assert "1 of 1 paper typed in" in words(office.get(AT))
    assert stored() == ['{"F1":8,"F2":"ns"}']
    close(round_, publish=True)
    record = words(office.get("/f/moq/w/mesa-1/rounds/1/result"))
    assert "On paper: 1." in record


def test_a_number_that_was_typed_in_opens_nothing_any_more(room, office):
    round_ = make_round(room)
    give(office, room.cards[0])
    number = number_of(round_)
    sent = typing(number, F1=8, F2=2) | {"step": "save", "sent_key": "one"}
    assert office.post(f"{AT}/type", data=sent).location == AT
    assert office.post(f"{AT}/type", data=sent).location == AT, "the same form again"
    assert office.get(f"{AT}/type?mark={number}").location == AT
    page = words(office.get(AT))
    assert "typed in already" in page
    other = typing(number, F1=1, F2=1) | {"step": "save", "sent_key": "two"}
    assert office.post(f"{AT}/type", data=other).status_code == 303
    helped = f"{AT}/assisted/{room.cards[0].seat.code}"
    for ask in (office.get, office.post):
        assert ask(helped, data=other).location == AT, "nor help: it would say whose paper counts"
        assert "You answer this round on paper" in words(office.get(AT))
    assert stored() == ['{"F1":8,"F2":2}']


@pytest.mark.parametrize("key", [{}, {"sent_key": "f" * 32}])
def test_nothing_that_is_remembered_of_forms_leads_to_what_a_secret_paper_said(room, office, key):
    round_ = make_round(room)
    give(office, room.cards[0])
    number = number_of(round_)
    before = db.session.scalar(select(func.count()).select_from(SentForm))
    sent = typing(number, F1=8, F2=2) | {"step": "save"} | key
    assert office.post(f"{AT}/type", data=sent).location == AT
    assert stored() == ['{"F1":8,"F2":2}']
    assert db.session.scalar(select(func.count()).select_from(SentForm)) == before


def test_of_other_forms_the_day_is_remembered_and_nobody_finds_by_trying_what_was_written(
    room, office
):
    make_round(room, "ratify", secrecy="nominal", subject="objective")
    give(office, room.cards[0])
    sent = {"mark": room.cards[0].seat.code, "a.F1": "yes", "a.F2": "no", "step": "save"}
    assert office.post(f"{AT}/type", data=sent).location == AT
    [row] = db.session.scalars(select(SentForm).where(SentForm.leads_to == AT))
    assert (row.at.hour, row.at.minute, row.at.second, row.at.microsecond) == (0, 0, 0, 0)
    tried = json.dumps([row.user_id, "", f"{AT}/type", [list(pair) for pair in sent.items()]])
    assert row.key != hashlib.sha256(tried.encode()).hexdigest()


def test_an_answer_that_counts_is_not_withdrawn_for_a_paper_without_asking(app, room, office):
    make_round(room)
    phone, code = enter(app, room.cards[0]), room.cards[0].seat.code
    phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    asked = office.post(AT, data={"seat": code, "act": "give"})
    assert "has answered already" in words(asked)
    assert 'name="sure"' in asked.text
    assert channels() == ["own"]
    assert office.post(AT, data={"seat": code, "act": "give", "sure": "1"}).status_code == 303
    assert channels() == []


def test_a_round_does_not_close_over_papers_that_are_out_without_asking(app, room, office):
    round_ = make_round(room)
    give(office, room.cards[0])
    assert "1 paper of Comunidad was not typed in" in words(office.get("/f/moq/w/mesa-1/console"))
    there = "/f/moq/w/mesa-1/rounds/1/announce"
    refused = office.post(there)
    assert refused.location == there
    assert "1 paper of Comunidad was not typed in" in words(office.get(there))
    db.session.expire_all()
    assert round_.closing_at is None
    office.post(there, data={"sure": "1"})
    db.session.expire_all()
    assert round_.closing_at is not None
    with transaction():
        closing.close(round_, round_.closing_at, None)
    with transaction():
        [story] = contents(actas.begin(room.workshop))["rounds"]
    assert story["papers_out"] == [{"name": "Comunidad", "untyped": 1}]


def test_of_who_has_a_paper_nobody_says_that_their_phone_still_counts(app, room, office):
    make_round(room)
    with transaction():
        for card in room.cards[:2]:
            attendance.check_in(room.workshop, card.seat, "door", now())
    says = "in the room has not answered yet"
    give(office, room.cards[0])
    assert f"1 seat {says}" in words(office.get("/f/moq/w/mesa-1/console"))
    give(office, room.cards[1])
    assert says not in words(office.get("/f/moq/w/mesa-1/console"))


def test_what_is_wrong_on_a_paper_is_shown_and_nothing_is_stored(room, office):
    round_ = make_round(room)
    give(office, room.cards[0])
    wrong = office.post(f"{AT}/type", data=typing(number_of(round_), F1=12) | {"step": "save"})
    assert wrong.status_code == 422 and "Please correct this" in words(wrong)
    unknown = office.get(f"{AT}/type?mark=AAAA-AAAA")
    assert unknown.location == AT
    assert "No paper of this round has this number" in words(office.get(AT))
    assert stored() == []


def test_a_phone_says_that_its_seat_answers_on_paper_and_is_free_again_afterwards(
    app, room, office
):
    make_round(room)
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    bar = phone.get("/s/mesa-1/1/status?go=1")
    live = phone.get("/s/mesa-1/live")
    asks = lambda answer: {"If-None-Match": answer.headers["ETag"]}
    for answer, path in ((bar, "/s/mesa-1/1/status?go=1"), (live, "/s/mesa-1/live")):
        assert phone.get(path, headers=asks(answer)).status_code == 304
    give(office, room.cards[0])
    said = phone.get("/s/mesa-1/1/status?go=1", headers=asks(bar))
    assert "what this phone had saved was withdrawn" in words(said)
    assert "You answer this round on paper" in words(
        phone.get("/s/mesa-1/live", headers=asks(live))
    )
    assert 'data-go="/s/mesa-1"' in said.text, "what it shows as saved does not count any more"
    assert phone.get("/s/mesa-1/1").location == "/s/mesa-1"
    assert "give the paper back" in words(phone.get("/s/mesa-1"))
    refused = phone.post("/s/mesa-1/1", data=rating("k2", F1=9, F2=9))
    assert refused.status_code == 409 and "You answer this round on paper" in words(refused)
    assert stored() == []
    office.post(AT, data={"seat": room.cards[0].seat.code, "act": "back"})
    assert 'data-go="/s/mesa-1/1"' in phone.get("/s/mesa-1/live").text
    assert phone.post("/s/mesa-1/1", data=rating("k3", F1=9, F2=9)).status_code == 303
    assert channels() == ["own"]


def test_an_old_page_that_sends_a_withdrawn_ballot_again_is_told_so(app, room, office):
    make_round(room)
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    give(office, room.cards[0])
    office.post(AT, data={"seat": room.cards[0].seat.code, "act": "back"})
    assert phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5)).status_code == 303
    assert "was withdrawn when the seat was given a paper" in words(phone.get("/s/mesa-1/1"))
    assert stored() == []


def test_a_late_paper_is_refused_and_counted_among_the_late(room, office):
    round_ = make_round(room)
    give(office, room.cards[0])
    number = number_of(round_)
    with transaction():
        closing.announce_close(
            db.session.get_one(Round, round_.id), now().replace(year=2020), None, sure=True
        )
    sent = office.post(f"{AT}/type", data=typing(number, F1=8, F2=2) | {"step": "save"})
    assert sent.location == "/f/moq/w/mesa-1/console?round=1"
    assert "It was not counted" in words(office.get(sent.location))
    assert stored() == []
    assert [s.late for s in db.session.scalars(select(Submission))] == [True]
    with transaction():
        closing.close(db.session.get_one(Round, round_.id), now(), None)
    page = office.get("/f/moq/w/mesa-1/console?round=1").text
    assert f'href="{AT}"' in page and "A paper came back late" in page
    assert "1 paper of " in words(office.get(AT)) and "does not count" in words(office.get(AT))
    assert office.post(f"{AT}/type", data={"mark": number}).status_code == 303
    assert stored() == []
    assert len(list(db.session.scalars(select(Submission)))) == 1, "each paper is late once"


def test_nothing_is_asked_that_a_closed_round_cannot_do_any_more(app, room, office):
    """Whether an answer shall be replaced is no question once no answer is taken."""
    round_ = make_round(room, "ratify", secrecy="nominal", subject="objective")
    typed, told = (card.seat.code for card in room.cards[:2])
    give(office, room.cards[0])
    sent = {"mark": typed, "a.F1": "yes", "a.F2": "no", "step": "save"}
    office.post(f"{AT}/type", data=sent)
    ballot = {"a.F1": "yes", "a.F2": "no", "key": "k"}
    office.post(f"{AT}/assisted/{told}", data=ballot)
    kept = stored()
    with transaction():
        closing.announce_close(
            db.session.get_one(Round, round_.id), now().replace(year=2020), None, sure=True
        )
    for answer in (
        office.get(f"{AT}/type?mark={typed}"), office.get(f"{AT}/assisted/{told}"),
        office.post(f"{AT}/type", data=sent | {"a.F1": "no"}),
        office.post(f"{AT}/assisted/{told}", data=ballot | {"a.F1": "no"}),
        office.post(AT, data={"seat": told, "act": "give"}),
    ):  # fmt: skip
        assert answer.status_code in {303, 409, 422} and "place of that one" not in answer.text
    assert stored() == kept


def test_staff_open_a_ballot_for_a_person_and_it_closes_itself_without_a_word_of_the_answer(
    room, office
):
    make_round(room)
    seat = room.cards[0].seat.code
    assert f"{AT}/assisted/{seat}" in office.get(AT).text
    page = office.get(f"{AT}/assisted/{seat}")
    assert "Turn it to the person" in words(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert "ballot.js" not in page.text, "nothing of it is kept in this browser"
    wrong = office.post(f"{AT}/assisted/{seat}", data={"a.F1": "77", "key": "k"})
    assert wrong.status_code == 422
    done = office.post(f"{AT}/assisted/{seat}", data={"a.F1": "7", "a.F2": "3", "key": "k"})
    assert done.location == f"{AT}/done/{seat}"
    thanks = office.get(done.location).text
    assert f'href="{AT}"' in thanks and "value=" not in thanks
    again = office.get(f"{AT}/assisted/{seat}?sure=1").text
    assert "checked" not in again, "an empty ballot each time"
    assert stored() == ['{"F1":7,"F2":3}']
    assert channels() == ["assisted"]
    entry = db.session.scalars(select(Journal).where(Journal.verb == "enter ballot")).one()
    assert entry.detail == {"seat": seat, "channel": "assisted"}


def test_help_replaces_an_answer_only_for_who_is_sure_and_the_phone_of_the_seat_says_so(
    app, room, office
):
    make_round(room)
    phone, seat = enter(app, room.cards[0]), room.cards[0].seat.code
    at, own = f"{AT}/assisted/{seat}", "it answered on its own phone"
    office.get(at)  # before the phone answers
    phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    saved = phone.get("/s/mesa-1/1/status?go=1")
    ballot = {"a.F1": "7", "a.F2": "3", "key": "k"}
    assert own in words(office.get(at)), "asked before the ballot opens"
    asked = office.post(at, data=ballot)
    assert own in words(asked) and 'name="a.F1" value="7"' in asked.text
    assert stored() == ['{"F1":5,"F2":5}'] and channels() == ["own"]
    assert office.post(at, data=ballot | {"sure": "1"}).location == f"{AT}/done/{seat}"
    assert office.post(at, data=ballot).location == f"{AT}/done/{seat}", "the same ballot again"
    assert stored() == ['{"F1":7,"F2":3}'] and channels() == ["assisted"]
    told = phone.get("/s/mesa-1/1/status?go=1", headers={"If-None-Match": saved.headers["ETag"]})
    assert 'data-go="/s/mesa-1"' in told.text, "a page that says it was saved is left"
    for page in (told, phone.get("/s/mesa-1"), phone.get("/s/mesa-1/1")):
        assert re.search(
            r"took the place of the one that this phone saved at \d+:\d\d", words(page)
        )
        assert "✓ Saved at" not in words(page)
    second = enter(app, room.cards[0])  # a phone that saved nothing itself
    for page in (second.get("/s/mesa-1"), second.get("/s/mesa-1/1")):
        assert page.status_code == 200 and "the facilitator's help" in words(page)
        assert "took the place" not in words(page)
    assert "answered with help" in words(phone.get("/s/mesa-1/why"))
    waited = office.get(f"{AT}?missing=1").text
    assert f"<strong>{seat}<" not in waited and f"<strong>{room.cards[1].seat.code}<" in waited
    [entry] = db.session.scalars(select(Journal).where(Journal.verb == "replace answer"))
    assert entry.detail == {"seat": seat, "before": "own", "channel": "assisted"}
    phone.post("/s/mesa-1/1", data=rating(F1=1, F2=1, key="other"))
    assert "✓ Saved at" in words(phone.get("/s/mesa-1")), "its own answer counts again"


def test_a_paper_by_name_that_was_typed_in_is_typed_again_only_by_who_is_sure(room, office):
    make_round(room, "ratify", secrecy="nominal", subject="objective")
    give(office, room.cards[0])
    sent = {"mark": room.cards[0].seat.code, "a.F1": "yes", "a.F2": "no", "step": "save"}
    assert office.post(f"{AT}/type", data=sent).location == AT
    kept = stored()
    assert "its paper was typed in" in words(office.get(f"{AT}/type?mark={sent['mark']}"))
    other = sent | {"a.F1": "no"}
    assert "its paper was typed in" in words(office.post(f"{AT}/type", data=other))
    assert stored() == kept
    assert office.post(f"{AT}/type", data=other | {"sure": "1"}).location == AT
    assert stored() != kept


def test_help_is_refused_to_a_seat_with_a_paper_and_after_the_close(room, office):
    round_ = make_round(room)
    give(office, room.cards[0])
    seat = room.cards[0].seat.code
    ballot = {"a.F1": "7", "a.F2": "3", "key": "k"}
    assert office.post(f"{AT}/assisted/{seat}", data=ballot).location == AT
    assert "You answer this round on paper" in words(office.get(AT))
    other = room.cards[1].seat.code
    with transaction():
        closing.announce_close(
            db.session.get_one(Round, round_.id), now().replace(year=2020), None, sure=True
        )
    assert office.post(f"{AT}/assisted/{other}", data=ballot).location == AT
    assert stored() == []
    assert [s.late for s in db.session.scalars(select(Submission))] == [True]


def test_a_lent_phone_is_marked_by_who_lends_it_and_the_roll_says_so(app, room, office):
    make_round(room)
    (path,) = set(re.findall(r"https?://[^/<]+(/e/lend/[^<\s]+)", office.get(AT).text))
    assert office.get(f"{AT}/lend.svg").mimetype == "image/svg+xml"
    phone = app.test_client()
    phone.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "Does this phone go from hand to hand?" in words(phone.get(path))
    phone.post("/e", data={"code": room.cards[1].code})
    phone.post("/s/mesa-1/1", data=rating(F1=1, F2=1))
    assert channels() == ["own"], "a link alone marks nothing"
    phone = (
        app.test_client()
    )  # one that held no card: a second card on a phone would mark it by itself
    phone.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert phone.post(path, data={"shared": "1"}).location == "/e"
    phone.post("/e", data={"code": room.cards[0].code})
    phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    assert "leave this phone for the next person" in words(phone.get("/s/mesa-1/1"))
    assert channels() == ["own", "shared"]
    phone.post("/s/leave")
    phone.post(path, data={"shared": "0"})
    phone.post("/e", data={"code": room.cards[2].code})
    phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    assert channels() == ["own", "own", "shared"]


def test_who_marks_a_phone_as_shared_hands_no_session_of_the_staff_round_with_it(room, office):
    """The laptop of who runs the room goes from hand to hand too: kiosks are signed out the same way."""
    make_round(room)
    (path,) = set(re.findall(r"https?://[^/<]+(/e/lend/[^<\s]+)", office.get(AT).text))
    assert "is signed out" in words(office.get(path)) and office.get("/f/me").status_code == 200
    assert "cache" in office.post(path, data={"shared": "1"}).headers["Clear-Site-Data"]
    assert office.get("/f/me").status_code == 303


def test_nobody_marks_a_phone_with_an_address_of_their_own(app, room):
    phone = app.test_client()
    assert phone.get("/e/lend/made-up").status_code == 404
    assert phone.post("/e/lend/made-up", data={"shared": "1"}).status_code == 404


def test_numbered_papers_of_a_secret_round_say_their_sector_and_no_seat(room, office):
    round_ = make_round(room)
    pdf = office.get("/f/moq/w/mesa-1/rounds/1/paper-ballots.pdf?each=2")
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf.data)).pages]
    assert len(pages) == 4
    said = " ".join(pages)
    for sector, name in (("com", "Comunidad"), ("soc", "Sociedad civil")):
        for place in range(2):
            assert number_of(round_, sector, place) in said
        assert name in said
    assert not any(card.seat.code in said for card in room.cards)


def test_an_observer_sees_no_papers(app, room):
    make_round(room)
    viewer = member(app, room.process, "observer")
    assert viewer.get(AT).status_code == 403
    assert viewer.get(f"{AT}/type?mark=x").status_code == 403
    assert viewer.get(f"{AT}/assisted/{room.cards[0].seat.code}").status_code == 403


def test_the_table_of_papers_never_says_how_anybody_answered(room, office):
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 4, "F2": 6})
    page = words(office.get(AT))
    assert "has answered" in page and "has not answered" in page
    assert not re.search(r"\b[46]\b", page)
