"""The same names in the same order, and found by the same words, on every page that lists them."""

import re

import pytest
from builders import NOON, make_room, make_round
from filled import options
from staff import administrator

from smd_workshop.database import db, transaction
from smd_workshop.models import Item
from smd_workshop.people import roster
from smd_workshop.processes import processes
from smd_workshop.rounds import option_sources, workshops

NAMES = ("Zapata", "Álamos", "Ñandú", "abeja", "Nube", "ébano")
ORDERED = ["abeja", "Álamos", "ébano", "Nube", "Ñandú", "Zapata"]
CODES = ("L-10", "L-2", "L-1", "L-9")


@pytest.fixture
def staff(app):
    make_room()
    with transaction():
        process = processes.find("moq")
        sector = process.sectors[0]
        for name in NAMES:
            processes.add_territory(process, processes.slug(name) or "x", f"Lugar {name}")
            actor = roster.add_actor(process, f"Actor {name}", sector)
            roster.add_seat(process, actor, NOON, None, titular=f"Titular {name}")
        for code in CODES:
            roster.add_seat(process, actor, NOON, None, code=code, titular=f"Con {code}")
    return administrator(app)


def found(page, pattern):
    return [name for name in re.findall(pattern, page) if name in {*NAMES, *CODES}]


def test_people_actors_and_places_are_listed_as_on_paper(staff):
    people = staff.get("/f/moq/people").text
    assert list(dict.fromkeys(found(people, r"Actor (\w+)"))) == ORDERED
    assert found(people, r"Con (L-\d+)") == ["L-1", "L-2", "L-9", "L-10"]
    form = staff.get("/f/moq/people/new").text
    assert list(dict.fromkeys(found(form, r"Lugar (\w+)"))) == ORDERED
    assert list(dict.fromkeys(found(form, r"Actor (\w+)"))) == ORDERED
    assert list(dict.fromkeys(found(staff.get("/f/moq/sectors").text, r"Lugar (\w+)"))) == ORDERED


def test_the_door_and_the_minutes_number_seats_by_value(staff):
    door = staff.get("/f/moq/w/mesa-1/door").text
    assert list(dict.fromkeys(found(door, r"(L-\d+)"))) == ["L-1", "L-2", "L-9", "L-10"]
    from smd_workshop.minutes import contents

    process = processes.find("moq")
    listed = contents._attendance(workshops.find(process, "mesa-1"))
    codes = [s["code"] for s in listed[0]["seats"] if s["code"] in CODES]
    assert codes == ["L-1", "L-2", "L-9", "L-10"]


@pytest.mark.parametrize("page", ["/f/moq/people", "/f/moq/w/mesa-1/door"])
@pytest.mark.parametrize("typed", ["nandu", "ÑANDÚ", "titular ñandu", "NANDU actor"])
def test_every_search_finds_a_name_without_its_accents(staff, page, typed):
    answer = staff.get(page, query_string={"q": typed}).text
    assert "Titular Ñandú" in answer and "Titular Nube" not in answer


@pytest.mark.parametrize("page", ["/f/moq/people", "/f/moq/w/mesa-1/door"])
def test_a_sign_of_the_database_is_no_joker(staff, page):
    assert "Titular abeja" not in staff.get(page, query_string={"q": "%"}).text


def test_processes_are_listed_by_name(staff):
    with transaction():
        for name in NAMES:
            processes.create(f"Proceso {name}", NOON)
    listed = staff.get("/f/").text
    assert list(dict.fromkeys(found(listed, r"Proceso (\w+)"))) == ORDERED


def test_what_was_worded_anew_keeps_its_place_on_ballots_and_results(app):
    """Who reads D3 behind O2 looks for it in vain among the weaknesses."""
    room = make_room(code="otra")
    made = options(room.process, {"A1": "a", "D1": "d", "D10": "x", "D2": "e", "F1": "f"}, "factor")
    with transaction():
        d3 = Item(
            process_id=room.process.id, kind="factor", code="D3", wording="nueva", group_code="D",
            position=0,
        )  # fmt: skip
        db.session.add(d3)
    round_ = make_round(room, open=False)
    codes = [code for _id, code, _wording, _group in option_sources.from_items(round_)]
    assert codes == ["F1", "D1", "D2", "D3", "D10", "A1"] and len(made) == 5
