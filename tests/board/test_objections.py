"""An author's word against the wording of others: heard, shown and answered, until the vote."""

import pytest
from builders import NOON, make_notes, make_room
from kept import built_once
from sqlalchemy import func, select

from smd_workshop.board import item_codes, merging, objections
from smd_workshop.core.errors import Frozen, Invalid, NotAllowed, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Merge, Objection
from smd_workshop.rounds import drafting, opening

pytestmark = pytest.mark.acts


@pytest.fixture
def merged(app):
    return of_two_notes()


@built_once
def of_two_notes():
    """A merge of the notes of the first two seats."""
    room = make_room()
    a, b = make_notes(room, [(0, "Uno", "F"), (1, "Dos", "F")])
    with transaction():
        item = merging.merge([a, b], "Uno y dos", NOON, None)
    return room, a, item


def object_to(item, card, text="Yo no quise decir eso"):
    with transaction():
        return objections.raise_objection(item, card.seat.id, text, NOON)


def test_an_author_objects_and_reads_the_answer(merged):
    room, a, item = merged
    objection = object_to(item, room.cards[0])
    board = merging.board(room.process, "factor")
    assert [c.item.id for c in board.objected] == [item.id]
    with transaction():
        objections.settle(objection, "Se cambió la palabra", NOON, None)
    assert merging.board(room.process, "factor").objected == []
    (own,) = merging.fate(a.contributions[0]).objections
    assert own.answer == "Se cambió la palabra"
    with pytest.raises(WrongState), transaction():
        objections.settle(objection, "Otra cosa", NOON, None)


def test_an_objection_to_the_original_reaches_the_merged_item(merged):
    room, a, item = merged
    assert object_to(a, room.cards[0]).item_id == item.id


def test_only_authors_object(merged):
    room, _a, item = merged
    with pytest.raises(NotAllowed):
        object_to(item, room.cards[5])
    with pytest.raises(Invalid):
        object_to(item, room.cards[0], "  ")


def test_an_objection_sent_twice_is_one(merged):
    room, _a, item = merged
    object_to(item, room.cards[0])
    object_to(item, room.cards[0])
    assert db.session.scalar(select(func.count()).select_from(Objection)) == 1


def test_after_the_vote_opens_it_is_refused_in_words(merged):
    room, _a, item = merged
    with transaction():
        item_codes.assign_codes(room.process, "factor", NOON, None)
        round_ = drafting.add(room.workshop, NOON, method_id="rating", title="R", question="¿?")
        opening.open_round(round_, NOON, None)
    with pytest.raises(Frozen, match="The vote has opened"):
        object_to(item, room.cards[0])


def test_a_vote_on_an_objected_wording_needs_a_reason(merged):
    room, _a, item = merged
    with transaction():
        item_codes.assign_codes(room.process, "factor", NOON, None)
        round_ = drafting.add(room.workshop, NOON, method_id="rating", title="R", question="¿?")
    object_to(item, room.cards[0])
    with pytest.raises(WrongState), transaction():
        opening.open_round(round_, NOON, None)
    with transaction():
        opening.open_round(round_, NOON, None, "La sala lo pidió")
    assert round_.state == "open"


def test_an_objection_stands_in_the_way_of_a_further_merge(merged):
    room, _a, item = merged
    (c,) = make_notes(room, [(2, "Tres", "F")])
    object_to(item, room.cards[0])
    with pytest.raises(WrongState), transaction():
        merging.merge([item, c], "Todo", NOON, None)


def test_undoing_what_was_objected_to_answers_the_objection(merged):
    room, _a, item = merged
    objection = object_to(item, room.cards[0])
    with transaction():
        merging.undo(db.session.scalars(select(Merge)).one(), NOON, None, "Se deshizo la unión")
    assert objection.settled_at is not None
    assert objection.answer == "Se deshizo la unión"
    assert item.state == "retired"


def test_an_objection_of_another_process_is_not_found(merged):
    room, _a, item = merged
    objection = object_to(item, room.cards[0])
    other = make_room(code="otro")
    with pytest.raises(NotFound):
        objections.find(other.process, objection.id)
