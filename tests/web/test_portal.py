"""What the public reads: all that is published can be found and followed, nothing else exists for them."""

import io
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from builders import NOON, cast, close, gather, make_room, make_round
from filled import FACTORS, answered, full_room, options
from papers import unprinted
from planned import SMALL, make_plan
from pypdf import PdfReader
from sqlalchemy import select
from staff import member
from strategic import entered

from reports.workshops import commitments as matrix
from smd_workshop.core.numbers import percent, unbroken
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas, commitments
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Commitment, Item, Link
from smd_workshop.processes import processes
from smd_workshop.publishing import portal_queries, public_factors, public_search, written_notes
from smd_workshop.rounds import drafting, option_sources, workshops
from smd_workshop.rounds.ballots import contributions
from smd_workshop.rounds.ballots.contributions import Note
from smd_workshop.strategy.scorecards import editions
from smd_workshop.web.portal.process import processes as portal_pages

pytestmark = pytest.mark.looks

ATOM = "{http://www.w3.org/2005/Atom}"


def addresses(number=1):
    base = f"/p/moq/r/mesa-1/{number}/"
    return [
        "/", "/p/moq/", "/p/moq/factors", "/p/moq/commitments", "/p/moq/protocol", "/p/moq/search?q=factor",
        "/p/moq/search?q=secreto", "/p/moq/feed.atom", "/p/moq/objectives/OE1", base,
        *(base + name for name in ("result.json", "data.json", "table.csv", "table.xlsx", "charts/1.json", "result.pdf")),
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["open", "closed"])
def test_nothing_of_an_unpublished_round_is_anywhere(app, client, state):
    room = make_room()
    words = {"F1": "secreto uno", "F2": "secreto dos"}
    items = options(room.process, words, "factor")
    if state == "closed":
        round_ = answered(room, "rating", words, items, publish=False)
    else:
        round_ = make_round(room)
        cast(room.cards[0], round_, {"F1": 9, "F2": 1})
    for address in addresses(round_.number):
        answer = client.get(address)
        under = f"/r/mesa-1/{round_.number}/" in address or "objectives" in address
        assert answer.status_code == (404 if under else 200), address
        shown = (
            answer.text.replace("q=secreto", "")
            .replace('value="secreto"', "")
            .replace(": secreto", "")
        )
        assert "secreto" not in shown, address
        assert "input_sha256" not in answer.text


def test_a_process_that_is_not_public_does_not_exist(app, client):
    room, _ = full_room()
    with transaction():
        room.process.public = False
    for address in addresses()[1:]:
        assert client.get(address).status_code == 404, address
    assert "SMD Moquegua" not in client.get("/").text


def test_a_round_is_not_found_through_another_parent(app, client):
    full_room()
    make_room(code="otro")
    assert client.get("/p/otro/r/mesa-1/1/").status_code == 404
    assert client.get("/p/moq/r/mesa-2/1/").status_code == 404


def test_the_process_page_leads_to_rounds_objectives_and_overdue_commitments(app, client):
    _, made = full_room()
    text = client.get("/p/moq/?lang=en").text
    for round_ in made.values():
        assert f'href="/p/moq/r/mesa-1/{round_.number}/"' in text
    assert 'href="/p/moq/objectives/OE1"' in text
    assert "1 overdue" in text


def test_an_objective_is_followed_back_to_vote_factor_weight_and_notes(app, client):
    _, made = full_room()
    text = client.get("/p/moq/objectives/OE1?lang=en").text
    assert f"/p/moq/r/mesa-1/{made['ratify'].number}/#OE1" in text
    assert f"/p/moq/r/mesa-1/{made['approval'].number}/" in text
    assert "/p/moq/factors#F1" in text
    assert "3 notes · 3 authors · 1 sector" in text
    assert "Sustento de F1" in text
    assert ">Result of round" in text, "the name of a round alone reads as something to press"


def test_factors_show_counted_weights_and_the_sources_contradictions(app, client):
    full_room(notes=["La nota declara 5 fortalezas y sus tablas traen 4."])
    text = client.get("/p/moq/factors?lang=en").text
    assert "6 factors in all: Strengths 2, Opportunities 2, Weaknesses 1, Threats 1" in text
    assert "La nota declara 5 fortalezas" in text
    weight = public_factors.factors(portal_queries.find("moq"))[0].weight
    assert f"weight {unbroken(percent(weight, 1))} of 100 % in its group" in text
    assert "Which of them came in is what was said of each the last time it was asked:" in text
    assert text.count("· Comes in</p>") == 3
    assert "without a weight" not in text, "all of them were weighed"


def test_a_factor_that_no_round_weighed_says_why(app, client):
    room, _made = full_room()
    late = options(room.process, {"F9": "Se vio después"}, "factor")
    answered(room, "rating", {"F9": "Se vio después"}, late)
    why = "without a weight: the latest round that weighed factors did not ask about it"
    for address in ("factors", "foda"):
        text = client.get(f"/p/moq/{address}?lang=en").text
        assert text.count(why) == 1 and why in text.split("Se vio después", 1)[1], address
    with transaction():
        objective = db.session.scalars(select(Item).where(Item.code == "OE1")).one()
        db.session.add(Link(item_id=objective.id, target_id=late["F9"].id, kind="from"))
    text = client.get("/p/moq/objectives/OE1?lang=en").text
    assert text.count("without a weight: no published round has weighed it") == 1


def test_who_weighs_a_part_of_the_factors_hears_before_which_lose_their_weight(app):
    room, _made = full_room()
    at = "/f/moq/w/mesa-1/rounds"
    staff = member(app, room.process, "facilitator")
    items = {item.code: item for item in db.session.scalars(select(Item)) if item.kind == "factor"}
    asked = [
        (items[code].id, code, items[code].wording, items[code].group_code) for code in ("F1", "F2")
    ]
    with transaction():
        part = drafting.add(room.workshop, NOON, method_id="points", title="Otra", question="¿?")
        option_sources.set_options(part, asked)
    left = sorted(set(FACTORS) - {"F1", "F2"})
    told = staff.get(f"{at}/{part.number}/open?lang=en").text
    assert f"{len(left)} factors have no weight any more:" in told
    assert all(code in told.partition("no weight any more:")[2].partition("<")[0] for code in left)
    with transaction():
        option_sources.set_options(
            part, [(item.id, code, item.wording, item.group_code) for code, item in items.items()]
        )
    assert "no weight any more" not in staff.get(f"{at}/{part.number}/open?lang=en").text


@pytest.mark.on_both
def test_search_finds_words_with_and_without_accents(app, client):
    full_room()
    for query in ("gerens", "GERENS", "GĔRENS", "acompaña gerens", "acompana"):
        found = public_search.search(portal_queries.find("moq"), query)
        assert ("factor", "O1") in {(f.kind, f.code) for f in found}, query
        assert "O1" in client.get("/p/moq/search", query_string={"q": query}).text, query


@pytest.mark.on_both
def test_search_finds_rounds_objectives_and_commitments(app):
    room, _ = full_room()
    kinds = {
        f.kind
        for word in ("agua", "ronda", "indicadores")
        for f in public_search.search(room.process, word)
    }
    assert {"agreed", "round", "commitment", "objective"} <= kinds
    assert public_search.search(room.process, "  ") == []


def test_a_search_leads_to_the_promise_itself_and_says_where_the_word_stands(app, client):
    room, _ = full_room()
    promise = portal_queries.commitments(room.process).all[0]
    found = client.get("/p/moq/search", query_string={"q": promise.text}).text
    assert f'/commitments#c{promise.id}"' in found
    listed = client.get("/p/moq/commitments").text
    assert listed.count(f'id="c{promise.id}"') == 1
    round_ = next(f for f in public_search.search(room.process, "agua") if f.kind == "round")
    assert "agua" in round_.text.lower() or "agua" in round_.why.lower()


def test_all_commitments_by_date_are_all_also_the_overdue_ones(app, client):
    room, _ = full_room()
    listed = client.get("/p/moq/commitments?lang=en").text.partition("All, by date")[2]
    for each in portal_queries.commitments(room.process).all:
        assert f'id="c{each.id}"' in listed


def test_a_search_finds_published_notes(app, client):
    room, _ = full_room()
    under = written_notes.published(room.process).under[0]
    found = client.get("/p/moq/search", query_string={"q": under.texts[0]}).text
    assert f"/p/moq/notes#n-{under.item.code}" in found


def test_a_snippet_shows_the_word_that_the_title_does_not_have():
    texts = ("Ronda 3", "¿Qué pasa con el agua del valle?")
    assert public_search.snippet("agua", texts, "Ronda 3") == "¿Qué pasa con el agua del valle?"
    assert public_search.snippet("ronda", texts, "Ronda 3") == ""
    long = "x " * 200 + "agua" + " y" * 200
    assert public_search.snippet("AGUA", [long], "").count("…") == 2


def test_a_search_is_shown_as_text_not_as_markup(app, client):
    full_room()
    text = client.get("/p/moq/search", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script" not in text


def test_the_feed_is_atom_with_ids_that_stay(app, client):
    _, made = full_room()
    first = ET.fromstring(client.get("/p/moq/feed.atom").data)
    assert first.tag == ATOM + "feed"
    for name in ("id", "title", "updated", "author"):
        assert first.find(ATOM + name) is not None
    entries = first.findall(ATOM + "entry")
    assert len(entries) == len(made)
    ids = [e.findtext(ATOM + "id") for e in entries]
    assert len(set(ids)) == len(ids)
    assert all(e.findtext(ATOM + "updated").startswith("2022-10-14T17:02:00") for e in entries)
    elsewhere = ET.fromstring(client.get("/p/moq/feed.atom", base_url="https://otro.example").data)
    assert [e.findtext(ATOM + "id") for e in elsewhere.findall(ATOM + "entry")] == ids


def test_simulated_votes_say_so_on_every_page_and_file(app, client):
    _, made = full_room(simulated=True)
    pages = [
        a
        for a in addresses(made["rating"].number)
        if not a.endswith((".json", ".csv", ".xlsx", ".pdf", "/"))
    ]
    for address in [*pages, "/p/moq/", f"/p/moq/r/mesa-1/{made['rating'].number}/"]:
        assert "imulated" in client.get(address, headers={"Accept-Language": "en"}).text, address
    for name in ("result.json", "data.json", "table.csv", "table.xlsx", "charts/1.json"):
        answer = client.get(f"/p/moq/r/mesa-1/{made['points'].number}/{name}?lang=en")
        assert "simulated-votes" in answer.headers["Content-Disposition"], name


def test_a_reader_who_has_the_page_is_told_so_and_a_change_is_noticed(app, client):
    room, _ = full_room()
    first = client.get("/p/moq/commitments")
    tag = first.headers["ETag"]
    assert client.get("/p/moq/commitments", headers={"If-None-Match": tag}).status_code == 304
    with transaction():
        db.session.add(
            Commitment(
                process_id=room.process.id, text="Otro", owner="GORE",
                due=NOON.date(), state="pending", created_at=NOON,
            )
        )  # fmt: skip
    assert client.get("/p/moq/commitments", headers={"If-None-Match": tag}).status_code == 200


def test_a_method_explains_itself_and_its_html_is_text(app, client):
    full_room()
    for method in ("rating", "points", "approval", "ratify"):
        answer = client.get(f"/p/moq/methods/{method}?lang=es")
        assert answer.status_code == 200
        assert "<h1>" in answer.text
    assert client.get("/p/moq/methods/nada").status_code == 404


def test_names_with_markup_are_shown_as_text(app, client):
    room = make_room(purpose="<script>alert(1)</script>")
    answered(room, "rating", {"F1": "<img src=x onerror=alert(1)>"})
    for address in ("/p/moq/", "/p/moq/r/mesa-1/1/"):
        text = client.get(address).text
        assert "<script" not in text
        assert "<img" not in text


def test_what_somebody_said_is_not_called_taken_from_a_document(app, client):
    room = make_room()
    round_ = gather(room, [(None, "De un informe", "F"), (0, "De un asiento", "F")], shut=False)
    with transaction():
        for channel in ("aloud", "interview"):
            contributions.enter(
                round_, Note(f"De viva voz, {channel}", "F"), seat_id=None,
                sector_id=room.process.sectors[0].id, channel=channel, user_id=None, at=NOON,
            )  # fmt: skip
    close(round_, publish=True)
    with transaction():
        for number, item in enumerate(db.session.scalars(select(Item)), 1):
            item.code = f"F{number}"
    text = client.get("/p/moq/factors?lang=en").text
    for wording, words in (
        ("De un informe", "1 taken from a document that does not say who said it"),
        ("De un asiento", "1 author · 1 sector"),
        (
            "De viva voz, aloud",
            "1 sector · 1 written down of what somebody said whose name was not",
        ),
        (
            "De viva voz, interview",
            "1 sector · 1 written down of what somebody said whose name was",
        ),
    ):
        card = text.split(wording, 1)[1].partition("</li>")[0]
        assert f"1 note · {words}" in " ".join(card.split()), wording
    assert text.count("taken from a document") == 1


def test_unknown_factors_are_not_an_error(app, client):
    make_room()
    assert client.get("/p/moq/factors").status_code == 200
    assert FACTORS["F1"] not in client.get("/p/moq/factors").text


def test_the_rules_are_read_and_printed_by_anybody(app, client):
    make_room()
    page = client.get("/p/moq/protocol?lang=en").text
    assert 'href="/p/moq/protocol.pdf"' in page
    assert "2/3" in page or "two thirds" in page
    printed = client.get("/p/moq/protocol.pdf")
    assert printed.data.startswith(b"%PDF")
    assert client.get("/p/moq/protocol.pdf").data == printed.data


def test_every_public_page_says_where_to_complain_and_none_says_it_of_nobody(app, client):
    """Who can recount and finds something wrong could tell nobody."""
    room = make_room()
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 9, "F2": 1})
    close(round_, publish=True)
    make_plan(room.process, SMALL)
    card = entered(room.process, "Agua limpia").perspective.scorecard
    with transaction():
        editions.publish(card, NOON, None)
    of_process = (
        "protocol", "factors", "notes", "r/mesa-1/1/", "plans/pei-2023-2025/", f"scorecards/{card.code}/"
    )  # fmt: skip
    there = ("/", "/p/moq/", *(f"/p/moq/{each}" for each in of_process))
    for page in there:
        assert "where to complain" not in client.get(page + "?lang=en").text, page
    with transaction():
        processes.change(room.process, NOON, None, contact="Oficina <3>, quejas@moq.pe")
        document = contents(actas.begin(room.workshop))
    assert document["process"]["contact"] == "Oficina <3>, quejas@moq.pe"
    for page in there:
        shown = client.get(page + "?lang=en").text
        assert "Oficina &lt;3&gt;, quejas@moq.pe" in shown, page
        assert page == "/" or 'href="/p/moq/wrong"' in shown, page
    told = client.get("/p/moq/wrong?lang=en").text
    assert all(of in told for of in ("Of a workshop", "Of a survey", "Of a plan", "quejas@moq.pe"))


def test_the_printed_rules_follow_the_process_until_they_are_frozen(app, client):
    room = make_room()

    def printed():
        with unprinted():
            return client.get("/p/moq/protocol.pdf?lang=en").text

    draft = printed()
    assert "Academia" not in draft
    assert "may still change" in draft
    with transaction():
        processes.add_sector(room.process, "aca", "Academia")
    make_round(room)
    frozen = printed()
    assert "Academia" in frozen
    assert "may still change" not in frozen


def test_workshops_stand_by_date_and_those_to_come_without_one_last(app, client):
    room = make_room()
    with transaction():
        for code, held in (
            ("otra", None),
            ("tarde", date(2022, 11, 2)),
            ("antes", date(2022, 9, 1)),
        ):
            workshops.create(room.process, f"Mesa {code}", NOON, code=code, held_on=held)
        room.workshop.held_on = date(2022, 10, 14)
    codes = [step.workshop.code for step in portal_queries.steps(portal_queries.find("moq"))]
    assert codes == ["antes", "mesa-1", "tarde", "otra"]


def test_the_matrix_of_commitments_on_paper_says_what_the_page_says(app, client):
    room = make_room()
    promise = commitments.Promise("Medir el agua", "Rosa Paz", date(2000, 1, 2))
    with transaction():
        commitments.add(room.process, promise, NOON, None)
    text = PdfReader(io.BytesIO(client.get("/p/moq/commitments.pdf?lang=en").data))
    said = " ".join(" ".join(page.extract_text() for page in text.pages).split())
    for each in ("Medir el agua", "Rosa Paz", "overdue", "1 commitment"):
        assert each in said
    assert "/p/moq/commitments.pdf" in client.get("/p/moq/commitments").text


def test_a_reload_of_the_matrix_prints_nothing_again_for_the_same_minute(app, client, monkeypatch):
    make_room()
    printed = []
    monkeypatch.setattr(
        matrix, "commitments", lambda *_said, **_words: printed.append(1) or b"%PDF"
    )
    monkeypatch.setattr(portal_pages, "now", lambda: NOON)
    for _again in range(3):
        assert client.get("/p/moq/commitments.pdf").status_code == 200
    assert len(printed) == 1
