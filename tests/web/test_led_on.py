"""A phone that waits is led on [01, 11]: to what opens, to what is published, to the acta."""

import re
from datetime import timedelta

import pytest
from builders import NOON, cast, close, gather, make_room, make_round
from test_participant import enter, rating, words

from smd_workshop.board import items, objections
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.models import Item, Objection
from smd_workshop.people import credentials
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening
from smd_workshop.rounds.ballots import papers


@pytest.fixture
def room(app):
    return make_room()


def watched(page):
    """Where a page asks what has moved, with the tag of what it shows."""
    found = re.findall(r'data-live="([^"]+)"\s+data-seconds="[^"]+"\s+data-tag="([^"]+)"', page)
    return [
        (address.replace("&amp;", "&"), {"If-None-Match": f'"{tag}"'}) for address, tag in found
    ]


def led(phone, page):
    """Where what a page asks leads it now; None while nothing of it has changed."""
    answers = [phone.get(address, headers=tag) for address, tag in watched(page)]
    assert answers
    text = "".join(answer.text for answer in answers if answer.status_code == 200)
    return (re.findall(r'data-go="([^"]+)"', text) or [None])[0]


def correct(room):
    with transaction():
        acta = actas.begin(room.workshop)
        actas.open_corrections(acta, 72, now(), None)


def waiting_pages(app, room):
    """Every kind of page of a seat that waits in round 1, as it was loaded while the round was open."""
    saved, elsewhere, form = (enter(app, room.cards[place]) for place in range(3))
    saved.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    cast(room.cards[1], room.workshop.rounds[0], {"F1": 5, "F2": 5})
    return {
        "saved": (saved, saved.get("/s/mesa-1/1").text),
        "elsewhere": (elsewhere, elsewhere.get("/s/mesa-1/1").text),
        "form": (form, form.get("/s/mesa-1/1").text),
    }


def test_every_page_that_waits_goes_to_the_next_round_the_result_and_the_acta(app, room):
    round_ = make_round(room)
    pages = waiting_pages(app, room)
    assert {name: led(*page) for name, page in pages.items()} == dict.fromkeys(pages)
    close(round_)
    assert {name: led(*page) for name, page in pages.items()} == {
        "saved": None, "elsewhere": None, "form": "/s/mesa-1/1",
    }  # fmt: skip
    for phone, _ in list(pages.values()):
        pages[f"ended {len(pages)}"] = phone, phone.get("/s/mesa-1/1").text
    with transaction():
        publication.publish(round_, now(), None)
    assert {led(*page) for page in pages.values()} == {"/s/mesa-1/1/result"}
    for phone, _ in list(pages.values()):
        pages[f"result {len(pages)}"] = phone, phone.get("/s/mesa-1/1/result").text
    make_round(room)
    assert {led(*page) for page in pages.values()} == {"/s/mesa-1/2"}
    with transaction():
        closing.annul(room.workshop.rounds[1], "una razón", now(), None)
    correct(room)
    assert {led(*page) for page in pages.values()} == {"/s/mesa-1/acta"}


def test_a_result_is_not_led_to_itself_nor_to_an_older_one(app, room):
    first = make_round(room)
    close(first, publish=True)
    second = make_round(room)
    phone = enter(app, room.cards[0])
    close(second)
    page = phone.get("/s/mesa-1/2").text
    assert led(phone, page) is None
    with transaction():
        publication.publish(second, now(), None)
    assert led(phone, page) == "/s/mesa-1/2/result"
    assert "data-go" not in phone.get("/s/mesa-1/2/result").text


def test_who_has_saved_is_told_that_it_counts_and_who_has_not_that_nothing_was(app, room):
    round_ = make_round(room)
    pages = waiting_pages(app, room)
    time = words(pages["saved"][0].get("/s/mesa-1/1")).split("Saved at ")[1][:5]
    close(round_)
    said = {name: words(page[0].get(watched(page[1])[0][0])) for name, page in pages.items()}
    assert f"Your answer of {time} counts." in said["saved"]
    assert "Your saved answer counts." in said["elsewhere"]
    assert "What you did not save was not counted." in said["form"]
    assert "not counted" not in said["saved"] + said["elsewhere"]


def test_who_answered_on_paper_is_not_told_the_hour_of_what_was_withdrawn(app, room):
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/1", data=rating(F1=5, F2=5))
    with transaction():
        papers.hand_out(round_, room.cards[0].seat, now(), None, sure=True)
    close(round_)
    for path in ("/s/mesa-1/1", "/s/mesa-1/1/status?go=1"):
        said = words(phone.get(path))
        assert "Your answer of" not in said and "you saved at" not in said, path


def collecting(room, **fields):
    with transaction():
        round_ = drafting.add(
            room.workshop, NOON, step="collect", subject="factor", title="Aportes",
            question="¿Qué ve?", secrecy="nominal", **fields,
        )  # fmt: skip
        opening.open_round(round_, NOON, None)
    return round_


NOTE = {"key": "k", "group": "D", "text": "Falta agua"}


def test_a_phone_in_a_round_of_notes_follows_through_all_that_comes_after(app, room):
    round_ = collecting(room)
    wrote, silent = enter(app, room.cards[0]), enter(app, room.cards[1])
    assert wrote.post("/s/mesa-1/1", data=NOTE).status_code == 303
    pages = [(phone, phone.get("/s/mesa-1/1").text) for phone in (wrote, silent)]
    close(round_)
    assert [led(*page) for page in pages] == ["/s/mesa-1/1"] * 2
    assert "What you had sent counts." in words(wrote.get("/s/mesa-1/1"))
    page = wrote.get("/s/mesa-1/1").text
    assert re.findall(r"<(\w+)[^>]* hidden>\s*<h2>What you wrote and was not counted", page) == [
        "section"
    ]
    assert page.count("was not counted") == 1  # shown by a phone that holds a note unsent
    late = wrote.post("/s/mesa-1/1", data=NOTE | {"key": "l", "text": "Tarde"})
    assert late.status_code == 409
    pages += [(wrote, late.text)] + [(p, p.get("/s/mesa-1/1").text) for p in (wrote, silent)]
    with transaction():
        organise = drafting.add(
            room.workshop, NOON, step="organise", subject="factor", title="Ordenar", question=""
        )
        opening.open_round(organise, NOON, None)
    assert {led(*page) for page in pages} == {"/s/mesa-1/2"}
    pages += [(p, p.get("/s/mesa-1/2").text) for p in (wrote, silent)]
    close(organise)
    make_round(room)
    assert {led(*page) for page in pages} == {"/s/mesa-1/3"}


def test_what_became_of_a_note_reaches_its_author_without_reloading(app, room):
    gather(room, [(0, "Falta agua", "D"), (1, "No hay agua", "D")])
    phone = enter(app, room.cards[0])
    page = phone.get("/s/mesa-1/1").text
    address, tag = next((a, t) for a, t in watched(page) if a.endswith("/notes"))
    assert phone.get(address, headers=tag).status_code == 304
    with transaction():
        item = db.session.query(Item).filter_by(wording="Falta agua").one()
        items.reword(item, "Escasez de agua", now(), None)
    moved = phone.get(address, headers=tag)
    assert "Escasez de agua" in words(moved)
    tag = {"If-None-Match": moved.headers["ETag"]}
    with transaction():
        item = db.session.query(Item).filter_by(wording="Escasez de agua").one()
        objection = objections.raise_objection(item, room.cards[0].seat.id, "No es eso", now())
    moved = phone.get(address, headers=tag)
    assert "It waits for an answer." in words(moved)
    with transaction():
        objections.settle(db.session.get_one(Objection, objection.id), "Corregido", now(), None)
    assert "Answer: «Corregido»" in words(
        phone.get(address, headers={"If-None-Match": moved.headers["ETag"]})
    )


def test_an_objective_is_asked_for_as_one(app, room):
    with transaction():
        round_ = drafting.add(
            room.workshop, NOON, step="collect", subject="objective", title="Objetivos",
            question="¿Qué?", secrecy="nominal",
        )  # fmt: skip
        opening.open_round(round_, NOON, None)
    said = words(enter(app, room.cards[0]).get("/s/mesa-1/1"))
    assert "Your objective, one only" in said and "Your note" not in said


def test_a_card_that_speaks_for_nobody_reads_nothing_of_the_seat_here_either(app, room):
    gather(room, [(0, "Falta agua", "D")])
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    phone.post("/s/mesa-1/2", data=rating(F1=5, F2=5))
    close(round_)
    assert "counts" in words(phone.get("/s/mesa-1/2/status?go=1"))
    with transaction():
        credentials.issue(room.cards[0].seat, "titular", app.config["SECRET_KEY"], NOON, None)
    assert words(phone.get("/s/mesa-1/2/status?go=1")) == "The round has closed."
    assert "Falta agua" not in phone.get("/s/mesa-1/1/notes").text


def test_nobody_reads_the_notes_of_another_seat(app, room):
    gather(room, [(0, "Falta agua", "D")])
    assert "Falta agua" not in enter(app, room.cards[1]).get("/s/mesa-1/1/notes").text


def test_the_last_second_is_one_second(app, room, monkeypatch):
    round_ = make_round(room)
    with transaction():
        closing.announce_close(round_, now(), None)
    phone = enter(app, room.cards[0])
    page = phone.get("/s/mesa-1/1")
    assert 'data-words-one="It closes in 1 s' in page.text
    ends = round_.closing_at - timedelta(seconds=1)
    monkeypatch.setattr("smd_workshop.web.participant.status_bar.now", lambda: ends)
    assert "It closes in 1 s" in words(phone.get("/s/mesa-1/1/status"))
    phone.post("/language", data={"language": "es", "next": "/"})
    assert "Queda 1 segundo" in words(phone.get("/s/mesa-1/1/status"))
