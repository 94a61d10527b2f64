"""The number of a round is its place in the agenda, whatever is done with drafts; what has opened never moves."""

import random

import pytest
from builders import NOON, Room, close, make_room, make_round
from depth import cases
from kept import built_once

from smd_workshop.core.errors import WrongState
from smd_workshop.database import db, transaction
from smd_workshop.rounds import closing, drafting, opening, option_sources, store, workshops

pytestmark = pytest.mark.acts


@pytest.fixture
def room(app):
    return of_six_rounds()


@built_once
def of_six_rounds():
    """Two rounds that ended, one open, three drafts: A B C D E F."""
    room = make_room()
    for title in "AB":
        close(make_round(room, title=title), publish=True)
    make_round(room, title="C")
    for title in "DEF":
        make_round(room, title=title, open=False)
    return room


def agenda(room):
    db.session.expire_all()
    rounds = room.workshop.rounds
    assert [r.number for r in rounds] == list(range(1, len(rounds) + 1))
    return "".join(r.title for r in rounds)


def find(room, title):
    return next(r for r in room.workshop.rounds if r.title == title)


def move(room, title, number):
    with transaction():
        drafting.move(find(room, title), number, NOON, None)


def test_drafts_move_among_themselves(room):
    move(room, "F", 4)
    assert agenda(room) == "ABCFDE"
    move(room, "F", 99)
    assert agenda(room) == "ABCDEF"
    move(room, "E", 1)
    assert agenda(room) == "ABCEDF", "before what has opened there is no place"


@pytest.mark.parametrize("title", ["A", "C"])
def test_what_has_opened_does_not_move(room, title):
    with pytest.raises(WrongState), transaction():
        drafting.move(find(room, title), 5, NOON, None)
    with pytest.raises(WrongState), transaction():
        drafting.shift(find(room, title), 1, NOON, None)
    assert agenda(room) == "ABCDEF"


def test_a_copy_stands_after_all_that_has_opened(room):
    with transaction():
        drafting.copy(find(room, "A"), NOON, None).title = "a"
        drafting.copy(find(room, "E"), NOON, None).title = "e"
    assert agenda(room) == "ABCaDEeF"


def test_a_round_opened_out_of_turn_keeps_its_number_and_drafts_go_round_it(room):
    close(find(room, "C"), publish=True)
    with transaction():
        opening.open_round(find(room, "E"), NOON, None)
    assert find(room, "E").number == 5
    move(room, "F", 4)
    assert agenda(room) == "ABCFED"
    with transaction():
        drafting.discard(find(room, "F"), NOON, None)
    assert agenda(room) == "ABCDE"


def test_a_discarded_draft_comes_back_as_it_was_where_it_was(room):
    before = {name: getattr(find(room, "E"), name) for name in (*drafting.FROZEN_FIELDS, "number")}
    options = [(o.code, o.wording) for o in find(room, "E").options]
    with transaction():
        follower = drafting.add(
            room.workshop, NOON, **store.asking("rating"), title="G", question="?"
        )
        follower.previous_id = find(room, "E").id
    with transaction():
        kept = drafting.discard(find(room, "E"), NOON, None)
    assert agenda(room) == "ABCDFG"
    assert find(room, "G").previous_id is None
    assert [each.id for each in drafting.discarded(room.workshop)] == [kept.id]
    with transaction():
        drafting.restore(room.workshop, kept, NOON, None)
    assert agenda(room) == "ABCDEFG"
    again = find(room, "E")
    assert {name: getattr(again, name) for name in before} == before
    assert [(o.code, o.wording) for o in again.options] == options
    assert find(room, "G").previous_id == again.id
    assert drafting.discarded(room.workshop) == []
    with pytest.raises(WrongState), transaction():
        drafting.restore(room.workshop, kept, NOON, None)


def test_a_draft_that_comes_back_does_not_name_a_round_that_is_gone(room):
    with transaction():
        find(room, "F").previous_id = find(room, "E").id
        kept = drafting.discard(find(room, "F"), NOON, None)
        drafting.discard(find(room, "E"), NOON, None)
    with transaction():
        drafting.restore(room.workshop, kept, NOON, None)
    assert find(room, "F").previous_id is None


ACTS = ["add", "add", "copy", "move", "discard", "restore", "open", "close"]


@pytest.mark.on_both
def test_whatever_is_done_numbers_are_places_and_what_has_opened_stays(app):
    process = make_room(per_sector=(1, 1)).process
    chance = random.Random(31)
    for n in range(cases(12, 300)):
        with transaction():
            room = Room(process, workshops.create(process, f"Mesa de prueba {n}", NOON), [])
        opened, told = {}, []
        for _ in range(12):
            told.append((chance.choice(ACTS), chance.randrange(9), chance.randrange(1, 10)))
            with transaction():
                _do(room, *told[-1])
            _hold(room, opened, told)


def _hold(room, opened, told):
    db.session.expire_all()
    rounds = room.workshop.rounds
    for each in rounds:
        if each.state != "draft":
            assert opened.setdefault(each.id, each.number) == each.number, told
    drafts = [r.number for r in rounds if r.state == "draft"]
    held = {r.number for r in rounds if r.state != "draft"}
    free = [number for number in range(1, 40) if number not in held]
    assert drafts == free[: len(drafts)], told


def _do(room, act, which, number):
    rounds = room.workshop.rounds
    off = drafting.discarded(room.workshop)
    if act == "add" or not rounds:
        made = drafting.add(room.workshop, NOON, **store.asking("rating"), title="x", question="?")
        option_sources.set_options(made, [(None, "F1", "uno", "")])
    elif act == "restore" and off:
        drafting.restore(room.workshop, off[which % len(off)], NOON, None)
    else:
        chosen = rounds[which % len(rounds)]
        _with(chosen, act, number)


def _with(chosen, act, number):
    if act == "copy":
        drafting.copy(chosen, NOON, None)
    elif act == "close" and chosen.state == "open":
        closing.annul(chosen, "x", NOON, None)
    elif chosen.state == "draft" and act in {"move", "discard"}:
        drafting.move(chosen, number, NOON, None)
        if act == "discard":
            drafting.discard(chosen, NOON, None)
    elif act == "open" and chosen.state == "draft":
        busy = any(r.state == "open" for r in chosen.workshop.rounds)
        if not busy:
            opening.open_round(chosen, NOON, None)
