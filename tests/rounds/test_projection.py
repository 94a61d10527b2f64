"""What is on the wall: what staff chose, until the room needs something else."""

from datetime import timedelta

import pytest
from builders import NOON, close, gather, make_room, make_round

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, opening
from smd_workshop.rounds.results import projection

pytestmark = pytest.mark.acts

AFTER = NOON + timedelta(hours=1)


@pytest.fixture
def hall(app):
    return make_room()


def choose(hall, shows, number=None, at=AFTER):
    with transaction():
        projection.choose(hall.workshop, shows, number, at)


def on_wall(hall):
    db.session.rollback()
    wall = projection.now_on(hall.workshop)
    return wall.shows, wall.round and wall.round.number


def test_by_itself_the_wall_goes_with_the_rounds(hall):
    assert on_wall(hall) == ("room", None)
    make_round(hall)
    assert on_wall(hall) == ("room", 1)


def test_publishing_an_old_round_does_not_take_over_the_wall(hall):
    first, second = make_round(hall, open=False), make_round(hall, open=False)
    for hour, round_ in enumerate((first, second)):
        at = NOON + timedelta(hours=hour)
        with transaction():
            opening.open_round(round_, at, None)
        with transaction():
            closing.announce_close(round_, at, None)
        with transaction():
            closing.close(round_, at + timedelta(minutes=5), None)
    assert on_wall(hall) == ("room", 2)
    with transaction():
        publication.publish(first, NOON + timedelta(hours=9), None)
    assert on_wall(hall) == ("room", 2)


def test_a_chosen_result_stays_while_others_are_published(hall):
    first = make_round(hall)
    close(first, publish=True)
    choose(hall, "result", 1)
    second = make_round(hall, open=False)
    assert on_wall(hall) == ("result", 1)
    with transaction():
        opening.open_round(second, AFTER - timedelta(minutes=1), None)
    close(second, publish=True)
    assert on_wall(hall) == ("result", 1)


def test_a_round_that_opens_takes_the_wall_whatever_was_chosen(hall):
    """People who must answer need the question and the code, not what was on the wall before."""
    for shows in ("join", "nothing"):
        choose(hall, shows)
        assert on_wall(hall)[0] == shows
    late = make_round(hall, open=False)
    with transaction():
        opening.open_round(late, now(), None)
    assert on_wall(hall) == ("room", 1)


def test_only_a_published_result_of_this_workshop_can_be_put_on_the_wall(hall):
    round_ = make_round(hall)
    close(round_)
    with pytest.raises(WrongState):
        choose(hall, "result", 1)
    with transaction():
        publication.publish(round_, NOON, None)
    choose(hall, "result", 1)
    other = make_room(code="otro")
    close(make_round(other), publish=True)
    with pytest.raises(NotFound):
        choose(hall, "result", 2)
    with pytest.raises(Invalid):
        choose(hall, "everything")


def test_notes_hang_on_the_wall_only_when_nobody_writes_any_more(hall):
    """Contributions are blind: what one has written moves what the next one writes."""
    notes = [(0, "Hay agua", "F"), (1, "Falta agua", "D")]
    round_ = gather(hall, notes, shut=False)
    assert projection.board_round(hall.workshop) is None
    with pytest.raises(WrongState):
        choose(hall, "board")
    with pytest.raises(NotFound):
        projection.notes(round_)
    close(round_)
    choose(hall, "board")
    assert on_wall(hall) == ("board", 1)
    hung = projection.notes(round_)
    assert [(each.group, [i.wording for i in each.items]) for each in hung] == [
        ("F", ["Hay agua"]), ("D", ["Falta agua"]),
    ]  # fmt: skip


def test_the_open_round_can_be_chosen_only_while_one_is_open(hall):
    with pytest.raises(WrongState):
        choose(hall, "round")
    round_ = make_round(hall)
    choose(hall, "round")
    assert on_wall(hall) == ("round", 1)
    close(round_)
    assert on_wall(hall) == ("room", 1)


def test_the_ground_is_dark_or_light_and_nothing_else_changes(hall):
    choose(hall, "join")
    with transaction():
        projection.dress(hall.workshop, AFTER, dark=True)
    assert projection.now_on(hall.workshop).dark
    assert on_wall(hall)[0] == "join"
