"""What a sector said and answers for, and commitments by institution and workshop: all of it published already, nothing hidden told."""

import csv
import io
import json
from datetime import timedelta

import pytest
from builders import NOON, cast, close, make_room, make_round
from clocks import turned

from smd_workshop.database import transaction
from smd_workshop.minutes import commitments
from smd_workshop.publishing import by_sector
from smd_workshop.rounds import workshops

pytestmark = pytest.mark.acts

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def room(app):
    return make_room(per_sector=(9, 8, 7), languages=["es"])


@pytest.fixture
def small(app):
    """Of three sectors one is so small that it is not shown, and so another one."""
    return make_room(per_sector=(9, 8, 2), languages=["es"])


def rated(room, high="com"):
    """A published rating in which one sector gives 9 and all others 2."""
    round_ = make_round(room)
    for card in room.cards:
        value = 9 if card.seat.actor.sector.code == high else 2
        cast(card, round_, {"F1": value, "F2": 5})
    close(round_, publish=True)
    return round_


def promise(room, text, owner, days=30, workshop=None):
    with transaction():
        due = (NOON + timedelta(days=days)).date()
        return commitments.add(
            room.process, commitments.Promise(text, owner, due, workshop=workshop), NOON, None
        )


def read(client, path):
    answer = client.get(f"/p/moq/{path}", headers=ENGLISH)
    assert answer.status_code == 200
    return answer.text


def test_a_sector_says_there_what_the_result_says_of_it_and_leads_to_it(room, client):
    round_ = rated(room)
    page = read(client, "sectors/com")
    assert f"/p/moq/r/mesa-1/{round_.number}/" in page
    assert "9.0" in page and "stands apart" in page
    assert "9.0" in read(client, f"r/mesa-1/{round_.number}/")
    assert '/p/moq/sectors"' in read(client, "")


def test_a_sector_that_a_result_does_not_show_is_not_shown_here_either(small, client):
    rated(small)
    [told] = by_sector.heard(small.process, by_sector.find(small.process, "emp"))
    assert told.shown_as == "" and not told.lines
    assert "This result shows no figure of this sector alone." in read(client, "sectors/emp")


def test_a_round_that_is_not_published_is_not_told(room, client):
    round_ = make_round(room)
    for card in room.cards:
        cast(card, round_, {"F1": 9, "F2": 5})
    close(round_)
    assert "No published result asked this sector yet." in read(client, "sectors/com")
    assert client.get("/p/moq/sectors/nada").status_code == 404


def test_a_sector_answers_for_what_its_institutions_promised(room, client, monkeypatch):
    turned(monkeypatch, NOON)
    promise(room, "Limpiar el canal", "COMUNIDAD 1")
    promise(room, "Medir el agua", "Empresa 2")
    page = read(client, "sectors/com")
    assert "Limpiar el canal" in page and "Medir el agua" not in page


def test_commitments_stand_once_under_each_institution_and_each_workshop(room, client, monkeypatch):
    turned(monkeypatch, NOON + timedelta(days=10))
    with transaction():
        other = workshops.create(room.process, "Mesa 2", NOON, code="mesa-2")
    promise(room, "Limpiar el canal", "Municipalidad de Ilo", 5, room.workshop)
    promise(room, "Medir el agua", "municipalidad de ilo", 30, other)
    promise(room, "Publicar los datos", "GORE")
    page = read(client, "commitments/by/institution")
    assert page.count("<h2") == 2 and page.count("1 overdue") == 2
    page = read(client, "commitments/by/workshop")
    assert page.count("<h2") == 3
    assert page.index("Mesa 1</h2>") < page.index("Mesa 2</h2>") < page.index("In no workshop</h2>")
    assert "/p/moq/commitments/by/workshop" in read(client, "commitments")
    assert client.get("/p/moq/commitments/by/nada").status_code == 404


def test_the_register_is_a_table_with_its_metadata_and_the_same_for_programs(
    room, client, monkeypatch
):
    turned(monkeypatch, NOON + timedelta(days=10))
    made = promise(room, "Limpiar el canal", "Municipalidad de Ilo", 5, room.workshop)
    text = client.get("/p/moq/commitments.csv", headers=ENGLISH).data.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["number"], row["owner"], row["overdue"], row["workshop"]) == (
        str(made.id), "Municipalidad de Ilo", "1", "Mesa 1",
    )  # fmt: skip
    [told] = json.loads(client.get("/p/moq/commitments.json").data)["commitments"]
    assert told["due"] == row["due"] and told["overdue"] is True
    assert (
        told == json.loads(client.get("/api/v1/processes/moq/commitments").data)["commitments"][0]
    )
    assert "commitments.csv" in client.get("/api/v1/catalog.jsonld").text
