"""The acta on the web: from the draft to the sealed document that anybody can check."""

import hashlib
import html
import io
import re

import pytest
from builders import NOON, cast, close, make_room, make_round, make_user, seal, seal_unasked
from papers import unprinted
from pypdf import PdfReader
from sqlalchemy import select

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.numbers import moment_words
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes import contents as gathering
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Attendance
from smd_workshop.processes import processes
from smd_workshop.rounds import sealing

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def papers(request, vendor):
    """To print takes seconds: it is done on one database, for the tests that read what is printed.

    Others, and those on PostgreSQL, get the source of the paper in its place.
    """
    if vendor == "sqlite" and "printed" in request.fixturenames:
        yield
        return
    with unprinted():
        yield


@pytest.fixture
def printed():
    """Asks for papers that are printed."""


def text_of(data: bytes) -> str:
    """What a paper says, printed or as its source."""
    if b"</html>" in data:
        return html.unescape(
            re.sub(r"<style>.*?</style>|<[^>]+>", " ", data.decode(), flags=re.DOTALL)
        )
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
WHY = "Todos los presentes la leyeron en la sala y están de acuerdo"


def end_early(office):
    assert office.post(f"{ACTA}/corrections/end", data={"reason": WHY}).status_code == 303


def test_what_a_sealed_workshop_no_longer_takes_is_said_before_one_tries(office, room):
    make_round(room, open=False)
    here = "/f/moq/w/mesa-1"
    pages = {
        f"{here}/": ["/rounds/new", "/rounds/2/edit", "/rounds/2/discard", "/rounds/1/copy"],
        f"{here}/console?round=2": ["/rounds/2/open", "/rounds/2/edit"],
        f"{here}/console?round=1": ["/rounds/1/again"],
        f"{here}/rounds/1/again": ["/rounds/1/copy"],
        f"{here}/rounds/2/open": ['<button class="button">'],
        f"{here}/door": ['action="/f/moq/w/mesa-1/door"><input type="hidden"'],
        f"{here}/rounds/1/reasons": ['value="shown"'],
        "/f/moq/commitments": ["workshop:mesa-1", 'value="mesa-1"'],
        ACTA: [],
    }
    before = {path: office.get(path).text for path in pages}
    for path, offered in pages.items():
        if "reasons" not in path:  # nobody gave one
            assert all(act in before[path] for act in offered), path
    seal(room)
    for path, offered in pages.items():
        shown = office.get(path).text
        assert not any(act in shown for act in offered), path
        assert path.startswith("/f/moq/c") or 'id="sealed"' in shown


def test_what_is_sent_all_the_same_to_a_sealed_workshop_changes_nothing(office, room):
    make_round(room, open=False)
    seal(room)
    here, before = "/f/moq/w/mesa-1", contents(actas.of(room.workshop))
    agreed = {"agreement-workshop": "mesa-1", "agreement-text": "Tarde"}
    for path, data in (
        (f"{here}/rounds/2/open", {}),
        (f"{here}/rounds/1/copy", {}),
        (f"{here}/rounds/new", {"kind": "organise", "title": "x", "question": "¿?"}),
        (f"{here}/door", {"seat": "COM2", "act": "undo"}),
        ("/f/moq/agreements", agreed),
        ("/f/moq/commitments", {"text": "x", "owner": "y", "due": "2030-01-01",
                                "source": "workshop:mesa-1"}),
    ):  # fmt: skip
        assert office.post(path, data=data).status_code in {303, 422}, path
    db.session.rollback()
    assert contents(actas.of(room.workshop)) == before
    assert [r.state for r in room.workshop.rounds] == ["published", "draft"]


def test_commitments_opened_from_the_acta_are_of_its_workshop_until_it_is_sealed(office, room):
    there = "/f/moq/commitments?workshop=mesa-1"
    assert f'href="{there}"' in office.get(ACTA).text
    page = office.get(there).text
    assert 'selected value="workshop:mesa-1"' in page
    assert 'action="/f/moq/commitments?workshop=mesa-1"' in page
    assert 'href="/f/moq/w/mesa-1/"' in page
    assert (
        "selected"
        not in office.get("/f/moq/commitments?workshop=otro").text.split("source")[1][:120]
    )
    promised = {"text": "Medir", "owner": "GORE", "due": "2030-01-01", "source": "workshop:mesa-1"}
    assert office.post(there, data=promised).location == there
    assert "Anotar acuerdos" in office.get(ACTA).text
    seal(room)
    assert "Anotar acuerdos" not in office.get(ACTA).text


def test_a_form_sent_twice_writes_one_agreement_one_commitment_one_annex(office, room):
    agreed = {"agreement-workshop": "mesa-1", "agreement-text": "Reunirse en marzo"}
    promised = {"text": "Medir", "owner": "GORE", "due": "2030-01-01", "source": "workshop:mesa-1"}
    for path, data in (("agreements", agreed), ("commitments", promised)):
        for _ in range(2):
            assert office.post(f"/f/moq/{path}", data=data).status_code == 303
    db.session.rollback()
    told = contents(actas.begin(room.workshop))
    assert (len(told["agreements"]), len(told["commitments"])) == (1, 1)
    db.session.rollback()
    seal(room)
    asked = office.post(f"{ACTA}/annexes", data={"text": "La fecha era otra"})
    assert asked.status_code == 200 and 'name="sure" value="1"' in asked.text
    assert "La fecha era otra" in asked.text and "facilitadora" in asked.text
    assert not actas.annexes(room.workshop), "what is final is asked first"
    for _ in range(2):
        assert (
            office.post(
                f"{ACTA}/annexes", data={"text": "La fecha era otra", "sure": "1"}
            ).status_code
            == 303
        )
    assert len(actas.annexes(room.workshop)) == 1


def test_a_round_annulled_beside_a_sealed_acta_has_its_annex_on_paper(office, app, printed):
    room = make_room(code="otro")
    round_ = make_round(room)
    seal_unasked(room)
    page = office.get("/f/otro/w/mesa-1/console?round=1").text
    assert "/rounds/1/annul" in page and "/rounds/1/announce" not in page
    said = {"reason": "Se votó después del acta"}
    assert office.post("/f/otro/w/mesa-1/rounds/1/annul", data=said).status_code == 303
    db.session.rollback()
    assert round_.state == "annulled"
    annex = text_of(app.test_client().get("/p/otro/actas/mesa-1/1.pdf").data)
    for told in ("Se votó después del acta", round_.title, "alguien del equipo"):
        assert told in " ".join(annex.split())


def test_the_draft_shows_the_figures_that_were_stored(office, room, printed):
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
    end_early(office)
    assert phone.post("/s/mesa-1/acta", data={"text": "Tarde"}).status_code == 409
    assert office.post(f"{ACTA}/seal").status_code == 409, "a correction waits for its answer"
    correction = actas.of(room.workshop).corrections[0]
    office.post(f"{ACTA}/corrections/{correction.id}", data={"state": "accepted", "answer": "Sí"})
    assert office.post(f"{ACTA}/seal").status_code == 303
    sealed = client.get("/p/moq/actas/mesa-1/0.pdf").data
    assert "Faltó la hora de inicio" in text_of(sealed)
    office.post(f"{ACTA}/draft")
    assert client.get("/p/moq/actas/mesa-1/0.pdf").data == sealed, "sealed for good"


def test_a_phone_reads_the_acta_itself_and_what_to_do_about_it_beside_it(office, phone, room):
    office.post(
        "/f/moq/agreements",
        data={"agreement-workshop": "mesa-1", "agreement-text": "Medir el agua cada mes"},
    )
    office.post(f"{ACTA}/corrections", data={"hours": "72"})
    page = phone.get("/s/mesa-1/acta").text
    acta = page[page.index("<article") : page.index("</article>")]
    for told in ("Medir el agua cada mes", room.workshop.rounds[0].question, "Comunidad"):
        assert told in acta
    assert "BORRADOR" in page and 'href="/s/mesa-1/acta.pdf"' in page
    assert 'href="#correct"' in page and '<textarea id="text" name="text"' in page
    assert "BORRADOR" in text_of(phone.get("/s/mesa-1/acta.pdf").data)
    phone.post("/s/mesa-1/acta", data={"text": "Faltó la hora de inicio"})
    page = phone.get("/s/mesa-1/acta").text
    assert "Faltó la hora de inicio" in page[page.index("<article") : page.index("</article>")]
    assert "esta página es más nueva" in page, "the PDF does not hold it yet"


def test_a_room_that_opens_the_acta_at_once_has_it_gathered_once(
    office, app, phone, room, monkeypatch
):
    office.post(f"{ACTA}/corrections", data={"hours": "72"})
    other = app.test_client()
    with other.session_transaction() as session:
        session["card"] = room.cards[1].credential_id
    asked = []
    monkeypatch.setattr(gathering, "contents", lambda acta: (asked.append(acta), contents(acta))[1])
    for browser in (phone, other, phone):
        assert browser.get("/s/mesa-1/acta").status_code == 200
    assert len(asked) == 1
    other.post("/s/mesa-1/acta", data={"text": "Faltó la hora de inicio"})
    assert "Faltó la hora de inicio" in phone.get("/s/mesa-1/acta").text, "seen by all at once"


def test_anybody_reads_the_sealed_acta_on_a_phone_and_no_draft(office, app, room):
    public, there = app.test_client(), "/p/moq/actas/mesa-1/"
    assert public.get(there).status_code == 404
    office.post(f"{ACTA}/corrections", data={"hours": "72"})
    assert public.get(there).status_code == 404, "a draft is nobody's but the attendees'"
    end_early(office)
    office.post(f"{ACTA}/seal")
    office.post(f"{ACTA}/annexes", data={"text": "La sala era otra", "sure": "1"})
    with transaction():
        processes.change(room.process, NOON, None, contact="Oficina 3, quejas@moq.pe")
    page = public.get(there).text
    assert "Oficina 3, quejas@moq.pe" in page
    assert "Comunidad" in page and "La sala era otra" in page and "BORRADOR" not in page
    assert "Si esta página dice otra cosa, vale el PDF" in page, "and which of it is written anew"
    for link in (f"{there}0.pdf", f"{there}1.pdf"):
        assert f'href="{link}"' in page
    sealed = public.get(f"{there}0.pdf").data
    assert "ACTA SELLADA" in text_of(sealed).upper() and "BORRADOR" not in text_of(sealed)
    acta = actas.of(room.workshop)
    for digest, of in ((acta.pdf_sha256, "Del archivo PDF"), (acta.data_sha256, "De lo que dice")):
        assert page.index(of) < page.index(digest), "two digests, and each says of what it is"
    annex = actas.annexes(room.workshop)[0]
    assert page.index("Del archivo PDF del anexo 1") < page.index(annex.pdf_sha256)
    assert "sha256sum acta.pdf" in page and "No se puede calcular a partir del PDF" in page
    assert f'href="{there}"' in public.get("/p/moq/").text


def test_who_seals_reads_first_which_reasons_nobody_has_read(office):
    room = make_room()
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 8, "F2": 2}, {"F2": "No alcanza"})
    close(round_, publish=True)
    office.post(f"{ACTA}/corrections", data={"hours": "72"})
    for page in (ACTA, f"{ACTA}/seal"):
        shown = office.get(f"{page}?lang=en").text
        assert "has not been read. Once the acta is sealed" in shown
        assert f"rounds/{round_.number}/reasons" in shown


def test_a_seal_that_was_refused_leaves_the_draft_a_draft(office, phone, room, monkeypatch):
    office.post(f"{ACTA}/corrections", data={"hours": "72"})
    end_early(office)

    def refuse(*_args):
        raise Invalid("Something changed")

    monkeypatch.setattr(actas, "seal", refuse)
    assert office.post(f"{ACTA}/seal").status_code == 422
    assert "BORRADOR" in text_of(phone.get("/s/mesa-1/acta.pdf").data)


def test_a_second_tap_that_looked_before_the_first_one_sealed_is_no_mistake(
    office, room, monkeypatch
):
    seal(room)
    monkeypatch.setattr(sealing, "is_sealed", lambda _workshop_id: False)
    again = office.post(f"{ACTA}/seal")
    assert (again.status_code, again.location) == (303, ACTA)


def test_the_public_gets_no_draft_and_an_annex_only_beside_a_sealed_acta(office, app, room):
    public = app.test_client()
    office.post(f"{ACTA}/draft")
    assert public.get("/p/moq/actas/mesa-1/0.pdf").status_code == 404
    assert (
        office.post(f"{ACTA}/annexes", data={"text": "Otra fecha", "sure": "1"}).status_code == 409
    )
    assert office.post(f"{ACTA}/seal").status_code == 409, "nobody could correct it yet"
    office.post(f"{ACTA}/corrections", data={"hours": "72"})
    assert office.post(f"{ACTA}/seal").status_code == 409, "the window is open"
    assert public.get("/p/moq/actas/mesa-1/0.pdf").status_code == 404
    assert office.post(f"{ACTA}/corrections/end", data={"reason": " "}).status_code == 422
    end_early(office)
    office.post(f"{ACTA}/seal")
    assert WHY in " ".join(text_of(public.get("/p/moq/actas/mesa-1/0.pdf").data).split())
    assert public.get("/p/moq/actas/mesa-1/0.pdf").status_code == 200
    assert public.get("/p/moq/actas/mesa-1/1.pdf").status_code == 404
    office.post(f"{ACTA}/annexes", data={"text": "La fecha era otra", "sure": "1"})
    annex = " ".join(text_of(public.get("/p/moq/actas/mesa-1/1.pdf").data).split())
    assert "La fecha era otra" in annex
    assert (
        "alguien del equipo" in annex
        and "facilitadora" not in annex
        and moment_words(now())[:10] in annex
    ), "by whom, and when"
    assert "@" not in annex


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
    from smd_workshop.worker.jobs import draft_soon

    app.config["SMD_DRAFT_ACTAS"] = True
    draft_soon(room.workshop.id)
    db.session.rollback()  # read what the job wrote
    assert actas.of(room.workshop).pdf_sha256 is not None
