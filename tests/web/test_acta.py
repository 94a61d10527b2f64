"""The acta on the web: from the draft to the sealed document that anybody can check."""

import hashlib
import io

import pytest
from builders import cast, close, make_room, make_round, make_user
from pypdf import PdfReader
from sqlalchemy import select

from smd_workshop.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Attendance
from smd_workshop.services import actas

pytestmark = pytest.mark.usefixtures("app")


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture
def room(app):
    room = make_room()
    round_ = make_round(room)
    for card in room.cards:
        cast(card, round_, {"F1": 8, "F2": 2})
    close(round_, publish=True)
    return room


@pytest.fixture
def office(client):
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    return client


@pytest.fixture
def phone(app, room):
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["card"] = room.cards[0].credential_id
    return browser


ACTA = "/f/moq/w/mesa-1/acta"


def test_the_draft_shows_the_figures_that_were_stored(office, room):
    assert office.post(f"{ACTA}/draft").status_code == 303
    pdf = office.get(f"{ACTA}/0.pdf").data
    words = text_of(pdf)
    for row in ("Comunidad", "F1", "F2", "16"):
        assert row in words
    acta = actas.of(room.workshop)
    assert acta.data_sha256 in words.replace("\n", "")
    assert hashlib.sha256(pdf).hexdigest() == acta.pdf_sha256


def test_who_came_in_with_a_card_and_did_not_vote_is_in_the_acta(app, office):
    hall = make_room((1, 1))
    for browser, card in zip((app.test_client(), app.test_client()), hall.cards, strict=True):
        assert browser.post("/e", data={"code": card.code}).status_code == 303
    assert office.post(f"{ACTA}/draft").status_code == 303
    (one, two) = db.session.scalars(select(Attendance)).all()
    assert one.arrived_at.date() == two.arrived_at.date() == now().date()


def test_an_attendee_corrects_and_the_sealed_acta_holds_both(office, phone, room, client):
    assert phone.get("/s/mesa-1/acta").status_code == 404, "a draft is the facilitator's"
    office.post(f"{ACTA}/corrections", data={"hours": "72"})
    assert phone.get("/s/mesa-1/acta").status_code == 200
    assert phone.post("/s/mesa-1/acta", data={"text": ""}).status_code == 422
    assert phone.post("/s/mesa-1/acta", data={"text": "Faltó la hora de inicio"}).status_code == 303
    assert office.post(f"{ACTA}/seal").status_code == 409, "a correction waits for its answer"
    correction = actas.of(room.workshop).corrections[0]
    office.post(f"{ACTA}/corrections/{correction.id}", data={"state": "accepted", "answer": "Sí"})
    assert office.post(f"{ACTA}/seal").status_code == 303
    sealed = client.get("/p/moq/actas/mesa-1/0.pdf").data
    assert "Faltó la hora de inicio" in text_of(sealed)
    office.post(f"{ACTA}/draft")
    assert client.get("/p/moq/actas/mesa-1/0.pdf").data == sealed, "sealed for good"


def test_the_public_gets_no_draft_and_an_annex_only_beside_a_sealed_acta(office, app, room):
    public = app.test_client()
    office.post(f"{ACTA}/draft")
    assert public.get("/p/moq/actas/mesa-1/0.pdf").status_code == 404
    assert office.post(f"{ACTA}/annexes", data={"text": "Otra fecha"}).status_code == 409
    office.post(f"{ACTA}/seal")
    assert public.get("/p/moq/actas/mesa-1/0.pdf").status_code == 200
    assert public.get("/p/moq/actas/mesa-1/1.pdf").status_code == 404
    office.post(f"{ACTA}/annexes", data={"text": "La fecha era otra"})
    assert "La fecha era otra" in text_of(public.get("/p/moq/actas/mesa-1/1.pdf").data)


def test_hostile_words_are_only_words_in_the_acta(office, room):
    with transaction():
        actas.remark(
            actas.begin(room.workshop),
            "<script>alert(1)</script> \u202etxt",
            room.workshop.created_at,
            None,
        )
    office.post(f"{ACTA}/draft")
    assert "<script>alert(1)</script>" in text_of(office.get(f"{ACTA}/0.pdf").data)
    assert "&lt;script&gt;" in office.get(ACTA).text
    db.session.rollback()


def test_after_each_close_a_draft_is_made_by_the_worker(app, room):
    from smd_workshop.jobs import draft_soon

    app.config["SMD_DRAFT_ACTAS"] = True
    draft_soon(room.workshop.id)
    db.session.rollback()  # read what the job wrote
    assert actas.of(room.workshop).pdf_sha256 is not None
