"""What moves between rounds, in a browser: tables that fit a phone, and what staff see before they ask again."""

import pytest
from builders import NOON, cast, close, make_room, make_round, make_user
from playwright.sync_api import expect
from signing import sign_in

from smd_workshop.database import db, transaction
from smd_workshop.models import Item
from smd_workshop.rounds import drafting, opening

WORDS = {
    "F1": "Los actores de la región están dispuestos a dialogar en las mesas",
    "F2": "Las instituciones públicas cumplen lo que acuerdan",
    "F3": "Hay agua suficiente para todos los usos",
}
ROUNDS = (
    {"com": {"F1": 8, "F2": 5, "F3": 2}, "soc": {"F1": 8, "F2": 5, "F3": 2}, "emp": {"F1": 9, "F2": 5, "F3": 8}},
    {"com": {"F1": 8, "F2": 9, "F3": 2}, "soc": {"F1": 8, "F2": 5, "F3": 2}, "emp": {"F1": 9, "F2": 5, "F3": 8}},
    {"com": {"F2": 9}, "soc": {"F2": 8}, "emp": {"F2": 8}},
)  # fmt: skip


@pytest.fixture
def hall(app):
    """A rating that was asked three times: one agreement, one dissent that stands, one that moved until it was agreed."""
    room = make_room((6, 6, 6))
    with transaction():
        items = [
            Item(process_id=room.process.id, kind="factor", code=c, wording=w)
            for c, w in WORDS.items()
        ]
        db.session.add_all(items)
    round_ = make_round(room, items=items, title="Importancia", question="¿Cuánto importa?")
    for number, answers in enumerate(ROUNDS, start=1):
        if number > 1:
            with transaction():
                round_ = drafting.copy(round_, NOON, None)
                opening.open_round(round_, NOON, None)
        for card in room.cards:
            cast(card, round_, answers[card.seat.actor.sector.code])
        close(round_, publish=True)
    return room


def test_what_moved_and_the_way_of_each_item_fit_a_phone_and_a_laptop(
    hall, phone, page, shot, fits, axe
):
    for reader, number in ((phone(), 2), (page, 3)):
        reader.goto(f"/p/moq/r/mesa-1/{number}/")
        for name in ("moved", "trail"):
            fold = reader.locator(f"#f-{name}")
            fold.locator("> summary").click()
            expect(fold.locator("table")).to_be_visible()
        fits(reader)
        axe(reader)
        shot(reader, f"moved-{number}")


def test_each_item_through_its_rounds_fits_a_phone_and_a_laptop(hall, phone, page, shot, fits, axe):
    for reader in (phone(), page):
        reader.goto("/p/moq/r/mesa-1/3/trail")
        expect(reader.get_by_role("heading", name="F2")).to_be_visible()
        fits(reader)
        axe(reader)
        shot(reader, "trail")


def test_staff_see_what_is_settled_before_they_ask_again(hall, page, shot, fits):
    email, password = make_user()
    sign_in(page, email, password)
    page.goto("/f/moq/w/mesa-1/console?round=2")
    expect(page.locator("#moved")).to_contain_text("desacuerdo estable: F3")
    fits(page)
    shot(page, "moved-console")
    expect(page.get_by_role("link", name="Se pregunta otra vez: ir a esa ronda")).to_be_visible()
    page.goto("/f/moq/w/mesa-1/console?round=3")
    page.get_by_role("link", name="Preguntar otra vez").first.click()
    expect(page.locator("h1")).to_contain_text("¿Preguntar otra vez")
    fits(page)
    page.get_by_role("button", name="Prepararla como siguiente ronda").click()
    expect(page.get_by_role("status").first).to_be_visible()
    page.goto("/f/moq/w/mesa-1/rounds/4/options")
    expect(page.locator('[name="code"]:checked')).to_have_count(1)
    fits(page)
    shot(page, "moved-options")
    page.goto("/f/moq/w/mesa-1/rounds/4/open")
    shot(page, "moved-open")
    page.goto("/f/moq/protocol")
    shot(page, "moved-protocol")
