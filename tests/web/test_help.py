"""Who facilitates for the first time finds ten steps with pictures, and the same on one sheet of paper."""

import io
import re

import pytest
from builders import make_room
from pypdf import PdfReader
from staff import administrator, member

from reports.workshops.guide import STEPS

pytestmark = pytest.mark.looks


@pytest.fixture
def room(app):
    return make_room()


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_help_has_ten_steps_each_with_its_picture(app, room, language):
    browser = administrator(app)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    page = browser.get("/f/help")
    assert page.status_code == 200
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page.text)
    assert len(pictures) == len(STEPS) == 10
    for address, said in pictures:
        with browser.get(address.replace("&amp;", "&")) as answer:
            assert answer.status_code == 200 and answer.mimetype == "image/png" and said
            assert len(answer.data) < 30_000
    assert ("diez pasos" in page.text) == (language == "es")


def test_the_help_tells_of_surveys_and_plans_too(app, room):
    browser = administrator(app)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    page = browser.get("/f/help").text
    for id_, first in (("survey", "Empezar la encuesta"), ("plan", "Empezar el plan")):
        assert f'href="#{id_}"' in page and f'id="{id_}"' in page and first in page


def test_every_member_of_staff_finds_it_on_each_page_and_a_stranger_does_not(app, room):
    assert 'href="/f/help"' in member(app, room.process, "observer").get("/f/").text
    assert app.test_client().get("/f/help").status_code == 303
    assert app.test_client().get("/f/help/guide.pdf").status_code == 303


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_guide_is_one_page_with_all_steps(app, room, language):
    browser = administrator(app)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    answer = browser.get("/f/help/guide.pdf")
    assert answer.mimetype == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.data)).pages
    assert len(pages) == 1
    text = re.sub(r"\s+", " ", pages[0].extract_text())
    assert ("Imprima las tarjetas" in text) == (language == "es")
    assert all(str(n) in text for n in range(1, 11))


def test_no_process_takes_the_address_of_the_help(app, room):
    fields = {"name": "Otro", "code": "help", "languages": "es", "time_zone": "America/Lima"}
    sent = administrator(app).post("/f/new", data=fields)
    assert sent.status_code == 303 and sent.location.startswith("/f/help-1/")
