"""What the wall says of a drawing is drawn there, and who is not shown is named."""

import re

import pytest
from builders import cast, close, make_room, make_round, make_user

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
    assert "Not shown apart, to protect small groups: Sociedad civil, Empresa." in told
