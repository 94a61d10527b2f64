"""The agenda in the browser: nothing leaves it without a question or for good, and no form reaches the wrong round."""

import re

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import select
from staff import administrator

from smd_workshop.database import db, transaction
from smd_workshop.models import DiscardedRound
from smd_workshop.rounds import drafting, workshops

W = "/f/moq/w/mesa-1"


@pytest.fixture
def hall(app):
    """A published round and three drafts."""
    hall = make_room()
    first = make_round(hall, title="A")
    for card in hall.cards:
        cast(card, first, {"F1": 9, "F2": 1})
    close(first, publish=True)
    for title in "BCD":
        make_round(hall, title=title, open=False)
    return hall


@pytest.fixture
def office(app):
    return administrator(app)


def titles(hall):
    db.session.expire_all()
    return "".join(r.title for r in hall.workshop.rounds)


def named(hall, title):
    return next(r for r in hall.workshop.rounds if r.title == title)


def test_taking_a_draft_off_the_agenda_asks_and_can_be_undone(office, hall):
    agenda = office.get(f"{W}/").text
    assert f'action="{W}/rounds/2/discard"' not in agenda
    assert f'href="{W}/rounds/2/discard"' in agenda
    asked = office.get(f"{W}/rounds/2/discard").text
    assert f'action="{W}/rounds/2/discard"' in asked
    office.post(f"{W}/rounds/2/discard", data={"sent_key": "k"})
    assert titles(hall) == "ACD"
    kept = db.session.scalars(select(DiscardedRound)).one()
    there = f"{W}/discarded/{kept.id}/restore"
    assert f'action="{there}"' in office.get(f"{W}/").text
    for _twice in range(2):
        assert office.post(there, data={"sent_key": "back"}).status_code == 303
    assert titles(hall) == "ABCD"
    assert there not in office.get(f"{W}/").text


def test_a_second_tap_does_not_discard_the_round_that_moved_up(office, hall):
    data = {"sent_key": "k", "round_id": named(hall, "B").id}
    for _twice in range(2):
        assert office.post(f"{W}/rounds/2/discard", data=data).status_code == 303
    assert titles(hall) == "ACD"


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("move", {"to": "down"}),
        ("copy", {}),
        ("open", {}),
        ("options", {"code": "F1"}),
        ("edit", {"title": "Z", "question": "¿Z?", "subject": "factor", "electorate": ["com"],
                  "secrecy": "secret", "visibility": "publication"}),
    ],
)  # fmt: skip
def test_a_page_from_before_the_agenda_changed_reaches_no_other_round(office, hall, act, data):
    read = named(hall, "B").id
    with transaction():
        drafting.shift(named(hall, "B"), 1, NOON, None)
    before = [(r.id, r.title, r.state, r.revision) for r in hall.workshop.rounds]
    answer = office.post(f"{W}/rounds/2/{act}", data=data | {"round_id": read})
    assert answer.status_code == 409
    db.session.expire_all()
    assert [(r.id, r.title, r.state, r.revision) for r in hall.workshop.rounds] == before


def test_a_draft_of_another_workshop_is_not_put_back_here(office, hall):
    with transaction():
        other = workshops.create(hall.process, "Mesa 2", NOON, template="smd-moquegua")
        kept = drafting.discard(other.rounds[0], NOON, None)
    assert office.post(f"{W}/discarded/{kept.id}/restore").status_code == 404


def test_agenda_console_and_addresses_say_the_same_numbers(office, hall):
    office.post(f"{W}/rounds/1/copy")
    office.post(f"{W}/rounds/4/move", data={"to": "up"})
    office.post(f"{W}/rounds/5/discard", data={"sent_key": "k"})
    assert titles(hall) == "AACB"
    agenda = re.findall(r'<span class="n">(\d+)</span>\s*<a class="title" href="[^"]*round=(\d+)">(\w)<',
                        office.get(f"{W}/").text)  # fmt: skip
    assert agenda == [("1", "1", "A"), ("2", "2", "A"), ("3", "3", "C"), ("4", "4", "B")]
    console = office.get(f"{W}/console?round=3").text
    assert re.findall(r'id="go(\d+)".*?<span class="n">(\d+)\.</span> (\w)(?: · [^<]+)?<', console, re.DOTALL) == [
        ("1", "1", "A"), ("2", "2", "A"), ("3", "3", "C"), ("4", "4", "B"),
    ]  # fmt: skip
    assert "A · time 2<" in console, "it was copied"
    assert 'value="C"' in office.get(f"{W}/rounds/3/edit").text


def test_the_address_of_a_result_stays_whatever_the_drafts_do(office, hall, client):
    before = client.get("/p/moq/r/mesa-1/1/").text
    office.post(f"{W}/rounds/1/copy")
    office.post(f"{W}/rounds/3/discard", data={"sent_key": "k"})
    office.post(f"{W}/rounds/1/move", data={"to": "down"})
    assert client.get("/p/moq/r/mesa-1/1/").text == before
