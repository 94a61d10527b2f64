"""What the wall says of a drawing is drawn there, and who is not shown is named."""

import re

import pytest
from builders import cast, close, make_room, make_round, make_user

from smd_workshop.library.charts.wall import WIDE, lines
from smd_workshop.web.facilitator.wall.wall_notes import Sentence
from smd_workshop.web.facilitator.wall.wall_pages import LINE, SIDES

pytestmark = pytest.mark.looks


@pytest.fixture
def staff(app, client):
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    return client


def wall(staff):
    shown = staff.get("/f/moq/w/mesa-1/projector?lang=en").text
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def ratified(seats):
    room = make_room(seats)
    round_ = make_round(room, "ratify")
    for card in room.cards:
        cast(card, round_, {"F1": "yes", "F2": "yes"})
    close(round_, publish=True)


def test_where_all_are_shown_the_line_is_told(app, staff):
    ratified((6, 6, 6))
    told = wall(staff)
    assert "line: all sectors alike" in told
    assert "Not shown apart" not in told


def test_where_sectors_are_hidden_no_line_is_promised_and_they_are_named(app, staff):
    ratified((6, 3, 2))
    told = wall(staff)
    assert "line: all sectors alike" not in told, "there is none"
    assert "dashes: what is needed" in told
    assert "Not shown apart, to protect small groups: Sociedad civil and Empresa." in told


def weighed(seats, whole=(60, 40)):
    """Points inside two groups and between them. Published."""
    room = make_room(seats)
    round_ = make_round(room, "points", ("F1", "F2", "D1", "D2"))
    for card in room.cards:
        answer = {"F1": 70, "F2": 30, "D1": 20, "D2": 80, "@F": whole[0], "@D": whole[1]}
        cast(card, round_, answer)
    close(round_, publish=True)


def test_what_the_groups_weigh_is_on_the_wall_and_in_the_table(app, staff, client):
    weighed((6, 6, 6))
    told = wall(staff)
    assert "Between the groups" in told
    first = told[told.index("Between the groups") :]
    assert "60.0 %" in first[:400] and "40.0 %" in first[:400]
    assert (
        told.index("Weighs most over all groups")
        < told.index("Between the groups")
        < told.index("at least 8 of 10 repetitions")
    ), "what came out stands before how sure it is"
    table = client.get("/p/moq/r/mesa-1/1/?lang=en").text.split('id="table"')[1]
    assert "Strengths: 60.0 %" in " ".join(table.split())


def test_where_weights_are_hidden_the_wall_says_what_weighs_most_and_nothing_of_groups(app, staff):
    weighed((2, 2, 2))
    told = wall(staff)
    assert "Between the groups" not in told
    assert "Weighs most: F1" in told


def test_a_list_in_which_nothing_is_decided_stands_under_its_answer(app, staff):
    room = make_room((6, 6, 6))
    round_ = make_round(room, "ranking", ("OE1", "OE2"), subject="objective")
    for card in room.cards:
        cast(card, round_, [["OE2"], ["OE1"]])
    close(round_, publish=True)
    told = wall(staff)
    assert "First: OE2" in told and "In order" not in told


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"F1": 9, "F2": 9}, "Entran: 2"),
        ({"F1": 9, "F2": 1}, "Entra: 1"),
    ],
)
def test_what_came_out_is_said_by_its_number_on_page_and_wall(app, staff, client, answer, said):
    room = make_room((6, 6, 6))
    round_ = make_round(room)
    for card in room.cards:
        cast(card, round_, answer)
    close(round_, publish=True)
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get("/p/moq/r/mesa-1/1/?lang=es").text).split())
    assert said in page
    shown = staff.get("/f/moq/w/mesa-1/projector?lang=es").text
    assert f"{said} de 2" in " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def test_a_sentence_over_the_rows_takes_the_lines_that_it_takes_in_bold():
    """Measured as plain words it took one line less than on the wall, and the last row ran into the axis."""
    words = "Si se preguntara otra vez, saldrían elegidos en 9 de cada 10 repeticiones o más: OE5."
    assert lines(words, WIDE - SIDES - 1) == 1
    assert Sentence(words).height == pytest.approx(2 * LINE + 0.35)
