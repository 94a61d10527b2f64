"""The same texts in every field of a process: each paper is printed, each file opens, no page runs or
turns what they hold, and nobody's numbers suffer."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from builders import NOON, cast, close, make_notes, make_room, make_round, make_user
from crawler import OF_THE_PUBLIC, walk
from depth import cases
from hostile import MARK, TEXTS, runs
from openpyxl import load_workbook
from pypdf import PdfReader

from smd_workshop.core.input_text import tidy
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas, agreements, commitments
from smd_workshop.models import Reason
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening, option_sources

FORMULA = '=HYPERLINK("http://example.org?"&A1;"Moquegua")'
KINDS = ("markup", "right to left", "emoji and marks", "long", "controls")
WORDS = {f"F{n}": tidy(TEXTS[kind]) for n, kind in enumerate(KINDS, start=1)} | {"F6": FORMULA}
ALL = {"sectors": ["com", "soc", "emp"], "holder": "both", "only": "all"}


def fit(text, most):
    """What a field of this length takes of a text."""
    return tidy(text)[:most]


@pytest.fixture
def office(app):
    email, password = make_user()
    browser = app.test_client()
    browser.post("/account/login", data={"email": email, "password": password})
    return browser


@pytest.fixture
def room(app):
    names = [fit(TEXTS[kind], 200) for kind in ("markup", "right to left", "long")]
    room = make_room((6, 5, 5), list(zip(ALL["sectors"], names, strict=True)))
    texts = list(WORDS.values())
    with transaction():
        room.process.name, room.process.place = fit(MARK, 200), fit(TEXTS["right to left"], 200)
        room.process.purpose = fit(TEXTS["long"], 5000)
        room.workshop.name = fit(TEXTS["emoji and marks"] + MARK, 200)
        for n, card in enumerate(room.cards):
            card.seat.actor.name = fit(texts[n % len(texts)], 200)
            card.seat.titular = card.seat.suplente = fit(texts[(n + 1) % len(texts)], 200)
    make_notes(room, [(n, fit(text, 1900), "FODAFO"[n]) for n, text in enumerate(texts)])
    annulled = opened(room, {"F1": MARK})
    with transaction():
        closing.annul(annulled, fit(TEXTS["long"], 2000), NOON, None)
    return room


def opened(room, wordings):
    """An open round with these wordings, and the worst words around them."""
    round_ = make_round(room, options=(), open=False, help=fit(TEXTS["long"], 2000))
    title, question = fit(MARK, 200), fit(TEXTS["right to left"], 2000)
    with transaction():
        drafting.edit(round_, NOON, None, title=title, question=question)
        option_sources.set_options(
            round_, [(None, c, fit(w, 2000), "") for c, w in wordings.items()]
        )
        opening.open_round(round_, NOON, None)
    return round_


@pytest.fixture
def published(room):
    """A round with the worst wordings and reasons, counted and published."""
    round_ = opened(room, WORDS)
    for n, card in enumerate(room.cards):
        answer = {code: 1 + (n + place) % 9 for place, code in enumerate(WORDS)}
        why = {code: fit(w, 500) for code, w in WORDS.items()} if n % 5 == 0 else {}
        cast(card, round_, answer, why)
    close(round_)
    with transaction():
        for reason in db.session.query(Reason):
            reason.state = "shown"
    with transaction():
        agreed = agreements.add(room.workshop, fit(TEXTS["long"], 2000), NOON, None)
        agreements.reword(agreed, fit(MARK, 2000), NOON, None)
        promise = commitments.Promise(
            fit(TEXTS["right to left"], 2000), fit(MARK, 200), NOON.date(), agreed
        )
        commitments.add(room.process, promise, NOON, None)
        actas.remark(actas.begin(room.workshop), fit(TEXTS["long"], 4000), NOON, None)
    with transaction():
        publication.publish(round_, NOON, None)
    return round_.number


def check_pdf(answer, pages):
    """It opens, is no book, shows the markup as letters, and carries nothing that acts."""
    assert answer.status_code == 200, answer.text[:500]
    reader = PdfReader(io.BytesIO(answer.data))
    assert 1 <= len(reader.pages) <= pages
    root = reader.trailer["/Root"]
    assert "/OpenAction" not in root and "/AA" not in root
    assert "/JavaScript" not in root.get("/Names", {})
    for page in reader.pages:
        for note in page.get("/Annots", []):
            action = note.get_object().get("/A", {})
            assert action.get("/S", "/URI") in {"/URI", "/GoTo"}
            assert "alert" not in str(action.get("/URI", ""))
    # The reader writes letters as two bytes where a font knows not all the signs of a page.
    letters = "".join(page.extract_text() for page in reader.pages[:4]).replace("\x00", "")
    letters = "".join(letters.split())
    assert "<script>alert('uno')" in letters


@pytest.mark.slow
def test_every_paper_is_printed(office, client, room, published):
    shown = f"/p/moq/r/mesa-1/{published}"
    acta = "/f/moq/w/mesa-1/acta"
    assert office.post(f"{acta}/draft").status_code == 303
    check_pdf(office.get(f"{acta}/0.pdf"), 40)
    check_pdf(client.get(f"{shown}/result.pdf"), 25)
    check_pdf(client.get("/p/moq/protocol.pdf"), 4)
    check_pdf(office.post("/f/moq/cards", data=ALL), 4)


def harmful(text):
    return str(text).lstrip()[:1] in set("=+-@\t\r")


def test_every_file_opens_and_no_cell_is_a_formula(office, client, room, published):
    shown = f"/p/moq/r/mesa-1/{published}"
    rows = list(csv.reader(io.StringIO(client.get(f"{shown}/table.csv").data.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1 and len(rows) == 1 + len(WORDS)
    book = load_workbook(io.BytesIO(client.get(f"{shown}/table.xlsx").data))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert any(MARK in text for text in texts) and any("HYPERLINK" in text for text in texts)
    assert not [text for text in texts + [cell for row in rows for cell in row] if harmful(text)]
    for name in ("result.json", "data.json", "charts/1.json"):
        assert json.loads(client.get(f"{shown}/{name}").data)
    feed = client.get("/p/moq/feed.atom")
    assert "<script>" not in feed.text.replace("<![CDATA[", "")
    assert MARK in "".join(ET.fromstring(feed.data).itertext())
    for kind in ("csv", "xlsx"):
        assert office.get(f"/f/moq/people/import/template.{kind}").status_code == 200


def test_no_page_runs_or_turns_what_was_typed(app, office, room, published):
    wrong, seen = [], 0
    phone = app.test_client()
    phone.post("/e", data={"code": room.cards[0].code})
    readers = ((office, ("/f/", "/p/moq/"), None), (phone, ("/s/mesa-1",), OF_THE_PUBLIC))
    for browser, starts, for_all in readers:
        found = walk(app, browser, *starts, most=cases(2, 3), papers=False, for_all=for_all)
        for address, answer, page in found:
            if answer.status_code >= 500 or (page and runs(answer.text)):
                wrong.append(f"{address}: {answer.status_code}")
            seen += bool(page) and "&lt;script&gt;alert(" in answer.text
    for place in ("projector", "projector/live", "console", "console/live", "door"):
        answer = office.get(f"/f/moq/w/mesa-1/{place}")
        assert answer.status_code == 200 and not runs(answer.text), place
    assert wrong == []
    assert seen > 15
