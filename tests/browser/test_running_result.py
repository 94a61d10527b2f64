"""A result that grows, on a phone and on the wall: it moves by itself, and leaves what one reads alone."""

import pytest
from builders import NOON, cast, close, make_room, make_round
from playwright.sync_api import expect
from signing import take_seat

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, opening, option_sources
from smd_workshop.web.participant import result as pages

PARTIAL = "Resultado parcial: la ronda está abierta; votos: {} de {}."
LONG = "Las tres provincias de la región están poco integradas y miden por su cuenta lo mismo {}"


@pytest.fixture
def hall(app, monkeypatch):
    app.config["SMD_POLL_SECONDS"] = 1
    monkeypatch.setattr(pages, "HELD_SECONDS", 0.0)
    return make_room((6, 5, 2))


def vote(hall, round_, *places):
    for place in places:
        cast(hall.cards[place], round_, {"F1": 9 - place % 4, "F2": 5}, at=now())
    db.session.rollback()


def test_a_phone_watches_the_result_grow_until_it_is_published(hall, phone, axe, fits, shot):
    round_ = make_round(hall, secrecy="nominal", visibility="live")
    p = phone()
    take_seat(p, hall.cards[0])
    p.goto("/s/mesa-1/1/result")
    expect(p.get_by_text(PARTIAL.format(0, 13))).to_be_visible()
    vote(hall, round_, 1, 2, 3)
    expect(p.get_by_text(PARTIAL.format(3, 13))).to_be_visible()
    p.locator("details summary").first.click()
    p.locator("details summary").first.focus()
    vote(hall, round_, 4, 12)
    expect(p.get_by_text(PARTIAL.format(5, 13))).to_be_visible()
    assert p.locator("details").first.get_attribute("open") is not None, (
        "what was opened stays open"
    )
    assert p.evaluate("document.activeElement.localName") == "summary", "and the focus stays there"
    axe(p)
    fits(p)
    shot(p, "running-result")
    close(round_)
    expect(p.get_by_text("Contado, todavía sin publicar.")).to_be_visible()
    with transaction():
        publication.publish(round_, NOON, None)
    db.session.rollback()
    expect(p.get_by_text("Contado, todavía sin publicar.")).to_have_count(0)
    make_round(hall)
    db.session.rollback()
    p.wait_for_url("**/s/mesa-1/2")


def test_who_has_not_voted_reads_why_and_without_scripts_too(hall, phone, axe, fits, shot):
    round_ = make_round(hall, secrecy="nominal", visibility="after_vote")
    vote(hall, round_, 1, 2)
    p = phone(javascript=False)
    take_seat(p, hall.cards[0])
    p.goto("/s/mesa-1/1/result")
    expect(p.get_by_text("Verá el resultado parcial cuando haya votado.")).to_be_visible()
    shot(p, "running-result-not-yet")
    p.get_by_role("link", name="Responder").click()
    p.locator("[name='a.F1'][value='9']").check(force=True)
    p.locator("[name='a.F2'][value='9']").check(force=True)
    p.click(".send button")
    p.get_by_role("link", name="resultado").click()
    expect(p.get_by_text(PARTIAL.format(3, 13))).to_be_visible()
    vote(hall, round_, 3)
    p.get_by_role("link", name="Actualizar").click()
    expect(p.get_by_text(PARTIAL.format(4, 13))).to_be_visible()


@pytest.mark.parametrize("width", [1280, pytest.param(1920, marks=pytest.mark.deep)])
def test_the_wall_shows_it_grow_without_scrolling(hall, staff, width, shot):
    codes = [f"F{n}" for n in range(1, 9)]
    with transaction():
        hall.process.simulated = True
    round_ = make_round(hall, options=codes, secrecy="nominal", visibility="live", open=False,
                        question="¿Cuán importante es cada factor para medir nuestro desarrollo?")  # fmt: skip
    with transaction():
        option_sources.set_options(round_, [(None, c, LONG.format(c), "") for c in codes])
        opening.open_round(round_, now(), None)
    staff.set_viewport_size({"width": width, "height": width * 9 // 16})
    staff.goto("/f/moq/w/mesa-1/projector")
    on_wall = staff.locator(".leaf:not([hidden])")
    expect(on_wall.get_by_text(PARTIAL.format(0, 13))).to_be_visible()
    for place in range(6):
        answer = {c: 1 + (place + 2 * n) % 9 for n, c in enumerate(codes)}
        cast(hall.cards[place], round_, answer, at=now())
    db.session.rollback()
    expect(on_wall.get_by_text(PARTIAL.format(6, 13))).to_be_visible()
    shot(staff, f"running-result-wall-{width}", widths=(width,))
    assert staff.evaluate("document.documentElement.scrollHeight <= innerHeight")
    with transaction():
        closing.announce_close(round_, now(), None)
    db.session.rollback()
    expect(on_wall.locator("[data-closes]")).to_be_visible()
    assert staff.evaluate("document.documentElement.scrollHeight <= innerHeight")
