"""What a decision hangs on is told to specialists where everybody may recount it, and to nobody where a sector is hidden."""

import pytest
from builders import make_room
from filled import FACTORS, OBJECTIVES, answered, full_room
from staff import member

from smd_workshop.library.recount import tally
from smd_workshop.rounds.results import influence, results

pytestmark = pytest.mark.looks

ALL = {"rating": FACTORS, "points": FACTORS, "approval": OBJECTIVES, "ratify": OBJECTIVES}


def page(client, round_):
    return client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en").text


def test_specialists_read_how_a_decision_holds_and_what_each_sector_adds(app, client):
    _, made = full_room((7, 6, 5))
    round_ = made["approval"]
    part = results.view(round_).parts[0]
    expected = tally.influence_of(tally.profile_of(part.data))
    ways = expected["weighings"]
    shown = page(client, round_)
    assert f"Of {ways['ways']} ways of sharing out the weight among the sectors" in shown
    assert f"the decision is the same in {ways['same']}." in shown
    assert shown.count('class="influence"') == 1


@pytest.mark.parametrize("kind", [*ALL])
def test_where_a_sector_is_hidden_nothing_is_tried(app, client, kind):
    """What each sector adds would tell the hidden ones apart."""
    room = make_room((6, 5, 2))
    settings = {"k": 2} if kind == "approval" else None
    round_ = answered(room, kind, ALL[kind], settings=settings)
    assert any(part.protected for part in results.view(round_).parts)
    assert 'class="influence"' not in page(client, round_)


def test_a_page_does_not_wait_for_what_takes_long(app, client, monkeypatch):
    _, made = full_room((7, 6, 5))
    monkeypatch.setattr(influence, "MOST_WORK", 1)
    shown = page(client, made["approval"])
    assert 'id="f-specialists"' in shown and 'class="influence"' not in shown


def test_staff_alone_are_asked_to_look_at_a_sector_that_is_most_of_the_people(
    app, client, monkeypatch
):
    found = {
        "people": 18,
        "effective": 12.8,
        "large": [{"sector": "com", "share": 0.44}],
    }
    monkeypatch.setattr("smd_workshop.library.sectors.capture.flags", lambda _profile: found)
    room, made = full_room((7, 6, 5))
    public = page(client, made["approval"])
    assert 'id="flags"' not in public
    # What sectors of different sizes are worth stands with the figures of specialists.
    assert "count like" in public
    number = made["approval"].number
    shown = (
        member(app, room.process, "facilitator")
        .get(f"/f/moq/w/mesa-1/rounds/{number}/result?lang=en")
        .text
    )
    section = shown[shown.index('id="flags"') :]
    assert "44 % of all who answered" in section


def test_where_a_sector_is_hidden_nobody_is_told_how_many_it_is(app, client):
    room = make_room((6, 5, 2))
    round_ = answered(room, "rating", FACTORS)
    view = results.view(round_, staff=True)
    assert [view.flags(part) for part in view.parts] == [None]
