"""Editions of the FODA report: what was sealed says the same for good, with its digest, at its address."""

import json

import pytest
from builders import make_room
from filled import FACTORS, answered, options
from kept import built_once
from staff import administrator

from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.library.recount import tally
from smd_workshop.models import Item, Link
from smd_workshop.strategy import foda_editions

ENGLISH = {"Accept-Language": "en"}
PAGE = "/p/moq/foda/editions/1"


@pytest.fixture
def room(app):
    return rated_room()


@built_once
def rated_room():
    room = make_room(per_sector=(7, 7, 7), languages=["es"])
    answered(room, "rating", FACTORS, options(room.process, FACTORS, "factor"))
    return room


@pytest.fixture
def office(app):
    return administrator(app)


def seal(office, reason=""):
    return office.post("/f/moq/foda", data={"reason": reason})


def tie(room, code, name):
    """Say that a factor is about a theme: what may be put in order after a vote."""
    with transaction():
        theme = Item(process_id=room.process.id, kind="theme", code="T1", wording=name)
        db.session.add(theme)
        db.session.flush()
        factor = db.session.query(Item).filter_by(code=code).one()
        db.session.add(Link(item_id=factor.id, target_id=theme.id, kind="theme"))


def test_an_edition_says_for_good_what_the_report_said_then(office, room, client):
    assert seal(office).status_code == 303
    before = client.get(PAGE, headers=ENGLISH).text
    assert FACTORS["F1"] in before
    tie(room, "F1", "Agua segura")
    assert client.get(PAGE, headers=ENGLISH).text == before
    assert "Agua segura" in client.get("/p/moq/foda", headers=ENGLISH).text
    assert f'href="{PAGE}"' in client.get("/p/moq/foda", headers=ENGLISH).text
    document = json.loads(client.get(f"{PAGE}.json").data)
    [edition] = foda_editions.of(room.process)
    assert tally.sha256(document) == edition.data_sha256 and edition.data_sha256 in before


def test_another_edition_needs_a_reason_and_something_else_to_say(office, room, client):
    assert seal(office).status_code == 303
    assert seal(office, "Otra vez").status_code == 409, "it says what the edition says"
    tie(room, "F1", "Agua segura")
    assert seal(office).status_code == 422
    assert seal(office, "Se corrigió F1").status_code == 303
    assert "This edition was corrected." in client.get(PAGE, headers=ENGLISH).text
    assert "Se corrigió F1" in client.get("/p/moq/foda/editions/2", headers=ENGLISH).text
    assert client.get("/p/moq/foda/editions/3").status_code == 404


def test_staff_of_a_process_that_the_portal_does_not_show_read_its_report_all_the_same(
    office, room
):
    """A rehearsal is never public: what led to the portal said that there is no such page."""
    assert seal(office).status_code == 303
    with transaction():
        room.process.public = False
    page = office.get("/f/moq/foda").text
    assert 'href="/p/' not in page.partition("<main")[2]
    answer = office.get("/f/moq/foda.pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")


def test_nothing_is_sealed_of_a_process_without_a_public_factor(app, client):
    room = make_room(languages=["es"])
    with pytest.raises(Invalid), transaction():
        foda_editions.seal(room.process, room.process.created_at, None)
    assert client.get(PAGE).status_code == 404


def test_the_second_of_two_who_seal_is_told(app, room):
    with transaction():
        foda_editions.seal(room.process, room.process.created_at, None)
    with pytest.raises(WrongState), transaction():
        foda_editions.seal(room.process, room.process.created_at, None)


def test_an_edition_is_printed(office, room, client):
    seal(office)
    answer = client.get(f"{PAGE}.pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
