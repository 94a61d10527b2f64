"""What was said last is what was asked last: to publish an older round afterwards changes nothing of that."""

from datetime import timedelta

import pytest
from builders import NOON, cast, close, make_notes, make_room

from smd_workshop.board import item_codes
from smd_workshop.database import transaction
from smd_workshop.publishing import portal_queries, public_factors, publication, tracing
from smd_workshop.rounds import drafting, opening, option_sources, store


@pytest.fixture
def room(app):
    return make_room((6, 6, 6))


def coded(room, notes):
    found = make_notes(room, notes)
    with transaction():
        for number, each in enumerate(found, start=1):
            item_codes.assign_code(each, f"F{number}", NOON, None)
    return found


def ask(room, asks, chosen, answer, group="", **fields):
    with transaction():
        round_ = drafting.add(
            room.workshop, NOON, **store.asking(asks), title=asks, question="?", **fields
        )
        option_sources.set_options(round_, [(i.id, i.code, i.wording, group) for i in chosen])
        opening.open_round(round_, NOON, None)
    for card in room.cards:
        cast(card, round_, answer)
    close(round_)
    return round_


def publish(round_, minutes):
    with transaction():
        publication.publish(round_, NOON + timedelta(minutes=minutes), None)


def test_the_weights_of_factors_are_those_that_were_asked_last(room):
    chosen = coded(room, [(0, "Agua", "F"), (1, "Sol", "F")])
    first = ask(room, "points", chosen, {"F1": 90, "F2": 10}, "F")
    second = ask(room, "points", chosen, {"F1": 20, "F2": 80}, "F", previous_id=first.id)
    publish(second, 5)
    publish(first, 9)
    assert public_factors.weighting(room.process).round == second
    weights = {each.item.code: each.weight for each in public_factors.factors(room.process)}
    assert weights["F2"] > weights["F1"]
    assert tracing.trace(chosen[0]).origin.latest("weighs").round == second
    # What is news is what was published last.
    assert portal_queries.latest(room.process)[0] == first


def test_an_order_proposes_to_no_later_round_that_its_first_alone_is_put_to_the_vote(room):
    """A ranking shuts nothing out: who opened what was proposed after it had a vote on one option, and annulled it."""
    chosen = coded(room, [(0, "Agua", "F"), (1, "Sol", "F"), (2, "Luz", "F")])
    publish(ask(room, "ratify", chosen[:2], {"F1": "yes", "F2": "yes"}), 4)
    publish(ask(room, "ranking", chosen, [["F3"], ["F1"], ["F2"]]), 5)
    for method in ("majority-judgment", "estimate", "ratify", "approval"):
        with transaction():
            draft = drafting.add(
                room.workshop, NOON, **store.asking(method), title="x", question="?"
            )
        first, *others = option_sources.proposals(draft)
        assert (first.key, first.codes) == ("all", {"F1", "F2", "F3"})
        assert {each.key: each.codes for each in others} == {
            "first": {"F3"}, "adopted": {"F1", "F2"},
        }  # fmt: skip


def test_the_next_round_is_offered_what_the_round_that_closed_last_proposed(room):
    chosen = coded(room, [(0, "Agua", "F"), (1, "Sol", "F"), (2, "Luz", "F")])
    first = ask(room, "rating", chosen, {"F1": 9, "F2": 9, "F3": 1})
    second = ask(room, "rating", chosen, {"F1": 1, "F2": 9, "F3": 9}, previous_id=first.id)
    publish(second, 5)
    publish(first, 9)
    with transaction():
        draft = drafting.add(room.workshop, NOON, **store.asking("points"), title="x", question="?")
    best = option_sources.proposals(draft)[0]
    assert best.source == second
    assert best.codes == {"F2", "F3"}
