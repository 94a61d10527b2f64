"""A round that is not published is told by none that repeats it: to no observer, on no wall; nor what was hidden since."""

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import select
from staff import administrator, member
from test_participant import words

from smd_workshop.database import db, transaction
from smd_workshop.models import Reason
from smd_workshop.publishing import publication
from smd_workshop.rounds import drafting, opening
from smd_workshop.rounds.ballots import reasons as moderation
from smd_workshop.rounds.results import projection

AT = "/f/moq/w/mesa-1"
ROLES = ("observer", "planner")


@pytest.fixture
def room(app):
    return make_room((6, 6, 6))


def asked_again(first, room, *, end=True):
    """The round of before once more, open, or closed with other answers."""
    with transaction():
        twin = drafting.copy(first, NOON, None)
        opening.open_round(twin, NOON, None)
    if end:
        answered(room, twin, 9)
    return twin


def answered(room, round_, far, reasons=None):
    for place, card in enumerate(room.cards):
        own = reasons if place == 0 else None
        cast(card, round_, {"F1": 9, "F2": far}, own)
    close(round_)


def publish(round_):
    with transaction():
        publication.publish(round_, NOON, None)


def twice(room):
    first = make_round(room)
    answered(room, first, 1)
    return first, asked_again(first, room)


@pytest.mark.parametrize("role", ROLES)
def test_who_looks_on_reads_nothing_of_a_round_that_is_not_published(app, room, role):
    first, second = twice(room)
    onlooker = member(app, room.process, role)
    console = f"{AT}/console?round=2"
    assert 'id="moved"' not in onlooker.get(console).text
    assert 'id="moved"' in administrator(app).get(console).text
    publish(second)
    assert 'id="moved"' not in onlooker.get(console).text
    page = onlooker.get(f"{AT}/rounds/2/result")
    assert page.status_code == 200
    assert "Round 1" not in words(page)
    assert onlooker.get(f"{AT}/rounds/2/trail").location == f"{AT}/rounds/2/result"
    publish(first)
    assert 'id="moved"' in onlooker.get(console).text
    assert onlooker.get(f"{AT}/rounds/2/trail").status_code == 200


def test_the_wall_tells_how_opinions_moved_once_both_rounds_are_published(app, room):
    first, second = twice(room)
    publish(second)
    with transaction():
        projection.choose(room.workshop, "result", second.number, NOON)
    office = administrator(app)
    assert "round before" not in words(office.get(f"{AT}/projector"))
    publish(first)
    assert "round before" in words(office.get(f"{AT}/projector"))


def test_a_reason_that_is_hidden_leaves_the_ballots_of_the_round_that_is_asked_again(app, room):
    first = make_round(room)
    said = "El alcalde lo sabe"
    answered(room, first, 1, {"F1": said})
    ids = list(db.session.scalars(select(Reason.id)))
    with transaction():
        moderation.moderate(first, ids, "shown", NOON, None)
    publish(first)
    asked_again(first, room, end=False)
    seat = app.test_client()
    seat.post("/e", data={"code": room.cards[-1].code})
    assert said in seat.get("/s/mesa-1/2").text
    with transaction():
        moderation.moderate(first, ids, "hidden", NOON, None)
    assert said not in seat.get("/s/mesa-1/2").text
    other = app.test_client()
    other.post("/e", data={"code": room.cards[1].code})
    assert said not in other.get("/s/mesa-1/2").text
    with transaction():
        moderation.moderate(first, ids, "shown", NOON, None)
    assert said in seat.get("/s/mesa-1/2").text
