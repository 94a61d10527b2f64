"""The strategy map: arrows with what votes said of them, drawn by Graphviz, or a list that says the same."""

import io
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from builders import NOON, cast, close, make_room, make_round
from hostile import MARK, runs
from pypdf import PdfReader
from strategic import entered

from smd_workshop.board import item_links, items
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.library.charts.text import width
from smd_workshop.publishing import publication, scorecards
from smd_workshop.strategy.scorecards import arranging, arrows, editions, graphviz, mapping, reading

TODAY = date(2024, 3, 1)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def room(app):
    return make_room(languages=["es"])


@pytest.fixture
def pair(room):
    return entered(room.process, "Agua limpia"), entered(room.process, "Técnicos", "enablers")


def draw(cause, effect, why="Sin técnicos no hay plantas"):
    with transaction():
        return arrows.draw(cause, effect, why, NOON, None)


def map_of(room, *, public=False):
    db.session.expire_all()
    card = scorecards.of_process(room.process)
    return mapping.map_of(reading.shown(card, TODAY, public=public))


def test_an_arrow_is_drawn_once_with_its_reason_and_never_to_itself_or_in_a_circle(room, pair):
    water, people = pair
    assert draw(people, water).id == draw(people, water, "Otra razón").id
    (only,) = map_of(room).arrows
    assert (only.reason, only.support) == ("Sin técnicos no hay plantas", None)
    for cause, effect, why in ((water, water, "x"), (water, people, "x"), (people, water, " ")):
        with pytest.raises(Invalid), transaction():
            arrows.draw(cause, effect, why, NOON, None)


def test_an_arrow_to_an_objective_of_another_process_is_not_found(room, pair):
    far = entered(make_room(code="otro").process, "Lejos")
    with pytest.raises(NotFound), transaction():
        arrows.draw(pair[0], far, "x", NOON, None)


@pytest.mark.parametrize(("answer", "agreed"), [("yes", True), ("no", False)])
def test_an_arrow_shows_what_the_vote_on_it_said(room, pair, answer, agreed):
    draw(pair[1], pair[0])
    card = scorecards.of_process(room.process)
    with transaction():
        assert arrows.propose(card, NOON, None) == 1
        assert arrows.propose(card, NOON, None) == 0
    (proposal,) = [each.link.proposal for each in arrows.of_scorecard(card)]
    assert proposal.code == "R1"
    round_ = make_round(room, "ratify", items=[proposal], subject="link")
    for card_ in room.cards:
        cast(card_, round_, {"R1": answer})
    close(round_)
    assert map_of(room).arrows[0].support is None  # counted, not yet published
    with transaction():
        publication.publish(round_, NOON, None)
    support = map_of(room).arrows[0].support
    assert (support.agreed, support.vote.round.id) == (agreed, round_.id)
    assert support.votes == ((16, 16) if agreed else (0, 16))


def test_what_is_taken_off_is_off_and_may_be_drawn_again(room, pair):
    draw(pair[1], pair[0])
    card = scorecards.of_process(room.process)
    with transaction():
        arrows.remove(arrows.find(card, arrows.of_scorecard(card)[0].link.id), NOON, None)
    assert map_of(room).arrows == ()
    draw(pair[0], pair[1])  # the other way round closes no circle now


def test_the_picture_has_every_box_and_arrow_results_above_enablers(room, pair):
    draw(pair[1], pair[0])
    picture = map_of(room).picture
    places = {each.objective.item.code: each.y for each in picture.boxes}
    assert places["OE1"] < places["OE2"]
    assert [each.row.code for each in picture.bands] == ["results", "enablers"]
    assert len(picture.arrows) == 1
    assert all(box.x >= 0 and box.x + mapping.WIDE <= picture.width + 1 for box in picture.boxes)


def test_without_graphviz_the_page_says_so_and_the_list_stays(room, pair, client, monkeypatch):
    draw(pair[1], pair[0])
    monkeypatch.setattr(graphviz.shutil, "which", lambda _name: None)
    with transaction():
        editions.publish(scorecards.of_process(room.process), NOON, None)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.get("/p/moq/scorecards/bsc/map").text
    assert "Graphviz is missing" in page and "<svg" not in page.partition("<main")[2]
    assert "Leads to:" in page and "Sin técnicos no hay plantas" in page
    assert client.get("/p/moq/scorecards/bsc/map.svg").status_code == 404
    assert client.get("/p/moq/scorecards/bsc/map.pdf").status_code == 200


def test_hostile_wordings_are_words_in_page_and_picture(room, client):
    """An SVG runs scripts as a page does."""
    water = entered(room.process, f"Agua {MARK}")
    people = entered(room.process, 'Técnicos"]; } digraph {', "enablers")
    draw(people, water, MARK)
    with transaction():
        editions.publish(scorecards.of_process(room.process), NOON, None)
    page = client.get("/p/moq/scorecards/bsc/map").text
    assert "alert(" in page and not runs(page)
    picture = client.get("/p/moq/scorecards/bsc/map.svg")
    assert picture.mimetype == "image/svg+xml"
    root = ET.fromstring(picture.data)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags == {"svg", "title", "defs", "marker", "path", "g", "rect", "text"}
    assert any(MARK in (each.text or "") for each in root.iter(f"{SVG}title"))


def test_the_map_prints_with_its_arrows_as_a_list(room, pair, client):
    draw(pair[1], pair[0])
    with transaction():
        editions.publish(scorecards.of_process(room.process), NOON, None)
    answer = client.get("/p/moq/scorecards/bsc/map.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "Agua limpia" in words and "Sin técnicos no hay plantas" in words


def test_the_head_of_a_box_stays_inside_it_however_many_themes_there_are(room):
    water = entered(room.process, "Agua limpia")
    with transaction():
        names = ("Agua y saneamiento", "Educación técnica", "Salud materna")
        themes = [item_links.add_theme(room.process, each, NOON, None) for each in names]
        arranging.set_themes(water, themes, NOON, None)
    (box,) = map_of(room).picture.boxes
    assert box.head.startswith("OE1 · ")
    assert width(box.head, mapping.SIZE, "bold") <= mapping.WIDE - 2 * mapping.INSET


def test_what_is_put_to_the_vote_of_two_long_wordings_shows_both_and_says_where_they_are_cut(room):
    water = entered(room.process, "agua " * (items.LONGEST // 5))
    people = entered(room.process, "gente " * (items.LONGEST // 6), "enablers")
    draw(people, water)
    with transaction():
        arrows.propose(scorecards.of_process(room.process), NOON, None)
    (arrow,) = map_of(room).arrows
    wording = arrow.link.proposal.wording
    assert len(wording) <= items.LONGEST
    assert "… → agua agua" in wording
    assert wording.endswith("…")
