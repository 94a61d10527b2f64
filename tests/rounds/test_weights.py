"""Sectors weigh as the protocol says: on record with a reason before the first vote, in every count and every file."""

import json

import pytest
from builders import NOON, cast, close, make_room, make_round

from smd_workshop.core.errors import Frozen, Invalid
from smd_workshop.database import db, transaction
from smd_workshop.library.recount import tally
from smd_workshop.models import Process, Result
from smd_workshop.processes import protocols, rulebook

pytestmark = pytest.mark.acts

REASON = "Acta 12 del consejo: la comunidad pesa el doble."


def weigh(room, weights, reason=REASON):
    process = db.session.get(Process, room.process.id)
    with transaction():
        protocols.change(process, {"sector_weights": weights, "weights_reason": reason}, None, NOON)


def results_of(round_):
    return db.session.query(Result).filter_by(round_id=round_.id).all()


@pytest.mark.parametrize(
    ("weights", "reason", "sentence"),
    [
        ({"com": "2"}, " ", "Write why the sectors do not weigh the same"),
        ({"com": "0"}, REASON, "is not a weight"),
        ({"com": "-1"}, REASON, "is not a weight"),
        ({"com": "mucho"}, REASON, "is not a weight"),
        ({"nadie": "2"}, REASON, "There is no sector"),
    ],
)
def test_a_weight_needs_a_sector_a_number_and_a_reason(app, weights, reason, sentence):
    with pytest.raises(Invalid) as refused:
        weigh(make_room(), weights, reason)
    assert sentence in refused.value.message


def test_equal_weights_need_no_reason_and_are_not_written(app):
    room = make_room()
    weigh(room, {"com": "1", "emp": "2/2"}, "")
    assert protocols.weights(room.process) == {}
    assert "Every sector weighs the same" in [
        r.title for r in rulebook.explained(room.process, str)
    ]


def test_weights_are_fixed_by_the_first_round(app):
    room = make_room()
    make_round(room)
    with pytest.raises(Frozen):
        weigh(room, {"com": "2"})


@pytest.mark.on_both
def test_every_count_and_every_file_carries_them_and_recounts(app):
    """com 9 and the others 1: a mean of 3.67 when all weigh the same, of 5 when com weighs as much as both."""
    room = make_room()
    weigh(room, {"com": "2"})
    round_ = make_round(room, "rating", ("F1",))
    for card in room.cards:
        cast(card, round_, {"F1": 9 if card in room.cards_of("com") else 1})
    close(round_, publish=True)
    (row,) = results_of(round_)
    assert [s.get("weight") for s in row.tally["sectors"]] == ["2", None, None]
    assert row.document["options"]["F1"]["balanced_mean"] == 5
    assert tally.recount(json.loads(json.dumps(row.tally))) == row.document


def test_the_rules_say_the_weights_and_the_reason(app):
    room = make_room()
    weigh(room, {"com": "3/2"})
    (rule,) = [
        r for r in rulebook.explained(room.process, str) if r.title == "How much each sector weighs"
    ]
    assert "Comunidad 3/2" in rule.sentence
    assert REASON in rule.sentence
