"""Putting options in order with native lists, also without scripts; what is told of the order fits a phone."""

from builders import cast, close, make_room, make_round
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Ballot

CODES = ("OE1", "OE2", "OE3", "OE4")


def test_places_are_chosen_from_lists_and_equal_ones_are_told(app, phone, shot):
    room = make_room((2, 1))
    make_round(room, "ranking", CODES)
    p = phone()
    take_seat(p, room.cards[0])
    expect(p.locator("[data-progress]")).to_contain_text("0 de 4")
    for code, place in (("OE2", "1"), ("OE4", "2"), ("OE1", "2")):
        p.select_option(f"[name='a.{code}']", place)
    expect(p.locator("[data-progress]")).to_contain_text("3 de 4 con puesto · sin puesto: OE3")
    expect(p.locator("[data-progress]")).to_contain_text("iguales: ")
    shot(p, "ranking-ballot")
    p.click(".send button")
    p.wait_for_selector("table.mine")
    expect(p.locator("table.mine tr").first).to_contain_text("OE2")
    shot(p, "ranking-saved")
    db.session.rollback()
    assert db.session.scalars(select(Ballot.answer)).all() == ['[["OE2"],["OE1","OE4"]]']


def test_an_order_is_given_without_scripts(app, phone):
    room = make_room((2, 1))
    make_round(room, "ranking", CODES)
    p = phone(javascript=False)
    take_seat(p, room.cards[0])
    p.select_option("[name='a.OE3']", "1")
    p.click(".send button")
    expect(p.locator("table.mine")).to_contain_text("puesto 1")


def test_the_result_of_a_ranking_fits_a_phone(app, phone, shot):
    room = make_room((6, 7, 5))
    round_ = make_round(room, "ranking", CODES)
    orders = ("OE1 OE2 OE3 OE4", "OE1 OE3 OE2 OE4", "OE4 OE1 OE2")
    for place, card in enumerate(room.cards):
        cast(card, round_, [[code] for code in orders[place // 6 % 3].split()])
    close(round_, publish=True)
    p = phone()
    p.goto(f"/p/moq/r/mesa-1/{round_.number}/")
    expect(p.locator(".answer")).to_contain_text("Primera: OE1")
    shot(p, "ranking-result")
    assert p.evaluate("document.documentElement.scrollWidth <= innerWidth")
