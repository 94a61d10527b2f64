"""Small sectors are shown as one, as the protocol says: agreed before the first vote, and the same over rounds."""

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import select

from smd_workshop.core.errors import Frozen, Invalid
from smd_workshop.database import db, transaction
from smd_workshop.models import Process, Reason, Result
from smd_workshop.processes import protocols, rulebook

pytestmark = pytest.mark.acts

FOUR = [("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("gob", "Gobierno")]
CITIZENS = {"com": "Ciudadanía", "soc": "Ciudadanía"}


def join(room, names):
    process = db.session.get(Process, room.process.id)
    with transaction():
        protocols.change(process, {"shown_together": names}, None, NOON)


def rated(room, cards, mark=5):
    round_ = make_round(room, options=("F1", "F2"))
    for card in cards:
        cast(card, round_, {"F1": mark, "F2": 9 - mark}, {"F1": f"porque {card.seat.code}"})
    close(round_, publish=True)
    return db.session.scalars(select(Result).where(Result.round_id == round_.id)).one()


def together_in(row):
    return [each["code"] for each in row.shown.get("disclosure", {}).get("together", ())]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"com": "Ciudadanía"}, "Give another sector the same name"),
        ({"com": "Ciudadanía", "soc": "Estado"}, "Give another sector the same name"),
        ({"com": "Gobierno", "soc": "Gobierno"}, "a name of their own"),
        ({"com": " ", "soc": " "}, "a name of their own"),
        ({"com": "X", "nadie": "X"}, "There is no sector"),
    ],
)
def test_a_group_has_sectors_and_a_name_of_its_own(app, names, sentence):
    with pytest.raises(Invalid) as refused:
        join(make_room((3, 4, 6, 7), FOUR), names)
    assert sentence in refused.value.message


def test_who_is_shown_with_whom_is_fixed_by_the_first_round(app):
    room = make_room((3, 4, 6, 7), FOUR)
    make_round(room)
    with pytest.raises(Frozen):
        join(room, CITIZENS)


def test_the_rules_say_who_is_shown_with_whom(app):
    room = make_room((3, 4, 6, 7), FOUR)
    titles = [rule.title for rule in rulebook.explained(room.process, str)]
    assert "Sectors that are shown together" not in titles
    join(room, CITIZENS)
    said = {rule.title: rule.sentence for rule in rulebook.explained(room.process, str)}
    assert "“Ciudadanía” (Comunidad, Sociedad civil)" in said["Sectors that are shown together"]


def test_where_only_decisions_are_shown_the_rules_promise_no_sector(app):
    room = make_room((6, 7), FOUR[:2])
    room.process.protocol = room.process.protocol | {"decision_alone": True}
    said = {rule.title: rule.sentence for rule in rulebook.explained(room.process, str)}
    assert "only what was decided is shown" in said["Protection of small sectors"]
    assert "one group" not in said["Protection of small sectors"]


def test_what_is_decided_is_decided_by_each_sector_alone(app):
    """Three against and four in favour of one group are two chambers, of which one is against."""
    room = make_room((3, 4, 6, 7), FOUR)
    join(room, CITIZENS)
    round_ = make_round(room, "ratify", ("OE1",))
    for card in room.cards:
        cast(card, round_, {"OE1": "no" if card in room.cards_of("com") else "yes"})
    close(round_, publish=True)
    row = db.session.scalars(select(Result).where(Result.round_id == round_.id)).one()
    assert row.shown["outcome"] == row.document["outcome"] == "contested"
    assert row.shown["sectors"]["com+soc"]["no"] == 3
    assert row.shown["sectors"]["com"]["no"] is None
    assert row.shown["overall"] is None
    assert [sector["code"] for sector in row.tally["sectors"]] == ["com", "soc", "emp", "gob"]


@pytest.mark.on_both
def test_over_rounds_they_stay_together_or_hidden(app):
    room = make_room((3, 6, 6, 7), FOUR)
    join(room, CITIZENS)
    assert together_in(rated(room, room.cards)) == ["com+soc"]
    without = [card for card in room.cards if card not in room.cards_of("com")]
    again = rated(room, without)
    assert together_in(again) == []
    assert "soc" in again.shown["disclosure"]["suppressed"]
    assert again.shown["options"]["F1"]["sectors"]["soc"]["mean"] is None


def test_a_sector_known_from_another_round_is_no_cover_inside_a_group(app):
    """The group less the known six would be the three."""
    room = make_room((3, 6, 6, 7), FOUR)
    join(room, CITIZENS)
    rated(room, [card for card in room.cards if card not in room.cards_of("com")])
    again = rated(room, room.cards)
    assert together_in(again) == []
    assert "com" in again.shown["disclosure"]["suppressed"]


def test_reasons_are_not_named_by_a_sector_that_is_shown_with_others(app):
    room = make_room((3, 4, 6, 7), FOUR)
    join(room, CITIZENS)
    row = rated(room, room.cards, mark=2)
    reasons = db.session.scalars(select(Reason).where(Reason.round_id == row.round_id)).all()
    assert {r.text.split()[1][:3] for r in reasons if r.sector_id is not None} == {"EMP", "GOB"}
