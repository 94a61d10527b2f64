"""The facilitator's pages around the board in a real browser: two notes are merged and separated again
without a script, and endless words wrap. That the pages fit and are accessible is in test_pages.py."""

import pytest
from builders import NOON, gather, make_room, make_round, make_user
from playwright.sync_api import expect
from signing import sign_in, take_seat
from sqlalchemy import select

from smd_workshop.board import item_links, merging, objections
from smd_workshop.database import db, transaction
from smd_workshop.models import Item

ROUNDS = "/f/moq/w/mesa-1/rounds"
NOTES = [
    (0, "La población no confía en las instituciones públicas de la región", "D"),
    (6, "Desconfianza de la población en las instituciones", "D"),
    (1, "Hay canon minero que se puede usar mejor", "O"),
]


#: Case 13: an address without a gap, and a word as long.
ENDLESS = ["https://ejemplo.pe/" + "a" * 110, "inconstitucionalidad" * 8]


def item_of(text):
    return db.session.scalars(select(Item).where(Item.wording == text)).one()


def test_two_notes_are_merged_and_the_merge_undone_without_a_script(app, contexts):
    room = make_room(languages=["es"])
    gather(room, NOTES[:3])
    page = contexts(java_script_enabled=False).new_page()
    sign_in(page, *make_user())
    page.goto(f"{ROUNDS}/1/board")
    for text in (NOTES[0][1], NOTES[1][1]):
        page.get_by_label(text).check()
    page.get_by_role("button", name="Unir los marcados").click()
    page.get_by_label("La redacción que reúne").fill("No se confía en las instituciones")
    page.get_by_role("button", name="Unir", exact=True).click()
    expect(page.get_by_label("No se confía en las instituciones")).to_have_count(1)
    page.get_by_role("button", name="Deshacer la unión").click()
    expect(page.get_by_label(NOTES[0][1])).to_have_count(1)
    db.session.rollback()
    assert item_of("No se confía en las instituciones").state == "retired"


LINK = "https://ejemplo.pe/" + "a" * 106


def test_a_word_without_an_end_stays_inside_its_card(live_server, staff, fits):
    room = make_room(languages=["es"])
    gather(room, [(0, LINK, "F"), (1, f"Véase {LINK} y lo demás", "D")], evidence=LINK)
    staff.goto(f"{ROUNDS}/1/board")
    for width in (360, 1280):
        staff.set_viewport_size({"width": width, "height": 800})
        fits(staff)
        wide = staff.locator(".board .card").evaluate_all(
            "cards => cards.flatMap(card => [card, ...card.querySelectorAll('*')])"
            ".filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline'"
            " && !e.classList.contains('hidden'))"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
        expect(staff.locator(".board .card").nth(1)).to_be_attached()
        assert wide == []


OVERFLOWS = """() => [...document.querySelectorAll('main, main *')]
    .filter(e => !['TEXTAREA', 'INPUT', 'SELECT', 'OPTION'].includes(e.tagName) && e.clientWidth > 1)
    .filter(e => e.scrollWidth > e.clientWidth + 1 && !e.matches('.scroll, .hidden, .hidden *'))
    .map(e => e.outerHTML.slice(0, 100))"""


@pytest.fixture
def endless(app):
    """A board on which everything that people write is one endless word."""
    room = make_room()
    notes = [(n, f"{word} {end}", "D") for n, word in enumerate(ENDLESS) for end in ("uno", "dos")]
    gather(room, [*notes, (2, ENDLESS[0] + "x", "F")], evidence=ENDLESS[1])
    with transaction():
        merged = merging.merge([item_of(notes[0][1]), item_of(notes[1][1])], ENDLESS[0], NOON, None)
        objections.raise_objection(merged, room.cards[0].seat.id, ENDLESS[1], NOON)
        item_links.add_theme(room.process, ENDLESS[1], NOON, None)
        merging.retire(item_of(ENDLESS[0] + "x"), ENDLESS[1], NOON, None)
    make_round(room, "organise", (), title=ENDLESS[1], question=ENDLESS[0], secrecy="nominal")
    return room, merged


def test_endless_words_wrap_wherever_they_stand(endless, staff, phone, fits):
    room, merged = endless
    loose = item_of(f"{ENDLESS[1]} uno")
    pages = [
        f"{ROUNDS}/1/board", f"{ROUNDS}/1/notes", f"{ROUNDS}/1/board/items/{merged.id}",
        f"{ROUNDS}/1/board/merge?item={merged.id}&item={loose.id}", f"{ROUNDS}/2/announce",
        "/f/moq/w/mesa-1/console", "/f/moq/w/mesa-1/",
    ]  # fmt: skip
    for path in pages:
        staff.goto(path)
        for width in (360, 1280):
            staff.set_viewport_size({"width": width, "height": 740})
            fits(staff)
            assert staff.evaluate(OVERFLOWS) == [], f"{path} at {width}"
    seat = phone()
    take_seat(seat, room.cards[0])
    for path in ("/s/mesa-1", "/s/mesa-1/2", "/s/mesa-1/1"):
        seat.goto(path)
        fits(seat)
