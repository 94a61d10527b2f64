"""A process sorts by the vocabulary that it names: another than SWOT needs a line in one place."""

import pytest
from builders import NOON, close, gather, make_notes, make_room
from staff import administrator

from smd_workshop.board import item_codes, item_links, items, merging
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.database import db, transaction
from smd_workshop.models import Item
from smd_workshop.processes import vocabulary
from smd_workshop.processes.vocabulary import Group, Grouping
from smd_workshop.rounds import drafting
from smd_workshop.rounds.ballots import contributions

pytestmark = pytest.mark.acts

PESTEL = Grouping(
    "pestel",
    N_("Which side of the world around us?"),
    N_("Choose one side."),
    (Group("POL", "Political", "Politics"), Group("ECO", "Economic", "Economy")),
)


@pytest.fixture
def room(app, monkeypatch):
    """A process that sorts its factors by a made-up vocabulary."""
    monkeypatch.setitem(vocabulary.GROUPINGS, "pestel", PESTEL)
    return make_room(grouping="pestel")


def test_notes_codes_board_and_merges_follow_the_vocabulary_of_the_process(room):
    a, b, _c = make_notes(
        room, [(0, "Ley nueva", "POL"), (1, "La ley cambia", "POL"), (2, "Sube el cobre", "ECO")]
    )
    with transaction():
        assert item_codes.assign_codes(room.process, "factor", NOON, None) == 3
    assert {i.code for i in items.active(room.process, "factor")} == {"POL1", "POL2", "ECO1"}
    with transaction():
        merged = merging.merge([a, b], "La ley cambia a menudo", NOON, None)
        merging.move(merged, "ECO", NOON, None)
    assert (merged.group_code, merged.code) == ("ECO", None)
    columns = merging.board(room.process, "factor").columns
    assert [(c.group, len(c.cards)) for c in columns] == [("POL", 0), ("ECO", 2)]


def test_a_group_of_another_vocabulary_is_refused_with_the_sentence_of_this_one(room):
    with pytest.raises(Invalid, match="Choose one side"):
        gather(room, [(0, "Hay confianza", "F")])
    db.session.rollback()
    (item,) = make_notes(room, [(0, "Ley nueva", "POL")])
    with pytest.raises(Invalid, match="Choose one side"):
        merging.move(item, "F", NOON, None)


def test_phone_and_console_ask_in_the_words_of_the_vocabulary(app, room, client):
    round_ = gather(room, [(0, "Ley nueva", "POL")], shut=False)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.post("/e", data={"code": room.cards[1].code})
    page = client.get(f"/s/mesa-1/{round_.number}")
    assert "Which side of the world around us?" in page.text
    assert 'value="ECO"' in page.text and 'value="F"' not in page.text
    note = {"key": "k", "text": "Sube el cobre", "evidence": "", "theme": ""}
    for group, status in (("F", 422), ("", 422), ("ECO", 303)):
        sent = client.post(f"/s/mesa-1/{round_.number}", data=note | {"group": group})
        assert sent.status_code == status, group
    at = f"/f/moq/w/mesa-1/rounds/{round_.number}"
    staff = administrator(app)
    assert "Politics" in staff.get(f"{at}/notes").text
    close(round_, publish=True)
    with transaction():
        item_codes.assign_codes(room.process, "factor", NOON, None)
    assert "Politics (1)" in staff.get(f"{at}/board").text
    assert "Economy (1)" in client.get("/p/moq/factors").text


def test_a_kind_without_groups_takes_none_and_an_unknown_kind_is_refused(app):
    room = make_room()
    assert contributions.check(
        contributions.Note("Agua limpia", "F", kind="objective"), vocabulary.SWOT
    ) == contributions.Note("Agua limpia", "", kind="objective")
    with pytest.raises(Invalid, match="no kind of item called rumour"):
        contributions.check(contributions.Note("Se dice", kind="rumour"), vocabulary.SWOT)
    with pytest.raises(Invalid, match="no kind of item called rumour"):
        drafting.add(
            room.workshop, NOON, method_id="rating", subject="rumour", title="", question=""
        )


@pytest.mark.parametrize(
    ("link", "kind", "target", "fits"),
    [
        ("theme", "factor", "theme", True),
        ("theme", "statement", "theme", True),
        ("theme", "factor", "objective", False),
        ("from", "objective", "factor", True),
        ("from", "factor", "objective", False),
        ("from", "indicator", "objective", True),
        ("cause", "objective", "objective", True),
        ("cause", "factor", "objective", False),
        ("rumour", "factor", "theme", False),
        ("theme", "rumour", "theme", False),
    ],
)
def test_what_may_be_tied_to_what_is_declared_once(app, link, kind, target, fits):
    assert vocabulary.may_tie(link, kind, target) is fits
    room = make_room()
    with transaction():
        a, b = (
            Item(process_id=room.process.id, kind=each, wording=each, state="active")
            for each in (kind, target)
        )
        db.session.add_all([a, b])
    if fits:
        with transaction():
            item_links.link(a, b, link, NOON, None)
    else:
        with pytest.raises(Invalid):
            item_links.link(a, b, link, NOON, None)


def test_no_two_kinds_share_the_first_letters_of_their_codes():
    groups = [g.code for each in vocabulary.GROUPINGS.values() for g in each.groups]
    prefixes = [kind.prefix for kind in vocabulary.ITEM_KINDS.values() if not kind.grouped]
    assert all(prefixes) and len(set(prefixes)) == len(prefixes)
    assert set(prefixes).isdisjoint(groups)
