"""The FODA report says what the portal says, counts what it lists, and shows nothing that is not published."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from builders import NOON, cast, close, gather, make_notes, make_room, make_round
from furnished import demonstrated
from pypdf import PdfReader

from smd_workshop.database import transaction
from smd_workshop.publishing import portal_queries, public_factors, publication, tracing
from smd_workshop.rounds import drafting, opening
from smd_workshop.rounds.results import results
from smd_workshop.strategy import foda

TODAY = NOON.date()
#: Of the note: five strengths, four opportunities, ten weaknesses, seven threats; 38 links with themes.
#: In the order of its title and of the letters, as on every page.
COUNTS = {"F": 5, "O": 4, "D": 10, "A": 7}

GROUPS = ("Fortalezas", "Oportunidades", "Debilidades", "Amenazas")


@pytest.fixture
def moquegua(app):
    return demonstrated()[0]


def test_the_report_of_the_note_has_its_factors_its_links_and_its_annex(moquegua, client):
    report = foda.report_of(moquegua, TODAY)
    assert {each.group.code: len(each.factors) for each in report.quadrants} == COUNTS
    assert list(COUNTS) == [each.group.code for each in report.quadrants]
    assert (len(report.themes), report.links) == (8, 38)
    page = client.get("/p/moquegua-2022/foda?lang=es").text
    assert "38 vínculos" in page and "5 fortalezas, 9 debilidades" in page
    for address in ("", "factors", "foda"):
        told = client.get(f"/p/moquegua-2022/{address}?lang=es").text.split("</h1>")[1]
        assert [told.find(name) for name in GROUPS] == sorted(told.find(name) for name in GROUPS)
    for factor in report.factors:
        assert factor.item.wording in page and factor.item.evidence in page
    assert len(moquegua.notes) == 16


def test_the_votes_of_the_report_are_the_latest_published_of_each_way_with_their_margins(
    moquegua, client
):
    votes = foda.report_of(moquegua, TODAY).votes
    methods = [view.method.id for view in votes]
    assert len(methods) == len(set(methods)) >= 2
    assert all(view.round.state == "published" for view in votes)
    page = client.get("/p/moquegua-2022/foda?lang=en").text
    for view in votes:
        assert f"/rounds/{view.round.number}/" in page or f"/{view.round.number}/" in page
    assert "(between " in page, "weights carry their intervals"


def test_the_crossing_is_told_beside_the_ratings_and_only_once_it_is_published(app, client):
    room = make_room()
    chosen = ("F1", "D1", "O1", "A1")
    rating = make_round(room, "rating", chosen)
    for card in room.cards:
        cast(card, rating, dict.fromkeys(chosen, 8))
    close(rating, publish=True)
    crossing = make_round(room, "cross", chosen)
    for card in room.cards:
        cast(card, crossing, {f"{a}|{b}": 3 for a in ("F1", "D1") for b in ("O1", "A1")})
    close(crossing)
    told = [view.method.id for view in foda.report_of(room.process, TODAY).votes]
    assert told == ["rating"]
    with transaction():
        publication.publish(crossing, NOON + timedelta(minutes=3), None)
    told = [view.method.id for view in foda.report_of(room.process, TODAY).votes]
    assert told == ["rating", "cross"]
    assert client.get("/p/moq/foda?lang=en").status_code == 200


def test_the_picture_holds_every_factor_within_its_quadrant(moquegua, client):
    report = foda.report_of(moquegua, TODAY)
    drawn = foda.picture_of(report)
    codes = [each.code for quadrant in drawn.quadrants for each in quadrant.factors]
    assert sorted(codes) == sorted(str(each.item.code) for each in report.factors)
    for quadrant in drawn.quadrants:
        for each in quadrant.factors:
            assert each.y + foda.LINE * (len(each.lines) - 1) < quadrant.high
        assert quadrant.x + foda.WIDE <= drawn.width
        assert quadrant.y + quadrant.high <= drawn.height
    narrow = foda.narrow_picture_of(report)
    assert narrow.width <= 328 and len(narrow.quadrants) == 4, "a phone shows all of it"
    assert all(each.x == 0 for each in narrow.quadrants)
    assert 'id="foda-narrow"' in client.get("/p/moquegua-2022/foda").text
    said = " ".join(ET.fromstring(client.get("/p/moquegua-2022/foda.svg").data).itertext())
    assert all(re.search(rf"\b{code}\b", said) for code in codes)


def test_the_document_is_for_readers_of_screens_too(app, client):
    """All factors of the note are printed where its pages say that votes are simulated (`test_simulated.py`)."""
    room = make_room()
    factors = make_notes(room, [(n, f"Factor {code}", code) for n, code in enumerate("FDOA")])
    with transaction():
        for factor, code in zip(factors, "FDOA", strict=True):
            factor.code = f"{code}1"
    rating = make_round(room, "rating", (), items=factors)
    for card in room.cards:
        cast(card, rating, {factor.code: 8 for factor in factors})
    close(rating, publish=True)
    for address in ("foda", "factors"):
        page = client.get(f"/p/moq/{address}?lang=en").text
        assert page.count("No published round has weighed the factors yet.") == 1
    data = client.get("/p/moq/foda.pdf").data
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and b"pdfuaid" in root["/Metadata"].get_data()
    second = repeated(rating, room, {"F1": 3})
    third = repeated(second, room, {})
    page = client.get("/p/moq/foda?lang=en").text
    alone = page.index(f"Round {third.number} alone:")
    assert page.index("In all, of 4 options") < alone, "all first, then the last time"
    there = f'href="/p/moq/r/mesa-1/{second.number}/"'
    assert re.search(rf"{there}>\s*Figures of [DOA1, ]+: round {second.number}", page)


def repeated(before, room, otherwise):
    """A published round that asks the same again; each factor gets 8 but those that are given `otherwise`."""
    with transaction():
        round_ = drafting.copy(before, NOON, None)
        opening.open_round(round_, NOON, None)
    for card in room.cards:
        cast(
            card, round_, {option.code: otherwise.get(option.code, 8) for option in round_.options}
        )
    close(round_, publish=True)
    return round_


def test_what_is_not_published_is_in_no_report(app, client):
    room = make_room()
    gather(room, [(0, "Hay diálogo", "F")])
    assert foda.report_of(room.process, TODAY).factors == ()
    assert client.get("/p/moq/foda").status_code == 200
    assert client.get("/p/moq/foda.pdf").status_code == 404
    assert client.get("/p/moq/foda.svg").status_code == 404


def test_where_the_vote_in_force_shows_nothing_no_older_one_stands_in_its_place(app, monkeypatch):
    room, real = make_room(), results.view
    first = make_round(room, "rating", ("F1", "D1"))
    for card in room.cards:
        cast(card, first, {"F1": 8, "D1": 8})
    close(first, publish=True)
    again = make_round(room, "rating", ("F1", "D1"))
    close(again)
    with transaction():
        publication.publish(again, NOON + timedelta(hours=1), None)
    (told,) = foda.report_of(room.process, TODAY).votes
    assert told.round.id == again.id

    def view(round_):
        return replace(real(round_), parts=()) if round_.id == again.id else real(round_)

    monkeypatch.setattr(results, "view", view)
    assert foda.report_of(room.process, TODAY).votes == ()


def test_notes_of_a_round_that_is_not_published_are_not_even_counted(app, client):
    room = make_room()
    (item, _other) = make_notes(room, [(0, "Hay diálogo", "F"), (1, "Hay agua", "F")])
    with transaction():
        item.code = "F1"
    rating = make_round(room, "rating", (), items=[item])
    for card in room.cards:
        cast(card, rating, {"F1": 8})
    close(rating, publish=True)
    (factor,) = public_factors.factors(room.process)
    assert factor.item.id == item.id and factor.support.notes == 0
    origin = portal_queries._public(tracing.trace(item).origin)
    assert (origin.support.notes, origin.support.authors, origin.notes) == (0, 0, ())
    assert "Hay diálogo" not in client.get("/p/moq/notes").text
