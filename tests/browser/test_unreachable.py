"""The database goes away while somebody votes: what they wrote is still on the phone, with or without
scripts, and is sent when it is back."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from builders import make_room
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import func, make_url, select
from test_phone import long_round, no_draft_is_left, rate, saved

from smd_workshop.database import db
from smd_workshop.models import Ballot

WORDS = "Todavía falta agua en la parte alta"


@pytest.fixture
def room(app):
    room = make_room()
    long_round(room, options=["F1", "F2"])
    return room


@pytest.fixture
def away(database_url):
    """A moment without the database: its file is moved away and back."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        pytest.skip("takes the file away")
    file = Path(url.database)

    @contextmanager
    def gone():
        db.session.rollback()
        hidden = file.rename(file.with_suffix(".away"))
        try:
            yield
        finally:
            hidden.rename(file)

    return gone


def fill(page):
    page.goto("/s/mesa-1/1")
    rate(page, "F1", 3)
    page.fill("[name='w.F1']", WORDS)
    rate(page, "F2", 8)


def check_stored(room):
    assert saved(room, room.cards[0]) == ({"F1": 3, "F2": 8}, {"F1": WORDS})
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1


def test_a_ballot_that_could_not_be_stored_stays_in_the_form_and_survives_a_reload(
    room, phone, away, shot, axe, fits, big_enough
):
    p = phone()
    take_seat(p, room.cards[0])
    fill(p)
    with away():
        p.click(".send button")
        p.wait_for_selector(".note.bad")
        expect(p.locator("form").first).to_contain_text(
            "Lo que escribió sigue aquí: envíelo de nuevo"
        )
        expect(p.locator("[name='w.F1']")).to_have_value(WORDS)
        expect(p.locator("[name='a.F1'][value='3']")).to_be_checked()
        shot(p, "es-unreachable-ballot")
        p.reload()
        expect(p.locator("main").first).to_contain_text(
            "El servidor no puede leer ni guardar datos"
        )
        for check in (axe, fits, big_enough):
            check(p)
        shot(p, "es-unreachable")
    p.click("text=Intentar de nuevo")
    p.wait_for_selector("form[data-draft]")
    expect(p.locator("form").first).to_contain_text("Recuperamos")
    expect(p.locator("[name='w.F1']")).to_have_value(WORDS)
    p.click(".send button")
    p.wait_for_selector("table.mine")
    check_stored(room)
    no_draft_is_left(p)


def test_without_scripts_the_page_itself_keeps_the_ballot_and_sends_it_again(
    room, phone, away, shot, fits, big_enough
):
    p = phone(javascript=False)
    take_seat(p, room.cards[0])
    fill(p)
    with away():
        p.click(".send button")
        for _ in range(2):
            expect(p.locator("main").first).to_contain_text("Lo que escribió sigue aquí")
            p.click("text=Enviar de nuevo")
        shot(p, "es-unreachable-sent")
        fits(p)
        big_enough(p)
    p.click("text=Enviar de nuevo")
    expect(p.locator("main").first).to_contain_text("Puede cambiarla hasta el cierre")
    check_stored(room)
