"""The look of a process shows where it is meant to, and nowhere on a voter's phone."""

from io import BytesIO

import pytest
from builders import make_room, make_round
from papers import unprinted
from PIL import Image
from staff import administrator

from smd_workshop.database import db, transaction
from smd_workshop.processes import identity

LOOK = "/f/moq/look"


def png():
    file = BytesIO()
    Image.new("RGB", (300, 200), "#a3461f").save(file, "PNG")
    file.seek(0)
    return file


@pytest.fixture
def hall(app):
    return make_room()


@pytest.fixture
def boss(app, hall):
    browser = administrator(app)
    assert browser.post(LOOK, data={"act": "colour", "colour": "#0f5a63"}).status_code == 303
    sent = {"act": "logo", "logo": (png(), "logo.png")}
    assert browser.post(LOOK, data=sent, content_type="multipart/form-data").status_code == 303
    db.session.expire_all()
    return browser


def test_the_logo_and_the_colour_show_on_portal_and_projector(hall, boss, client):
    page = client.get("/p/moq/").text
    assert 'src="/p/moq/logo.png?v=' in page and "/p/moq/look.css?v=0f5a63" in page
    assert client.get("/p/moq/logo.png").data == identity.logo_of(hall.process)
    assert "--brand: #0f5a63" in client.get("/p/moq/look.css").text
    assert 'src="/p/moq/logo.png?v=' in client.get("/").text
    assert 'src="/f/moq/logo.png?v=' in boss.get("/f/moq/w/mesa-1/projector").text


def test_a_voter_loads_neither(hall, boss, app):
    make_round(hall)
    phone = app.test_client()
    phone.post("/e", data={"code": hall.cards[0].code})
    for path in ("/e", "/s/mesa-1", "/s/mesa-1/1"):
        page = phone.get(path, follow_redirects=True).text
        assert "logo.png" not in page and "look.css" not in page and "woff2" not in page, path


def test_the_logo_of_a_process_that_is_not_public_is_for_its_staff(hall, boss, client):
    with transaction():
        hall.process.public = False
    assert client.get("/p/moq/logo.png").status_code == 404
    assert client.get("/p/moq/look.css").status_code == 404
    assert client.get("/f/moq/logo.png").status_code == 303
    assert boss.get("/f/moq/logo.png").mimetype == "image/png"


def test_the_logo_is_printed_on_cards_and_on_the_acta(hall, boss):
    from pypdf import PdfReader

    def has_picture(data):
        return any(page.images for page in PdfReader(BytesIO(data)).pages)

    form = {"sectors": ["com"], "holder": "titular", "only": "all"}
    with_logo = boss.post("/f/moq/cards", data=form)
    assert has_picture(with_logo.data)
    assert boss.post("/f/moq/w/mesa-1/acta/draft").status_code == 303
    acta = boss.get("/f/moq/w/mesa-1/acta/0.pdf")
    assert has_picture(acta.data)
    assert boss.post(LOOK, data={"act": "no-logo"}).status_code == 303
    without = boss.post("/f/moq/cards", data=form)
    assert not has_picture(without.data)


def test_the_colour_is_printed_on_cards_and_on_the_acta(hall, boss):
    assert boss.post(LOOK, data={"act": "colour", "colour": "#7a1f5c"}).status_code == 303
    with unprinted():
        cards = boss.post(
            "/f/moq/cards", data={"sectors": ["com"], "holder": "titular", "only": "all"}
        )
        boss.post("/f/moq/w/mesa-1/acta/draft")
        acta = boss.get("/f/moq/w/mesa-1/acta/0.pdf")
    assert b"background: #7a1f5c" in cards.data
    assert b"--brand: #7a1f5c" in acta.data


def test_what_is_refused_is_said_and_changes_nothing(hall, boss):
    before = identity.logo_of(hall.process)
    svg = {
        "act": "logo",
        "logo": (BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "logo.png"),
    }
    boss.post(LOOK, data=svg, content_type="multipart/form-data")
    assert "An SVG can hold programs" in boss.get(LOOK).text
    boss.post(LOOK, data={"act": "colour", "colour": "#ffff00"})
    said = boss.get(LOOK).text
    assert "1.07 to 1" in said and "at least 4.5 to 1" in said
    db.session.expire_all()
    assert identity.logo_of(hall.process) == before
    assert identity.of(hall.process).colour == "#0f5a63"


def test_the_wall_calls_a_sector_by_its_short_name_and_pages_by_its_own(hall, boss):
    make_round(hall)
    sector = hall.process.sectors[1]
    address = f"/f/moq/sectors/{sector.id}/short-name"
    assert boss.post(address, data={"name": "Sociedad"}).status_code == 303
    wall = boss.get("/f/moq/w/mesa-1/projector").text
    assert "Sociedad</span>" in wall and "Sociedad civil" not in wall
    assert "Sociedad civil" in boss.get("/f/moq/sectors").text
