"""Phones in a room, with real Chromium: nothing typed is lost, and one seat has one ballot."""

import pytest
from builders import cast, close, make_room, make_round

from smd_workshop.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.services import rounds

FODA = [*(f"F{i}" for i in range(1, 6)), *(f"O{i}" for i in range(1, 5)), *(f"D{i}" for i in range(1, 10)), *(f"A{i}" for i in range(1, 7))]
LONG = "La mayoría de la población no conoce los resultados que se publican ni quién los midió"


@pytest.fixture
def room(app):
    return make_room()


def join(page, card):
    page.goto("/e/" + card.code)
    page.locator("button.button").click()
    page.wait_for_url("**/s/mesa-1")


def long_round(room, kind="rating", options=FODA, **fields):
    with transaction():
        round_ = rounds.add(
            room.workshop, now(), kind=kind, title="Importancia de los factores",
            question="¿Cuán importante es cada factor para medir nuestro desarrollo?",
            help="1 es nada importante y 9 es decisivo. «No sé» también es una respuesta.", **fields,
        )
        rounds.set_options(round_, [(None, c, LONG, c[0] if kind == "points" else "") for c in options])
        rounds.open_round(round_, now(), None)
    return round_


def test_look(room, phone, shot, axe, fits):
    p = phone()
    p.goto("/e"); axe(p); shot(p, "join")
    p.goto("/e/" + room.cards[0].code); axe(p); shot(p, "card")
    join(p, room.cards[0]); axe(p); shot(p, "room-empty")
    round_ = long_round(room)
    p.goto("/s/mesa-1"); axe(p); shot(p, "room-open")
    p.goto("/s/mesa-1/1"); axe(p); fits(p); 
    p.locator("fieldset").nth(0).locator("label").nth(1).click()
    p.locator("fieldset").nth(1).locator("label").nth(7).click()
    shot(p, "rating")
    p.screenshot(path="build/shots/rating-top.png")
    p.click("button.button")
    p.wait_for_selector("text=" + LONG)
    p.wait_for_timeout(300)
    axe(p); shot(p, "saved")
    close(round_, publish=True)
    p.goto("/s/mesa-1/1"); axe(p); shot(p, "ended")
    r = long_round(room, "points", ["F1", "F2", "D1", "D2", "D3"])
    p.goto("/s/mesa-1/2"); axe(p); p.fill("[name='a.F1']", "38"); p.fill("[name='a.F2']", "50"); shot(p, "points")
    p.click("button.button"); p.wait_for_selector(".error-summary"); axe(p); shot(p, "points-wrong")
    close(r)
    r = long_round(room, "approval", ["OE1", "OE2", "OE3"], settings={"k": 2})
    p.goto("/s/mesa-1/3"); axe(p); shot(p, "approval")
    close(r)
    r = long_round(room, "ratify", ["OE1", "OE2", "OE3"])
    p.goto("/s/mesa-1/4"); axe(p); shot(p, "ratify")
    with transaction():
        rounds.announce_close(r, now(), None)
    p.goto("/s/mesa-1/4"); axe(p); shot(p, "closing", widths=(360,))
    p.goto("/s/mesa-1/why"); axe(p); shot(p, "why")
