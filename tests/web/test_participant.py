"""The seat's pages: what a voter would lose, or what would leak, if one of them were wrong."""

import gzip
import re

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import func, select

from smd_workshop.board import merging
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import (
    Attendance,
    Ballot,
    Contribution,
    Journal,
    Objection,
    Participation,
    Round,
    Submission,
)
from smd_workshop.people import credentials
from smd_workshop.rounds import closing, drafting, opening, option_sources
from smd_workshop.rounds.count import counting
from smd_workshop.rounds.seats import seat_queries
from smd_workshop.web.security import shared_phone


@pytest.fixture
def room(app):
    return make_room()


def enter(app, card):
    """A phone on which a card has been entered; it reads English."""
    phone = app.test_client()
    answer = phone.post("/e", data={"code": card.code}, headers={"Accept-Language": "en"})
    assert answer.status_code == 303, answer.text
    phone.post("/language", data={"language": "en", "next": "/"})
    return phone


def many(model):
    return db.session.scalar(select(func.count()).select_from(model))


def words(answer):
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("&#39;", "'").split())


def rating(key="k", **answers):
    return {"key": key} | {f"a.{code}": str(value) for code, value in answers.items()}


# Joining


def test_a_card_opens_its_seat_however_the_code_is_typed(app, room):
    card = room.cards[0]
    typed = f" {card.code[:4].lower()} - {card.code[4:].lower()} "
    phone = app.test_client()
    assert phone.post("/e", data={"code": typed}).location == "/s/mesa-1"
    assert "Comunidad" in phone.get("/s/mesa-1").text
    assert many(Attendance) == 1


def test_whose_card_it_is_stands_on_the_phone_before_a_typed_code_takes_the_seat(app, room):
    phone = app.test_client()
    assert 'name="look"' in phone.get("/e").text
    shown = phone.post("/e", data={"code": room.cards[0].code, "look": "1"})
    assert room.cards[0].seat.actor.name in shown.text and 'name="look"' not in shown.text
    assert many(Attendance) == 0 and phone.get("/s/mesa-1").location == "/e"


def test_a_link_that_a_messenger_opens_takes_no_seat(app, room):
    phone = app.test_client()
    assert "Comunidad 1" in phone.get(f"/e/{room.cards[0].code}").text
    assert many(Attendance) == 0
    assert phone.get("/s/mesa-1").location == "/e"


def test_a_wrong_code_says_so_and_guessing_is_stopped_but_the_right_one_costs_nothing(app, room):
    app.config["SMD_JOIN_TRIES"] = "10 per minute"
    phone = app.test_client()
    for _ in range(12):
        assert phone.post("/e", data={"code": room.cards[0].code}).status_code == 303
    answers = [phone.post("/e", data={"code": f"AAAA-AAA{n}"}).status_code for n in range(6)]
    answers += [phone.get(f"/e/AAAAAAC{n}").status_code for n in range(6)]
    assert answers[:6] == [422] * 6
    assert answers[-1] == 429
    assert phone.post("/e", data={"code": "AAAAAAAA"}).status_code == 429


def test_a_replaced_card_and_a_handed_over_seat_are_told_why_at_the_door_and_inside(app, room):
    old = room.cards[0]
    phone = enter(app, old)
    round_ = make_round(room)
    secret = app.config["SECRET_KEY"]
    with transaction():
        deputy = credentials.issue(old.seat, "suplente", secret, NOON, None)
        credentials.hand_over(old.seat, "suplente", NOON, None)
    held = "The card of the other delegate speaks for this seat now."
    for address in ("/s/mesa-1", "/s/mesa-1/1", "/s/mesa-1/why", "/s/mesa-1/live"):
        assert held in words(phone.get(address)), address
    assert held in words(phone.post("/s/mesa-1/1", data=rating(F1=5)))
    assert enter(app, deputy).post("/s/mesa-1/1", data=rating(F1=5)).status_code == 303
    with transaction():
        credentials.issue(old.seat, "suplente", secret, NOON, None)
    door = app.test_client()
    answer = door.post("/e", data={"code": deputy.code}, headers={"Accept-Language": "en"})
    assert "replaced" in words(door.get(answer.location, headers={"Accept-Language": "en"}))
    assert door.get("/s/mesa-1").location == "/e"
    assert db.session.scalars(select(Participation.round_id)).all() == [round_.id]


def test_a_phone_that_was_left_shows_nothing_of_the_seat(app, room):
    phone = enter(app, room.cards[0])
    make_round(room)
    phone.post("/s/mesa-1/1", data=rating(F1=9))
    assert phone.post("/s/leave").location == "/e?left=1"
    assert phone.get("/s/mesa-1/1").location == "/e"
    assert phone.post("/s/mesa-1/1", data=rating(F1=1)).location == "/e"
    phone.post("/e", data={"code": room.cards[1].code})
    assert phone.post("/s/mesa-1/1", data=rating(F1=2)).status_code == 303
    channels = dict(db.session.execute(select(Participation.seat_id, Participation.channel)).all())
    assert channels == {room.cards[0].seat.id: "own", room.cards[1].seat.id: "shared"}


def test_the_language_follows_the_reader_and_leads_nowhere_else(app, room):
    phone = enter(app, room.cards[0])
    for elsewhere in (
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:1",
        "/\t/evil.example",
        "/\r\n/evil.example",
    ):
        answer = phone.post("/language", data={"language": "en", "next": elsewhere})
        assert answer.location == "/", elsewhere


# Ballots


def test_a_saved_ballot_shows_its_time_its_content_and_what_is_missing(app, room):
    make_round(room, options=("F1", "F2", "F3"))
    phone = enter(app, room.cards[0])
    data = rating(F1=2, F2="ns") | {"w.F1": "Nobody reads it", "w.F2": "not kept: no low number"}
    answer = phone.post("/s/mesa-1/1", data=data)
    assert (answer.status_code, answer.location) == (303, "/s/mesa-1/1")
    page = words(phone.get("/s/mesa-1/1"))
    assert re.search(r"Saved at \d\d:\d\d", page)
    assert "You may change it until the close" in page
    assert "missing: F3" in page
    assert "Nobody reads it" in page
    assert "not kept" not in page
    kept = seat_queries.own_ballot(1, room.cards[0].seat.id)
    assert kept == ({"F1": 2, "F2": "ns"}, {"F1": "Nobody reads it"})
    form = phone.get("/s/mesa-1/1?change=1").text
    assert re.search(r'name="a\.F1" value="2"[^>]* checked', form)
    assert "Nobody reads it" in form


def test_a_wrong_ballot_is_not_stored_and_comes_back_with_what_was_sent(app, room):
    make_round(room)
    phone = enter(app, room.cards[0])
    for data in (
        rating(F1=12, F2=4),
        rating(F1="<b>", F2=4),
        rating(F1=2, F2=4) | {"w.F1": "x" * 501},
    ):
        answer = phone.post("/s/mesa-1/1", data=data)
        assert answer.status_code == 422
        assert "autofocus" in answer.text
        assert '<a href="#o.F1">' in answer.text
        assert re.search(r'name="a\.F2" value="4"[^>]* checked', answer.text)
        assert "<b>" not in answer.text
    assert phone.post("/s/mesa-1/1", data={"key": "k"}).status_code == 422
    assert many(Ballot) == many(Submission) == 0


def test_points_must_be_a_hundred_in_each_group_and_over_the_groups(app, room):
    make_round(room, "points", ("F1", "F2", "D1"))
    phone = enter(app, room.cards[0])
    wrong = rating(F1=38, F2=50, D1=100) | {"a.@F": "60", "a.@D": "41"}
    page = phone.post("/s/mesa-1/1", data=wrong)
    assert page.status_code == 422
    assert "Strengths : 12 points are missing" in words(page).replace("Strengths:", "Strengths :")
    assert "1 point too many" in words(page)
    assert 'value="38"' in page.text
    right = rating(F1="37,5", F2="62.5", D1=100) | {"a.@F": "60", "a.@D": "40"}
    assert phone.post("/s/mesa-1/1", data=right).status_code == 303
    kept, _ = seat_queries.own_ballot(1, room.cards[0].seat.id)
    assert kept == {"F1": 37.5, "F2": 62.5, "D1": 100, "@F": 60, "@D": 40}
    assert "37.5" in phone.get("/s/mesa-1/1").text


def test_supporting_nothing_is_a_ballot_when_it_is_said(app, room):
    make_round(room, "approval", ("OE1", "OE2"), settings={"k": 1})
    phone = enter(app, room.cards[0])
    assert "Of these 2, 1 will be chosen." in words(phone.get("/s/mesa-1/1"))
    assert phone.post("/s/mesa-1/1", data={"key": "k"}).status_code == 422
    assert phone.post("/s/mesa-1/1", data={"key": "k", "none": "on", "a": "OE1"}).status_code == 422
    assert phone.post("/s/mesa-1/1", data={"key": "k", "none": "on"}).status_code == 303
    assert seat_queries.own_ballot(1, room.cards[0].seat.id) == ([], {})
    assert "I support none of them" in words(phone.get("/s/mesa-1/1"))
    assert phone.post("/s/mesa-1/1", data={"key": "k", "a": ["OE2", "OE1"]}).status_code == 303
    assert seat_queries.own_ballot(1, room.cards[0].seat.id) == (["OE1", "OE2"], {})


def test_each_objective_is_ratified_by_itself_with_a_reason(app, room):
    round_ = make_round(room, "ratify", ("OE1", "OE2"))
    for n, card in enumerate(room.cards):
        data = {"key": "k", "a.OE1": "yes", "a.OE2": "no", "w.OE2": f"Reason {n}"}
        assert enter(app, card).post("/s/mesa-1/1", data=data).status_code == 303
    close(round_)
    documents = dict(counting.tally_documents(round_))
    assert {b["answer"] for b in documents["OE1"]["ballots"]} == {"yes"}
    assert {b["answer"] for b in documents["OE2"]["ballots"]} == {"no"}


def test_the_order_of_options_differs_by_seat_and_stays(app, room):
    codes = [f"F{n}" for n in range(1, 13)]
    make_round(room, options=codes)
    seen = []
    for card in room.cards[:3]:
        phone = enter(app, card)
        orders = [re.findall(r'id="o\.(F\d+)"', phone.get("/s/mesa-1/1").text) for _ in range(2)]
        assert orders[0] == orders[1]
        assert sorted(orders[0]) == sorted(codes)
        seen.append(tuple(orders[0]))
    assert len(set(seen)) == 3


def test_a_resent_ballot_is_one_and_an_old_page_with_a_new_answer_is_another(app, room):
    make_round(room)
    phone = enter(app, room.cards[0])
    first, second = rating("same", F1=1), rating("same", F1=9)
    for data in (first, first, second, second):
        assert phone.post("/s/mesa-1/1", data=data).status_code == 303
    assert many(Ballot) == 1
    assert many(Submission) == 2
    assert seat_queries.own_ballot(1, room.cards[0].seat.id)[0] == {"F1": 9}


def test_two_phones_with_one_card_make_one_ballot_and_the_last_counts(app, room):
    make_round(room)
    one, two = enter(app, room.cards[0]), enter(app, room.cards[0])
    one.post("/s/mesa-1/1", data=rating("a", F1=1))
    two.post("/s/mesa-1/1", data=rating("b", F1=7))
    assert many(Ballot) == 1
    assert seat_queries.own_ballot(1, room.cards[0].seat.id)[0] == {"F1": 7}


def test_a_late_ballot_is_refused_plainly_given_back_and_noted(app, room):
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/1", data=rating("early", F1=3))
    close(round_)
    page = phone.post("/s/mesa-1/1", data=rating("late", F1=8) | {"w.F1": ""})
    assert page.status_code == 409
    said = words(page)
    assert "It was not counted" in said
    assert "The ballot you saved before the close counts" in said
    assert re.search(r"Factor F1\s+8", said)
    assert db.session.scalar(select(Submission.late).where(Submission.late)) is True
    assert "not counted" in words(phone.get("/s/mesa-1/1"))
    assert "not counted" in words(phone.get("/s/mesa-1"))
    # What arrived in time and is sent again was counted; that it is the same, nothing can tell any more.
    again = phone.post("/s/mesa-1/1", data=rating("early", F1=3))
    assert again.status_code == 409
    assert "If this is the same answer, sent once more, then it counts" in words(again)
    assert "The ballot you saved at" in words(phone.get("/s/mesa-1/1"))
    stranger = enter(app, room.cards[1])
    assert "no ballot of yours is counted" in words(stranger.post("/s/mesa-1/1", data=rating(F1=1)))


def test_a_named_ballot_that_had_arrived_and_is_sent_again_after_the_close_is_known(app, room):
    round_ = make_round(room, secrecy="nominal")
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/1", data=rating("early", F1=3))
    close(round_)
    again = phone.post("/s/mesa-1/1", data=rating("early", F1=3))
    assert again.status_code == 303
    assert "The ballot you saved at" in words(phone.get(again.location))
    assert phone.post("/s/mesa-1/1", data=rating("other", F1=4)).status_code == 409


def test_the_grace_is_shown_and_counts(app, room):
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    with transaction():
        closing.announce_close(round_, now(), None)
    for address in ("/s/mesa-1/1", "/s/mesa-1", "/s/mesa-1/live", "/s/mesa-1/1/status"):
        assert re.search(r'data-closes="1[3-5]"', phone.get(address).text), address
    assert phone.post("/s/mesa-1/1", data=rating(F1=5)).status_code == 303


def test_a_close_that_was_taken_back_reaches_every_phone(app, room):
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    with transaction():
        closing.announce_close(round_, now(), None)
    watched = {a: phone.get(a).headers["ETag"] for a in ("/s/mesa-1/live", "/s/mesa-1/1/status")}
    with transaction():
        closing.keep_open(round_, now(), None)
    for address, tag in watched.items():
        answer = phone.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200, address
        assert "data-closes" not in answer.text
        assert "stays open" in answer.text
    assert phone.post("/s/mesa-1/1", data=rating(F1=5)).status_code == 303


def test_why_i_cannot_vote_is_always_true(app, room):
    phone = enter(app, room.cards_of("com")[0])
    company = enter(app, room.cards_of("emp")[0])

    def why(who):
        return words(who.get("/s/mesa-1/why"))

    assert "No round is open now" in why(phone)
    round_ = make_round(room, electorate=["com"])
    assert "You can vote" in why(phone)
    assert "This round asks other sectors" in why(company)
    assert "This round asks other sectors" in words(company.get("/s/mesa-1/1"))
    assert "other sectors" in words(company.post("/s/mesa-1/1", data=rating(F1=5)))
    with transaction():
        closing.announce_close(round_, NOON, None)
    assert "The round has closed" in why(phone)
    close(round_)
    assert "No round is open now" in why(phone)


def test_an_annulled_round_says_why(app, room):
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/1", data=rating(F1=5))
    with transaction():
        closing.annul(round_, "La pregunta se leyó mal", NOON, None)
    assert "La pregunta se leyó mal" in words(phone.get("/s/mesa-1/1"))
    assert "annulled" in words(phone.post("/s/mesa-1/1", data=rating("x", F1=6)))
    assert "annulled" in words(phone.get("/s/mesa-1"))


def test_rounds_and_workshops_of_another_process_are_not_found(app, room):
    other = make_room(code="otro")
    make_round(other)
    phone = enter(app, room.cards[0])
    assert phone.get("/s/mesa-1/1").status_code == 404
    assert phone.post("/s/mesa-1/1", data=rating(F1=5)).status_code == 404
    assert phone.get("/s/nope").status_code == 404
    assert phone.get("/s/nope/live").status_code == 404
    draft = make_round(room, open=False)
    assert phone.get(f"/s/mesa-1/{draft.number}").status_code == 404
    assert many(Ballot) == 0


def test_a_round_that_opened_after_a_look_at_its_draft_is_the_one_that_is_asked(app, room):
    round_ = make_round(room, options=("F1",), open=False)
    phone = enter(app, room.cards[0])
    assert phone.get("/s/mesa-1/1").status_code == 404
    with transaction():
        option_sources.set_options(round_, [(None, "F9", "Another", "")])
    with transaction():
        opening.open_round(round_, NOON, None)
    assert "Another" in phone.get("/s/mesa-1/1").text


# The room


def test_the_live_part_answers_304_until_something_of_it_changes(app, room):
    phone = enter(app, room.cards[0])
    first = phone.get("/s/mesa-1/live")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert phone.get("/s/mesa-1").text.count(first.headers["ETag"].strip('"')) == 1
    assert phone.get("/s/mesa-1/live", headers=tag).status_code == 304
    round_ = make_round(room)
    moved = phone.get("/s/mesa-1/live", headers=tag)
    assert moved.status_code == 200
    assert 'data-go="/s/mesa-1/1"' in moved.text
    tag = {"If-None-Match": moved.headers["ETag"]}
    cast(room.cards[1], round_, {"F1": 9, "F2": 9})
    assert phone.get("/s/mesa-1/live", headers=tag).status_code == 304
    phone.post("/s/mesa-1/1", data=rating(F1=5))
    assert phone.get("/s/mesa-1/live", headers=tag).status_code == 200
    close(round_)
    onward = phone.get("/s/mesa-1/1/status?go=1")
    tag = {"If-None-Match": onward.headers["ETag"]}
    make_round(room)
    assert 'data-go="/s/mesa-1/2"' in phone.get("/s/mesa-1/1/status?go=1", headers=tag).text
    assert "data-go" not in phone.get("/s/mesa-1/1/status").text


@pytest.mark.parametrize(
    ("secrecy", "visibility", "before", "after"),
    [
        ("secret", "publication", False, False),
        ("nominal", "publication", False, False),
        ("nominal", "after_vote", False, True),
        ("nominal", "live", True, True),
    ],
)
def test_the_link_to_a_running_result_is_there_only_when_the_round_promised_it(
    app, room, secrecy, visibility, before, after
):
    make_round(room, secrecy=secrecy, visibility=visibility)
    phone = enter(app, room.cards[0])

    def linked():
        pages = phone.get("/s/mesa-1").text + phone.get("/s/mesa-1/1").text
        there = 'href="/s/mesa-1/1/result"' in pages
        assert ("Partial result" in phone.get("/s/mesa-1/1/result").text) is there
        return there

    assert linked() is before
    phone.post("/s/mesa-1/1", data=rating(F1=5))
    assert linked() is after


def test_no_get_changes_anything(app, room):
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/1", data=rating(F1=5))

    def state():
        models = (Attendance, Ballot, Contribution, Journal, Participation, Submission)
        return [many(model) for model in models], round_.revision, room.workshop.revision

    before = state()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("participant.") and "GET" in rule.methods:
            values = {"workshop": "mesa-1", "number": 1, "code": room.cards[1].code, "acta": 1,
                      "kind": "points", "signed": shared_phone.sign(1)}  # fmt: skip
            address = rule.build({k: values[k] for k in rule.arguments if k in values})
            if address is not None:
                phone.get(address[1])
    db.session.expire_all()
    assert state() == before


# Notes


def note(text="The results are not known", quadrant="D", key="k", **more):
    return {"key": key, "group": quadrant, "text": text, "evidence": "", "theme": ""} | more


@pytest.fixture
def notes(room):
    return make_round(room, "collect", (), subject="factor", secrecy="nominal")


def test_a_seat_writes_notes_sees_its_own_only_and_may_take_them_back(app, room, notes):
    phone, other = enter(app, room.cards[0]), enter(app, room.cards[1])
    assert phone.post("/s/mesa-1/1", data=note()).status_code == 303
    assert phone.post("/s/mesa-1/1", data=note()).status_code == 303
    assert many(Contribution) == 1
    assert "The results are not known" in phone.get("/s/mesa-1/1").text
    assert "The results are not known" not in other.get("/s/mesa-1/1").text
    kept = db.session.scalars(select(Contribution)).one()
    assert other.post("/s/mesa-1/1/withdraw", data={"note": kept.id}).status_code == 404
    assert phone.post("/s/mesa-1/1/withdraw", data={"note": kept.id}).status_code == 303
    db.session.refresh(kept)
    assert kept.withdrawn


def test_a_wrong_note_comes_back_with_what_was_typed(app, room, notes):
    phone = enter(app, room.cards[0])
    for data in (note(quadrant=""), note(text="  "), note(text="x" * 2001), note(quadrant="Z")):
        answer = phone.post("/s/mesa-1/1", data=data | {"evidence": "seen <i>there</i>"})
        assert answer.status_code == 422
        assert "seen &lt;i&gt;there&lt;/i&gt;" in answer.text
        assert 'class="error-summary"' in answer.text
    odd = note(text="emoji 🙂 \u202eright to left\x00 <script>alert(1)</script>")
    assert phone.post("/s/mesa-1/1", data=odd).status_code == 303
    assert "<script>alert" not in phone.get("/s/mesa-1/1").text


def test_a_late_note_is_given_back(app, room, notes):
    phone = enter(app, room.cards[0])
    close(notes)
    answer = phone.post("/s/mesa-1/1", data=note(text="Too late for this one"))
    assert answer.status_code == 409
    assert "Too late for this one" in answer.text
    assert many(Contribution) == 0


def test_an_author_reads_what_became_of_a_note_and_objects_until_the_vote_opens(app, room, notes):
    phone, other = enter(app, room.cards[0]), enter(app, room.cards_of("emp")[0])
    phone.post("/s/mesa-1/1", data=note("Nobody knows the results"))
    other.post("/s/mesa-1/1", data=note("People do not know the figures"))
    close(notes)
    mine, theirs = (
        db.session.scalars(select(Contribution).where(Contribution.seat_id == c.seat.id)).one()
        for c in (room.cards[0], room.cards_of("emp")[0])
    )
    with transaction():
        merging.merge([mine.item, theirs.item], "The results are not public", NOON, None)
    page = words(phone.get("/s/mesa-1/1"))
    assert "Nobody knows the results" in page
    assert "The results are not public" in page
    assert "People do not know the figures" not in page
    assert "1 other person" in page
    own = {"note": mine.id, "text": "It was about trust"}
    assert phone.post("/s/mesa-1/1/object", data=own | {"text": ""}).status_code == 422
    assert phone.post("/s/mesa-1/1/object", data=own | {"note": theirs.id}).status_code == 404
    assert phone.post("/s/mesa-1/1/object", data=own).status_code == 303
    assert many(Objection) == 1
    assert "It was about trust" in phone.get("/s/mesa-1/1").text


@pytest.mark.parametrize(
    ("language", "method"),
    [("es-PE", "rating"), ("en", "rating"), ("es-PE", "points"), ("es-PE", "approval"),
     ("es-PE", "ratify")],
)  # fmt: skip
def test_from_the_card_to_the_ballot_fits_in_fourteen_kilobytes(app, room, language, method):
    """The way of a phone that scans a card: the card, its button, the ballot, and what the two pages ask for."""
    wording = (
        "La mayoría de la población no conoce los resultados que publican {} ni quién los mide"
    )
    with transaction():
        round_ = drafting.add(
            room.workshop, NOON, method_id=method, title="Importancia de los factores",
            question="¿Cuán importante es cada factor para medir nuestro desarrollo?",
            settings={"k": 3} if method == "approval" else {},
        )  # fmt: skip
        places = ["el puerto", "la mina", "el campo", "la escuela", "el mercado", "la costa"]
        options = [
            (None, f"{q}{n}", wording.format(f"{places[n - 1]} y {q.lower() * n}"), q)
            for q in "FODA"
            for n in range(1, 7)
        ]
        option_sources.set_options(round_, options)
        opening.open_round(round_, NOON, None)
    phone, carried = app.test_client(), {}

    def ask(address):
        asked = {"Accept-Encoding": "gzip", "Accept-Language": language}
        answer = phone.get(address, headers=asked)
        assert answer.status_code == 200
        assert answer.headers.get("Content-Encoding") == "gzip"
        carried[address] = len(answer.data) + len(str(answer.headers))
        return gzip.decompress(answer.data).decode()

    def look(address):
        page = ask(address)
        parts = re.findall(r'(?:href|src)="(/(?:static|ballots)/[^"]+)"', page)
        assert len(parts) <= 2, "three requests for a page"
        for part in parts:
            if part not in carried:  # kept for ever by the phone
                ask(part)
        return page

    code = room.cards[0].code
    look(f"/e/{code}")
    taken = phone.post("/e", data={"code": code})
    assert taken.location == f"/s/mesa-1/{round_.number}", "the open round, without a stop"
    names = r'name="a(\.[FODA]\d"|" value="[FODA]\d")'
    assert len(set(re.findall(names, look(taken.location)))) == 24
    assert sum(carried.values()) <= 14_000, carried
    assert len(carried) == 4, carried


def test_who_has_answered_comes_back_to_the_workshop_and_not_into_the_form(app, room):
    round_ = make_round(room)
    phone, card = app.test_client(), room.cards[0]
    assert phone.post("/e", data={"code": card.code}).location == "/s/mesa-1/1"
    assert (
        phone.post("/s/mesa-1/1", data={"a.F1": "8", "a.F2": "8", "key": "k" * 20}).status_code
        == 303
    )
    other = app.test_client()
    assert other.post("/e", data={"code": card.code}).location == "/s/mesa-1"
    with transaction():
        closing.announce_close(db.session.get_one(Round, round_.id), NOON, None)
    late = app.test_client()
    assert late.post("/e", data={"code": room.cards[1].code}).location == "/s/mesa-1"


def test_a_new_card_or_a_second_phone_does_not_show_a_secret_ballot(app, client):
    """Whoever can print a card again must not read with it what the seat has voted."""
    room = make_room()
    round_ = make_round(room)
    path = f"/s/mesa-1/{round_.number}"
    voted = app.test_client()
    with voted.session_transaction() as kept:
        kept["card"] = room.cards[0].credential_id
    answer = {
        "a.F1": "3",
        "w.F1": "una razón que nadie más debe leer",
        "a.F2": "9",
        "key": "k" * 20,
    }
    assert voted.post(path, data=answer).status_code == 303
    assert "una razón" in voted.get(path).text
    with transaction():
        again = credentials.issue(
            room.cards[0].seat, "titular", app.config["SECRET_KEY"], NOON, None
        )
    with client.session_transaction() as kept:
        kept["card"] = again.credential_id
    for address in (path, f"{path}?change=1"):
        page = client.get(address).text
        assert "una razón" not in page
        assert "checked" not in page
    client.post(path, data={"a.F1": "8", "a.F2": "8", "key": "n" * 20})
    assert "<strong>8</strong>" in client.get(path).text, "what this browser sent, it may see"
