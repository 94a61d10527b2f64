"""Grading on a phone: six words for each option, what is saved is the word, the result names the best."""

from builders import cast, close, make_room, make_round
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Ballot

CODES = ("IND1", "IND2", "IND3")


def test_a_word_is_chosen_for_each_and_a_low_one_may_be_explained(app, phone, shot):
    room = make_room((2, 1))
    make_round(room, "majority-judgment", CODES)
    p = phone()
    take_seat(p, room.cards[0])
    expect(p.locator("[data-progress]")).to_contain_text("0 de 3")
    graded = p.locator("[id='o.IND1']")
    graded.get_by_label("Muy bueno", exact=True).check()
    expect(graded.locator("textarea")).to_be_hidden()
    graded = p.locator("[id='o.IND3']")
    graded.get_by_label("Malo", exact=True).check()
    expect(graded.locator("textarea")).to_be_visible()
    expect(p.locator("[data-progress]")).to_contain_text("2 de 3")
    shot(p, "grades-ballot")
    p.click(".send button")
    p.wait_for_selector("table.mine")
    expect(p.locator("table.mine")).to_contain_text("Muy bueno")
    db.session.rollback()
    assert db.session.scalars(select(Ballot.answer)).all() == ['{"IND1":4,"IND3":1}']


def test_the_result_of_grades_fits_a_phone(app, phone, shot):
    room = make_room((6, 7, 5))
    round_ = make_round(room, "majority-judgment", CODES)
    for place, card in enumerate(room.cards):
        cast(
            card,
            round_,
            {"IND1": 2 + place % 4, "IND2": place % 3, **({"IND3": 5} if place < 4 else {})},
        )
    close(round_, publish=True)
    p = phone()
    p.goto(f"/p/moq/r/mesa-1/{round_.number}/")
    expect(p.locator(".answer")).to_contain_text("Con la mejor calificación: IND1")
    shot(p, "grades-result")
    assert p.evaluate("document.documentElement.scrollWidth <= innerWidth")
