"""Estimating numbers on a phone: what is typed is counted, what can be read in two ways is asked again, the result is read."""

from builders import cast, close, make_room, make_round
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Ballot

CODES = ("IND1", "IND2", "IND3")


def test_numbers_are_counted_as_they_are_typed_and_saved(app, phone, shot):
    room = make_room((2, 1))
    make_round(room, "estimate", CODES, settings={"lowest": -5, "highest": 5000})
    p = phone()
    take_seat(p, room.cards[0])
    expect(p.get_by_label("Su número De −5 a 5,000.")).to_have_count(3)
    expect(p.locator("[data-progress]")).to_contain_text("0 de 3")
    p.fill("[name='a.IND1']", "12,5")
    p.fill("[name='a.IND3']", "1,234")
    expect(p.locator("[data-progress]")).to_contain_text("2 de 3")
    shot(p, "estimate-ballot")
    p.click(".send button")
    expect(p.locator("[id='e.IND3']")).to_contain_text("1234 o 1.234")
    shot(p, "estimate-refused")
    p.fill("[name='a.IND3']", "1234")
    p.click(".send button")
    p.wait_for_selector("table.mine")
    expect(p.locator("table.mine")).to_contain_text("12.5")
    db.session.rollback()
    assert db.session.scalars(select(Ballot.answer)).all() == ['{"IND1":12.5,"IND3":1234}']


def test_the_result_is_read_on_a_phone_and_on_a_laptop(app, phone, shot):
    room = make_room((6, 7, 5))
    round_ = make_round(room, "estimate", CODES)
    for place, card in enumerate(room.cards):
        cast(
            card,
            round_,
            {"IND1": 20 + place, "IND2": 0.01 * place, "IND3": 150000 * (1 + place % 7)},
        )
    close(round_, publish=True)
    p = phone()
    p.goto(f"/p/moq/r/mesa-1/{round_.number}/")
    expect(p.locator("h1").first).to_be_visible()
    expect(p.locator("body")).to_contain_text("IND2")
    shot(p, "estimate-result")
    assert p.evaluate("document.documentElement.scrollWidth <= innerWidth")
