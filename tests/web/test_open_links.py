"""A link for anybody and a device at a counter, as phones and staff use them."""

import io
import re
from dataclasses import replace
from datetime import timedelta

from pypdf import PdfReader
from sqlalchemy import func, select
from staff import administrator
from surveyed import SHORT, close, make_survey
from test_surveys import ONE, TWO, redirected, stored, told

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Invitation, OpenLink, SurveyDraft, SurveyParticipation
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import open_links
from smd_workshop.web.security import shared_phone

HERE = "/f/zed/surveys/satisfaccion/waves/1"


def how_many(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def phone_of(app):
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def made(asked, kind=open_links.PUBLIC):
    with transaction():
        return open_links.make(asked.wave, kind, "Feria", None, now(), None).code


def fill(browser, where, one=ONE, two=TWO):
    """Answer from the first page on; return where sending leads."""
    here = where.rpartition("/p/")[0]
    redirected(browser.post(f"{here}/p/uno", data=one), f"{here}/p/dos")
    redirected(browser.post(f"{here}/p/dos", data=two), f"{here}/send")
    return browser.post(f"{here}/send").location


def test_anybody_answers_by_a_poster_and_to_look_at_it_is_no_act(app):
    asked = make_survey()
    code, phone = made(asked), phone_of(app)
    before = stored()
    pages = {phone.get(f"/q/{code}").text for _ in range(100)}
    assert stored() == before
    (page,) = pages
    assert "Anybody may answer here: once each, please." in page
    first = redirected(phone.post(f"/q/{code}"), r"/q/\w{12}/p/uno")
    own = first.split("/")[2]
    assert own != code
    assert f'href="/q/{own}"' in told(phone, f"/q/{code}"), "go on where I was"
    assert fill(phone, first) == f"/q/{own}/thanks"
    assert "arrived" in told(phone, f"/q/{own}")
    assert "Go on where I was" not in told(phone, f"/q/{code}")
    second = redirected(phone_of(app).post(f"/q/{code}"), r"/q/\w{12}/p/uno")
    assert second != first
    assert how_many(SurveyParticipation) == 1


def test_who_is_one_too_many_waits_and_nobody_is_locked_out(app):
    app.config["SMD_OPEN_LINK_STARTS"] = "2 per minute"
    asked = make_survey()
    code, other = made(asked), made(asked)
    statuses = [phone_of(app).post(f"/q/{code}").status_code for _ in range(4)]
    assert statuses == [303, 303, 429, 429]
    crowded = phone_of(app).post(f"/q/{code}")
    assert crowded.headers["Retry-After"] == "60"
    assert "Wait a minute and press the button again." in crowded.text
    assert ">Begin<" in crowded.text, "the button is still there"
    assert phone_of(app).post(f"/q/{other}").status_code == 303, "only this link is crowded"
    assert phone_of(app).post(f"/q/{asked.links[0]}").status_code == 303, "who is invited passes"


def test_a_poster_says_to_who_began_what_became_of_it_when_it_works_no_more(app):
    asked = make_survey()
    code, phone = made(asked), phone_of(app)
    assert phone.post(f"/q/{code}").status_code == 303
    with transaction():
        open_links.revoke(open_links.by_code(code), now(), None)
    ended = phone.get(f"/q/{code}")
    assert ended.status_code == 410 and "you can still send it" in ended.text
    own = re.search(r'href="(/q/\w{12})"', ended.text)[1]
    assert phone.get(own).status_code == 200
    stranger = app.test_client().get(f"/q/{code}", headers={"Accept-Language": "en"})
    assert "you can still send it" not in stranger.text
    close(asked)
    over = phone.get(f"/q/{code}").text
    assert "did not arrive, was not counted, and was erased" in over
    assert "you can still send it" not in over


def test_a_lent_phone_offers_nobody_what_another_began(app):
    code, phone = made(make_survey()), phone_of(app)
    phone.post(f"/q/{code}")
    assert "Go on where I was" in told(phone, f"/q/{code}")
    with phone.session_transaction() as cookie:
        cookie[shared_phone.SHARED] = True
    assert "Go on where I was" not in told(phone, f"/q/{code}")


def test_staff_make_show_print_and_take_back_a_link(app):
    make_survey()
    staff = administrator(app)
    redirected(staff.post(f"{HERE}/open-links", data={"name": "Feria"}), f"{HERE}/open-links")
    page = told(staff, f"{HERE}/open-links")
    link = db.session.scalars(select(OpenLink)).one()
    assert f"http://localhost/q/{link.code}" in page
    assert "<svg" in page and "https://wa.me/?text=" in page
    assert not re.search(r'(?:src|href|action)="https?://(?!localhost|wa\.me)', page)
    printed = staff.get(f"{HERE}/open-links/{link.id}/poster.pdf")
    assert printed.data.startswith(b"%PDF") and len(PdfReader(io.BytesIO(printed.data)).pages) == 1
    redirected(staff.post(f"{HERE}/open-links/{link.id}/revoke"), f"{HERE}/open-links")
    gone = phone_of(app).get(f"/q/{link.code}")
    assert gone.status_code == 410
    assert staff.post(f"{HERE}/open-links", data={"name": ""}).status_code == 422


def test_a_poster_without_a_last_day_of_its_own_works_as_long_as_the_wave(app):
    asked = make_survey()
    staff, days = administrator(app), [now() + timedelta(days=n) for n in (1, 2, 9)]
    terms = waves.Terms("2023", 2023, "anonymous", population=6)
    with transaction():
        waves.change(asked.wave, replace(terms, ends_at=days[0]), now(), None)
    redirected(staff.post(f"{HERE}/open-links", data={"name": "Feria"}), f"{HERE}/open-links")
    with transaction():
        waves.change(asked.wave, replace(terms, ends_at=days[2]), now(), None)
    link = db.session.scalars(select(OpenLink)).one()
    assert open_links.refusal(link, days[1]) is None
    assert open_links.refusal(link, days[2]) is not None


def test_a_day_that_no_calendar_reaches_is_refused_in_a_sentence(app):
    make_survey()
    staff, far = administrator(app), {"name": "Feria", "ends_on": "9999-12-31"}
    redirected(staff.post(f"{HERE}/open-links", data=far), f"{HERE}/open-links")
    assert "Look at the year again." in told(staff, f"{HERE}/open-links")
    refused = staff.post(f"{HERE}/edit", data=far)
    assert (refused.status_code, "Look at the year again." in refused.text) == (422, True)
    assert how_many(OpenLink) == 0


def counter(app):
    """A browser that staff turned into the device of a counter."""
    device = administrator(app)
    said = {"name": "Mostrador", "kind": "kiosk"}
    redirected(device.post(f"{HERE}/open-links", data=said), f"{HERE}/open-links")
    code = db.session.scalars(select(OpenLink.code)).one()
    assert f"/kiosk/{code}" in told(device, f"{HERE}/open-links")
    assert "is signed out" in told(device, f"/kiosk/{code}")
    redirected(device.post(f"/kiosk/{code}"), "/kiosk")
    return device


def test_a_device_at_a_counter_is_signed_out_and_shows_nobody_what_was_answered_before(app):
    make_survey(mode="confidential")
    device = counter(app)
    assert "/login" in device.get(HERE).location
    assert "Anybody may answer here" in told(device, "/kiosk")
    first = redirected(device.post("/kiosk"), r"/q/\w{12}/p/uno")
    assert 'data-idle="90"' in told(device, first)
    assert fill(device, first) == "/kiosk/thanks"
    assert 'data-after="10"' in told(device, "/kiosk/thanks")
    own = first.split("/")[2]
    for path in ("", "/p/uno", "/p/dos", "/send", "/thanks"):
        answer = device.get(f"/q/{own}{path}")
        assert (answer.status_code, answer.location) == (303, "/kiosk"), path
    assert db.session.scalars(select(SurveyParticipation.channel)).one() == "kiosk"


def test_a_device_starts_over_and_erases_what_was_not_sent(app):
    make_survey()
    device = counter(app)
    promised = told(device, "/kiosk")
    assert "We do not know who you are. We keep that somebody took part" in promised
    assert "We keep that you took part" not in promised, "nobody knows who stands at a counter"
    first = redirected(device.post("/kiosk"), r"/q/\w{12}/p/uno")
    device.post(first, data=ONE)
    assert how_many(SurveyDraft) == 1
    redirected(device.post("/kiosk/over"), "/kiosk")
    assert how_many(SurveyDraft) == 0
    assert device.get(first).location == "/kiosk"
    second = redirected(device.post("/kiosk"), r"/q/\w{12}/p/uno")
    # Without a script the page is only left: the next one cannot go back to it.
    told(device, "/kiosk")
    assert device.get(second).location == "/kiosk"


def test_at_a_counter_each_person_chooses_a_language_and_the_next_begins_in_that_of_the_device(app):
    make_survey(document=SHORT | {"languages": ["es-PE", "qu"]})
    device = counter(app)
    chosen = {"language": "qu", "next": "/kiosk"}
    assert 'lang="qu">✓' not in told(device, "/kiosk")
    code = db.session.scalars(select(OpenLink.code)).one()
    redirected(device.post(f"/q/{code}/language", data=chosen), "/kiosk")
    assert 'lang="qu">✓' in told(device, "/kiosk")
    first = redirected(device.post("/kiosk"), r"/q/\w{12}/p/uno")
    assert 'lang="qu">✓' in told(device, first)
    fill(device, first)
    assert 'lang="qu">✓' not in told(device, "/kiosk")
    redirected(device.post("/kiosk"), r"/q/\w{12}/p/uno")
    device.post("/language", data={"language": "es", "next": "/kiosk"})
    assert 'lang="es"' in told(device, "/kiosk/thanks").split("<body", 1)[0]
    assert 'lang="en"' in told(device, "/kiosk").split("<body", 1)[0]


def test_a_browser_at_a_counter_offers_nobody_what_was_typed_before(app):
    make_survey()
    device = counter(app)
    page = told(device, redirected(device.post("/kiosk"), r"/q/\w{12}/p/uno"))
    assert re.search(r'<form class="stack"[^>]* autocomplete="off">', page)


def test_a_counter_begins_no_faster_than_people_do(app):
    make_survey()
    device = counter(app)
    app.config["SMD_OPEN_LINK_STARTS"] = "2 per minute"
    assert [device.post("/kiosk").status_code for _ in range(3)] == [303, 303, 429]
    assert "Wait a minute and press the button again." in device.post("/kiosk").text
    assert how_many(Invitation) == 6 + 2


def test_pages_of_a_counter_open_on_that_device_alone_and_end_when_staff_say_so(app):
    make_survey()
    device = counter(app)
    first = redirected(device.post("/kiosk"), r"/q/\w{12}/p/uno")
    stranger = phone_of(app)
    assert stranger.get(first.rpartition("/p/")[0]).status_code == 404
    assert stranger.get("/kiosk").status_code == 410
    link = db.session.scalars(select(OpenLink)).one()
    assert stranger.get(f"/q/{link.code}").status_code == 404, "the code of a counter is no poster"
    assert stranger.post("/kiosk/AAAACCCCDDDD").status_code == 404
    staff = administrator(app, "otra@example.org")
    redirected(staff.post(f"{HERE}/open-links/{link.id}/revoke"), f"{HERE}/open-links")
    ended = device.get("/kiosk")
    assert ended.status_code == 410
    assert "takes no answers now" in ended.text
