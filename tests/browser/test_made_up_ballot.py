"""A kind of ballot that lives only in tests, on a phone: its own script counts, and the ballot arrives."""

from ballots import thumbs_method
from builders import make_room, make_round
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Ballot


def test_thumbs_are_counted_as_they_are_marked_and_saved(app, phone):
    with thumbs_method.among_the_methods():
        room = make_room((2, 1))
        make_round(room, "thumbs", ("F1", "F2", "F3"))
        p = phone()
        wrong = []
        p.on("pageerror", lambda error: wrong.append(str(error)))
        take_seat(p, room.cards[0])
        p.wait_for_selector("[data-progress]")
        p.wait_for_function(
            "document.querySelector('[data-progress]').textContent === '0 thumbs up'"
        )
        p.check("[name='a.F1'][value=up]")
        p.check("[name='a.F3'][value=up]")
        p.check("[name='a.F2'][value=down]")
        expect(p.locator("[data-progress]")).to_have_text("2 thumbs up")
        p.reload()
        p.wait_for_function(
            "document.querySelector('[data-progress]').textContent === '2 thumbs up'"
        )
        p.click(".send button")
        p.wait_for_selector("table.mine")
        expect(p.locator("table.mine").get_by_text("thumb up")).to_have_count(2)
        assert wrong == [], "no name of one script is in the way of the other"
    db.session.rollback()
    assert db.session.scalars(select(Ballot.answer)).all() == ['{"F1":"up","F2":"down","F3":"up"}']
